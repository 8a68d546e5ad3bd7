import Foundation
import LinearAlgebra
import Testing

@testable import Experiments

/// What may be said of two arms whose seeds are the same.
@Suite struct PairedDifferenceTests {
  private func difference(_ values: [Double], of family: EffectFamily = .init(size: 1)) -> PairedDifference {
    // The second arm's errors differ from seed to seed; only the differences are to count.
    PairedDifference(
      values.enumerated().map { (UInt64($0 + 1), $1 + 0.01 * Double($0), 0.01 * Double($0)) }, family: family)
  }

  @Test func fewSeedsAreShownAndNotJudged() {
    let few = difference([0.004, 0.006, 0.005])
    #expect(abs(few.center - 0.005) < 1e-12 && !few.isInterval && few.verdict == .open)
    #expect(abs((few.ends?.lowerBound ?? 0) - 0.004) < 1e-12 && few.seeds == [1, 2, 3])
    #expect(difference([0.004]).ends == nil && difference([]).center.isNaN)
    #expect(PairedDifference([(1, .nan, 0), (2, 0.2, 0.1)], family: .init(size: 1)).seeds == [2])
  }

  /// Mean 3, standard deviation √2.5, t₄ = 2.776 and, for a family of five, 4.604: half widths 1.963 and 3.255 (in thousandths).
  @Test func theIntervalIsStudentsOfTheFamilysLevel() throws {
    let values = [0.001, 0.002, 0.003, 0.004, 0.005]
    let ends = try #require(difference(values).ends)
    #expect(abs(ends.lowerBound - 0.001037) < 2e-6 && abs(ends.upperBound - 0.004963) < 2e-6)
    #expect(difference(values).verdict == .more && difference(values.map(-)).verdict == .fewer)
    let family = try #require(difference(values, of: .init(size: 5)).ends)
    #expect(abs(family.upperBound - family.lowerBound - 2 * 0.003255) < 4e-6)
    #expect(difference(values, of: .init(size: 5)).verdict == .open)
  }

  @Test func nearEnoughIsAlike() {
    #expect(difference([0.0001, -0.0001, 0.0002, -0.0002, 0.0001, 0]).verdict == .alike)
    #expect(difference([0.001, -0.001, 0.002, -0.002, 0.001, 0]).verdict == .open)
  }

  /// A seed that failed says nothing of the others: their median and its exact interval stand, which of eleven values is from the second
  /// to the tenth, P = 1 − 2·12/2048.
  @Test func oneSeedFarOffMakesNoMean() {
    let values = [0.003, 0.001, 0.002, 0.0035, 0.0025, 0.0015, 0.0028, 0.0022, 0.0012, 0.0032, 0.2]
    let robust = difference(values)
    #expect(robust.isMedian && robust.isInterval && abs(robust.center - 0.0025) < 1e-9 && robust.verdict == .more)
    #expect(abs((robust.ends?.lowerBound ?? 0) - 0.0012) < 1e-9 && abs((robust.ends?.upperBound ?? 0) - 0.0035) < 1e-9)
    // Five values have no exact interval of 95 %.
    let few = difference([0.001, 0.002, 0.003, 0.0025, 0.9])
    #expect(few.isMedian && !few.isInterval && few.verdict == .open)
  }
}

@Suite struct StraysTests {
  /// Of 20,000 samples of normal numbers at most 0.1 % may have one; more than 34 would then have a probability below 0.002. A factor of ten
  /// for all sizes finds some in 6 % of samples of five.
  @Test(arguments: [5, 6, 7, 10, 20]) func normalNumbersHaveNone(count: Int) {
    var stream = PhiloxStream(seed: UInt64(count), stream: .illustration)
    var found = 0
    for _ in 0..<20_000 {
      let values = (0..<(count + 1) / 2).flatMap { _ in
        let pair = stream.nextNormalPair()
        return [pair.0, pair.1]
      }
      if Strays.exist(in: Array(values.prefix(count))) { found += 1 }
    }
    #expect(found <= 34, "\(found) of 20000")
  }

