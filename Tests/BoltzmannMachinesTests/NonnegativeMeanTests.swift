import Foundation
import LinearAlgebra
import Testing

@testable import BoltzmannMachines

@Suite struct NonnegativeMeanTests {
  /// Numbers of mean 1, as logarithms: some with tails that no sample of a hundred shows.
  enum Kind: String, CaseIterable {
    /// e^N(−σ²/2, σ²).
    case calm, wild
    /// 1/200 with a probability of 99.5 %, and what is left for the mean otherwise.
    case rare
    case equal

    func logarithm(_ stream: inout PhiloxStream) -> Double {
      switch self {
      case .calm: -0.045 + 0.3 * stream.nextNormalPair().0
      case .wild: -2 + 2 * stream.nextNormalPair().0
      case .rare: log(stream.nextUniform() < 0.995 ? 0.005 : (1 - 0.995 * 0.005) / 0.005)
      case .equal: 0
      }
    }
  }

  /// 2,000 samples of 100 each: the bound exceeds the mean in at most 2.5 % of them. Of so many, 4.4 % are 5.5 standard errors more.
  @Test(arguments: Kind.allCases)
  func theBoundHolds(kind: Kind) {
    var stream = PhiloxStream(seed: 11, stream: .selection)
    var (exceeded, sum) = (0, 0.0)
    for _ in 0..<2000 {
      let logarithms = (0..<100).map { _ in kind.logarithm(&stream) }
      let bound = NonnegativeMean.logLowerBound(ofLogarithms: logarithms, confidence: 0.975)
      #expect(bound <= LogSumExp.mean(logarithms))
      if bound > 0 { exceeded += 1 }
      sum += bound
    }
    #expect(exceeded <= 88, "\(kind): \(exceeded) of 2,000")
    // And it is worth something: of calm numbers it lies within four standard errors of the mean, which are 0.12 there.
    if kind == .calm { #expect(sum / 2000 > -0.12, "\(sum / 2000)") }
    if kind == .equal { #expect(abs(sum / 2000 + (-log(0.025) + log(8)) / 100) < 2e-3) }
  }

  /// A factor in all numbers is one in the bound, also where they have no exponential.
  @Test(arguments: [-5000.0, 0, 1e6])
  func itScalesWithTheNumbers(shift: Double) {
    let logarithms = [0, 1, -3, 2.5, -40]
    let plain = NonnegativeMean.logLowerBound(ofLogarithms: logarithms, confidence: 0.9)
    let moved = NonnegativeMean.logLowerBound(ofLogarithms: logarithms.map { $0 + shift }, confidence: 0.9)
    #expect(abs(moved - shift - plain) < 1e-2 && plain.isFinite)
    // More confidence, a lower bound; and one number alone bounds by Markov's inequality, but for the eight bets.
    #expect(NonnegativeMean.logLowerBound(ofLogarithms: logarithms, confidence: 0.99) < plain)
    let one = NonnegativeMean.logLowerBound(ofLogarithms: [shift], confidence: 0.975)
    #expect(abs(one - shift + 3) < 3 && one < shift)
  }
}
