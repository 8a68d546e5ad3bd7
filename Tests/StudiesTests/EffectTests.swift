import Experiments
import Foundation
import Testing

@testable import Studies

/// Verdicts on made-up measurements.
@Suite struct EffectTests {
  /// The interval of 1, 2, 3 is 2 ± 4.303/√3 = 2 ± 2.484.
  @Test func intervalIsStudents() throws {
    let interval = try #require(Effect("e", [1, 2, 3], .above(0)).interval())
    #expect(interval.mean == 2 && abs(interval.high - 4.4841) < 1e-3 && abs(interval.low + 0.4841) < 1e-3)
    let ratio = try #require(Effect("e", [1, 4], .above(0), isRatio: true).interval())
    #expect(abs(ratio.mean - 2) < 1e-12 && abs(ratio.high * ratio.low - 4) < 1e-9)
  }

  @Test(arguments: [
    ([1.9, 2.0, 2.1], Effect.Criterion.above(1.5), Effect.Standing.holds),
    ([1.9, 2.0, 2.1], .above(2.5), .fails),
    ([1.9, 2.0, 2.1], .above(2), .open),
    ([1.9, 2.0, 2.1], .below(2.5), .holds),
    ([1.9, 2.0, 2.1], .below(1.5), .fails),
    ([1.9, 2.0, 2.1], .between(1, 3), .holds),
    ([1.9, 2.0, 2.1], .between(3, 4), .fails),
    ([1.9, 2.0, 2.1], .between(2, 4), .open),
    // A single seed settles nothing.
    ([2.0], .above(1.5), .open),
    ([2.0], .above(2), .open),
    ([.infinity], .above(1), .open),
    // What diverged is above everything, and NaN is nothing.
    ([.infinity, .infinity], .above(1), .holds),
    ([.infinity, 3], .above(1), .holds),
    ([.infinity, 3], .below(5), .open),
    ([.nan, .nan], .above(1), .fails),
    ([.nan, 3], .above(1), .open),
    ([], .above(1), .fails),
  ])
  func standing(values: [Double], criterion: Effect.Criterion, expected: Effect.Standing) {
    #expect(Effect("e", values, criterion).standing() == expected)
  }

  @Test func aRatioIsJudgedByItsLogarithms() {
    // The interval of the numbers themselves would reach below 0.
    let values = [0.01, 0.1, 1]
    #expect(Effect("e", values, .above(0.0001), isRatio: true).standing() == .holds)
    #expect(Effect("e", values, .above(0.0001)).standing() == .open)
    #expect(Effect("e", [0, 1], .above(0.1), isRatio: true).interval() == nil)
  }

  /// A claim is all of its effects: one that fails refutes it, and what fails is not mixed with what is open.
  @Test func aVerdictNeedsAllEffects() {
    let (holds, fails) = (Effect("h", [2, 2], .above(1)), Effect("f", [2, 2], .above(3)))
    let open = Effect("u", [1, 3], .above(2))
    for (effects, name) in [
      ([holds, holds], "reproduced"), ([fails, fails], "refuted"), ([fails], "refuted"), ([], "refuted"),
      ([open], "open"),
      ([holds, fails], "refuted in part"), ([holds, open], "open"), ([fails, open], "refuted in part"),
    ] { #expect(Verdict(effects, in: EffectFamily(size: effects.count)).name == name) }
    let mixed = Verdict([holds, fails, open, holds], in: EffectFamily(size: 4))
    #expect(mixed.text == "refuted in part: of 4 effects 2 hold, 1 fails, 1 is open" && !mixed.isSettled)
    #expect(Verdict([holds, holds], in: EffectFamily(size: 2)).text == "reproduced")
  }

  /// 2 ± 0.248 for one effect; with t₂ = 9.925 for five of them 2 ± 0.573.
  @Test func manyEffectsNeedWiderIntervals() throws {
    let effect = Effect("e", [1.9, 2.0, 2.1], .above(1.6))
    #expect(effect.standing() == .holds && effect.standing(in: EffectFamily(size: 5)) == .open)
    let interval = try #require(effect.interval(in: EffectFamily(size: 5)))
    #expect(abs(interval.low - 1.427) < 1e-3 && abs(interval.high - 2.573) < 1e-3)
    // A sequence says nothing of two seeds, and something of ten.
    let family = EffectFamily(size: 1, isSequential: true)
    #expect(Effect("e", [1.9, 2.1], .above(-100)).standing(in: family) == .open)
    #expect(Effect("e", (0..<10).map { 2 + 0.01 * Double($0) }, .above(1.6)).standing(in: family) == .holds)
  }

  /// As many decimals as the interval's width needs, and limits that are not rounded: three digits would print this as above −143,
  /// and hide that it fails.
  @Test func textsShowWhatTheVerdictSees() {
    let effect = Effect("e", [-142.58, -142.62, -142.66, -142.6, -142.64], .above(-142.6))
    #expect(effect.claimedText == "above −142.6" && effect.measuredText() == "−142.620 [−142.659, −142.581]")
    #expect(Effect("e", [1390, 1410, 1400, 1400, 1400], .above(1)).measuredText() == "1400.0 [1391.2, 1408.8]")
    #expect(Effect("e", [1500], .above(1)).measuredText() == "1500" && Effect.text(999.7) == "1000")
    #expect(Effect("e", [-142.58], .above(-142.6)).measuredText() == "−142.6")
    for (criterion, text) in [
      (Effect.Criterion.above(-142.6), "above −142.6"), (.below(0.001), "below 0.001"), (.above(50), "above 50"),
      (.below(-86.34), "below −86.34"), (.between(0.9, 1.1), "0.9 to 1.1"), (.below(1e-5), "below 1e−05"),
    ] { #expect(Effect("e", [], criterion).claimedText == text) }
  }

  /// An interval from two or three seeds is wider than what it is about: "1.0 [−0.3, 2.3]" of 0.9 and 1.1.
  @Test func fewSeedsAreShownOneByOne() {
    #expect(Effect("e", [0.9, 1.1], .below(1.25)).measuredText() == "0.90, 1.10")
    #expect(Effect("e", [1390, 1410, 1402, 1400], .above(1)).measuredText() == "1390, 1410, 1402, 1400")
    #expect(Effect("e", [0.5, 1e-4, 0.1], .above(1)).measuredText() == "0.5, 1.0e−04, 0.1")
  }

  @Test func textsAreShort() {
    #expect(Effect("e", [0.25], .above(0)).measuredText() == "0.25" && Effect("e", [0.25], .above(0)).interval() == nil)
    #expect(Effect("e", [.infinity, 0.25], .above(0)).measuredText() == "∞, 0.25")
    #expect(Effect("e", [1e-9, 1e-9], .below(1e-3)).measuredText() == "1.0e−09, 1.0e−09")
    #expect(Effect("e", [], .between(-1, 2)).claimedText == "−1 to 2")
  }
}
