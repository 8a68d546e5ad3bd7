import Foundation
import Testing

@testable import LinearAlgebra

@Suite struct PhiloxStreamTests {
  @Test func sameNameSameNumbersOtherNameOtherNumbers() {
    func first(_ seed: UInt64, _ stream: RandomStream) -> [UInt64] {
      var generator = PhiloxStream(seed: seed, stream: stream)
      return (0..<8).map { _ in generator.next() }
    }
    let names: [RandomStream] = [
      .initialization(layer: 0), .initialization(layer: 1), .shuffle(epoch: 0), .shuffle(epoch: 0, layer: 0),
      .shuffle(epoch: 1), .gibbs(layer: 0, epoch: 1), .gibbs(layer: 1, epoch: 0), .dropout(layer: 0, epoch: 0),
      .selection, .synthesis(part: 0), .synthesis(part: 1), .chains(group: 0), .chains(group: 1),
      .chains(group: 0, of: .mixing), .chains(group: 0, of: .completions), .chains(group: 0, of: .noiseFilm),
      .chains(group: 0, of: .caseFilm), .chains(group: 0, of: .noiseMeanField), .chains(group: 0, of: .caseMeanField),
      .annealing(reverse: false, group: 0), .annealing(reverse: true, group: 0),
      .annealing(reverse: true, group: 0, run: 1), .annealing(reverse: false, group: 0, run: 1), .hiddenStates,
      .visitedStates, .chains(group: 0, of: .visited),
      .exactSampling, .chains(group: 0, of: .annealed), .chains(group: 0, of: .fromCases),
      .chains(group: 0, of: .fromNoise),
      .pseudoLikelihood, .posterior(group: 0), .binarization(of: .training(), epoch: 0),
      .binarization(of: .training(), epoch: 1), .binarization(of: .validation, epoch: 0),
      .binarization(of: .test, epoch: 0), .binarization(of: .training(layer: 1), epoch: 0),
      .binarization(of: .watchedTraining(layer: 1), epoch: 0), .binarization(of: .measured(layer: 0), epoch: 0),
      .binarization(of: .watchedValidation(layer: 1), epoch: 0), .persistent(level: 0, epoch: 1),
      .persistent(level: 1, epoch: 0),
      .swaps(epoch: 0), .generation(layer: 0), .illustration,
    ]
    let draws = names.map { first(1, $0) }
    #expect(draws == names.map { first(1, $0) })
    #expect(Set(draws).count == names.count)
    #expect(first(1, .selection) != first(2, .selection))
    #expect(first(1, .selection) != first(1 << 32, .selection))
  }

  /// Kolmogorov–Smirnov against the uniform distribution at a false-alarm rate of 10⁻⁶: D√n > 2.71 has that probability.
  @Test func uniformsAreUniform() {
    var stream = PhiloxStream(seed: 1, stream: .selection)
    let count = 100_000
    let sample = (0..<count).map { _ in stream.nextUniform() }.sorted()
    let distance = sample.enumerated().map { max(Double($0 + 1) / Double(count) - $1, $1 - Double($0) / Double(count)) }
    #expect((distance.max() ?? 1) * Double(count).squareRoot() < 2.71)
    #expect(sample.first ?? 0 > 0 && sample.last ?? 1 < 1)
  }

  /// The same against N(0, 1), of both members of the pairs together.
  @Test func normalsAreNormal() {
    var stream = PhiloxStream(seed: 2, stream: .selection)
    let sample = (0..<50_000).flatMap { _ in
      let pair = stream.nextNormalPair()
      return [pair.0, pair.1]
    }.sorted()
    let count = Double(sample.count)
    let distance = sample.enumerated().map { index, x in
      let p = 0.5 * erfc(-x / 2.0.squareRoot())
      return max(Double(index + 1) / count - p, p - Double(index) / count)
    }
    #expect((distance.max() ?? 1) * count.squareRoot() < 2.71)
  }

  @Test func shuffleIsAPermutationAndEachPlaceIsEquallyLikely() {
    // 24 orders of 4 things, 24,000 draws: chi-squared with 23 degrees of freedom exceeds 76 with probability 10⁻⁷.
    var counts: [[Int32]: Int] = [:]
    for seed in 0..<24_000 {
      var stream = PhiloxStream(seed: UInt64(seed), stream: .shuffle(epoch: 0))
      var order: [Int32] = [0, 1, 2, 3]
      stream.shuffle(&order)
      counts[order, default: 0] += 1
    }
    #expect(counts.count == 24)
    let chiSquared = counts.values.reduce(0.0) { $0 + pow(Double($1) - 1000, 2) / 1000 }
    #expect(chiSquared < 76)
  }

  /// Vector kernels and scalar draws take from the same stream in turns.
  @Test func aStreamGoesOnFromAnyPosition() {
    for words in [0, 1, 5, 63, 64, 65, 200] {
      var stream = PhiloxStream(seed: 5, stream: .selection)
      for _ in 0..<words { _ = stream.nextWord() }
      _ = stream.nextGroup()
      var other = PhiloxStream(seed: 5, stream: .selection)
      other.position = stream.position
      #expect(other.position == stream.position)
      for draw in 0..<150 {
        if draw % 50 == 49 { #expect(stream.nextGroup().3 == other.nextGroup().3) }
        #expect(stream.nextWord() == other.nextWord())
      }
    }
  }
}