  /// Ten seeds of small random weights on MNIST, of which three were far up on their way down.
  @Test func seedsThatFailedAreFound() {
    #expect(Strays.exist(in: [6.01, 5.48, 27.73, 5.85, 7.15, 55.35, 7.05, 37.21, 5.7, 5.43]))
    #expect(!Strays.exist(in: [2.49, 2.67, 2.66, 2.49, 2.61, 2.78, 2.59, 2.4, 2.53, 2.66]))
    #expect(!Strays.exist(in: [1, 1, 1, 1, 1, 9]) && !Strays.exist(in: [1, 1.1, 90]))
  }
}

/// Intervals that one may look at after every seed.
@Suite struct ConfidenceSequenceTests {
  /// The Bayes factor as its definition has it.
  private func bayesFactor(t: Double, count: Int) -> Double {
    let (n, square) = (Double(count), ConfidenceSequence.effectScale * ConfidenceSequence.effectScale)
    let ratio = (1 + t * t / (n - 1)) / (1 + t * t / ((n - 1) * (1 + n * square)))
    return pow(1 + n * square, -0.5) * pow(ratio, n / 2)
  }

  /// The same by integrating the noncentral t density over δ ~ N(0, c²), n = 2: up to a factor, that density is
  /// ∫ s·exp(−s²/2)·exp(−(ts − √2δ)²/2) ds over s > 0.
  @Test func theBayesFactorIsThatOfTheIntegral() {
    func density(_ t: Double, _ delta: Double) -> Double {
      stride(from: 0.0005, to: 12, by: 0.001).reduce(0) { sum, s in
        let z = t * s - 2.0.squareRoot() * delta
        return sum + s * exp(-s * s / 2 - z * z / 2)
      }
    }
    let c = ConfidenceSequence.effectScale
    for t in [0.5, 3, 20.0] {
      let (mixture, weight) = stride(from: -6 * c, through: 6 * c, by: 0.05).reduce((0.0, 0.0)) { sum, delta in
        let weight = exp(-delta * delta / (2 * c * c))
        return (sum.0 + weight * density(t, delta), sum.1 + weight)
      }
      let expected = mixture / weight / density(t, 0)
      #expect(abs(bayesFactor(t: t, count: 2) / expected - 1) < 1e-3, "t = \(t)")
    }
  }

  @Test(arguments: [5, 8, 20, 200]) func theThresholdIsWhereTheFactorIsOneOverAlpha(count: Int) {
    let t = ConfidenceSequence.threshold(count, confidence: 0.95)
    #expect(abs(bayesFactor(t: t, count: count) / 20 - 1) < 1e-9)
  }

  /// Of 2,000 sequences of 60 seeds, looked at from the second on, at most 5 % may ever exclude the truth. With the bound itself more than
  /// 130 would have a probability below 0.001 (binomial). An interval for one look, by Student's t, excludes it in a third.
  @Test func lookingAfterEverySeedKeepsTheErrorRate() {
    var (sequential, fixed) = (0, 0)
    for seed in 0..<2000 {
      var stream = PhiloxStream(seed: UInt64(seed), stream: .illustration)
      var (values, isOut, isOutOfFixed): ([Double], Bool, Bool) = ([], false, false)
      while values.count < 60 {
        let pair = stream.nextNormalPair()
        for number in [pair.0, pair.1] {
          values.append(5 + 3 * number)
          guard values.count > 1 else { continue }
          let sequence = ConfidenceSequence(values, confidence: 0.95)
          isOut = isOut || abs(sequence.mean - 5) > sequence.halfWidth
          let interval = ConfidenceInterval(values)
          isOutOfFixed = isOutOfFixed || abs(interval.mean - 5) > interval.halfWidth ?? .infinity
        }
      }
      (sequential, fixed) = (sequential + (isOut ? 1 : 0), fixed + (isOutOfFixed ? 1 : 0))
    }
    #expect(sequential <= 130, "\(sequential) of 2000")
    #expect(fixed > 400, "\(fixed) of 2000: the test could not find out")
  }

  /// What seeds usually show, a difference of three standard deviations, is told by ten of them in a family of seven.
  @Test func largeEffectsNeedFewSeeds() {
    let t = ConfidenceSequence.threshold(10, confidence: 1 - 0.05 / 7)
    #expect(t / 10.0.squareRoot() < 3)
    #expect(ConfidenceSequence([1], confidence: 0.95).halfWidth == .infinity)
    #expect(ConfidenceSequence.threshold(2, confidence: 0.99) == .infinity)
  }
}
