import Foundation
import LinearAlgebra
import Testing

@testable import BoltzmannMachines

@Suite struct GibbsChainsTests {
  let reference = ReferenceMachine(visible: 5, hidden: 4)

  func counts(_ states: Matrix) -> [Int] {
    var counts = [Int](repeating: 0, count: 1 << states.columns)
    for row in 0..<states.rows { counts[ReferenceMachine.number(states, row: row)] += 1 }
    return counts
  }

  /// 30,000 chains after 100 steps, χ² at a false-alarm rate of 10⁻⁶.
  @Test func chainsFromNoiseAndFromCasesForgetTheirStart() {
    let cases = CaseTable.numbers(TinyMachine.matrix([[Double]](repeating: [1, 1, 1, 1, 1], count: 30_000)))
    for start in [GibbsChains.Start.noise(probability: 0.3), .cases(cases)] {
      let chains = GibbsChains(reference.machine, count: 30_000, start: start, seed: 2)
      chains.advance(steps: 100)
      let (value, bound) = chiSquared(counts: counts(chains.visible), probabilities: reference.distribution)
      #expect(value < bound, "χ² \(value), bound \(bound)")
    }
  }

  /// With two units known the others have the machine's conditional distribution.
  @Test func partlyKnownCasesAreCompletedByTheConditionalDistribution() {
    let v = [1.0, 0, 0, 1, 0]
    let known = [true, false, false, true, false]
    let cases = CaseTable.numbers(TinyMachine.matrix([[Double]](repeating: v, count: 30_000)))
    let chains = GibbsChains(
      reference.machine, count: 30_000, start: .partlyKnown(cases, known: known), seed: 2)
    chains.advance(steps: 100)
    var conditional = reference.distribution.enumerated().map { number, p in number & 0b01001 == 0b01001 ? p : 0 }
    let sum = conditional.reduce(0, +)
    conditional = conditional.map { $0 / sum }
    let seen = counts(chains.visible)
    #expect(zip(seen, conditional).allSatisfy { $1 > 0 || $0 == 0 })
    let (value, bound) = chiSquared(counts: seen, probabilities: conditional)
    #expect(value < bound, "χ² \(value), bound \(bound)")
    // Means of probabilities over 50 steps of all chains; a unit's standard deviation is at most ½, its steps correlate.
    let means = chains.meanProbabilities(steps: 50)
    let sums = Matrix(rows: 1, columns: 5)
    means.sumRows(into: sums, scale: 1 / 30_000)
    for unit in 0..<5 {
      let right = conditional.enumerated().reduce(0.0) { $0 + ($1.offset >> unit & 1 == 1 ? $1.element : 0) }
      #expect(abs(Double(sums[0, unit]) - right) < 5.5 * 0.5 / 30_000.0.squareRoot(), "unit \(unit)")
    }
  }

  @Test func knownUnitsStayWhateverTheirValues() {
    let cases = CaseTable.numbers(TinyMachine.matrix([[0.25, 1, 0.5, 0, 0.75], [0, 0.5, 1, 1, 0.1]]))
    let chains = GibbsChains(
      reference.machine, count: 2, start: .partlyKnown(cases, known: [true, false, true, false, true]),
      use: .noiseMeanField, seed: 1)
    chains.advance(steps: 3)
    for matrix in [chains.visible, chains.probabilities] {
      #expect([matrix[0, 0], matrix[0, 2], matrix[0, 4]] == [0.25, 0.5, 0.75])
      #expect([matrix[1, 0], matrix[1, 2], matrix[1, 4]] == [0, 1, 0.1])
    }
    #expect(chains.visible[0, 1] > 0 && chains.visible[0, 1] < 1)
  }

  @Test func meanFieldPassesProbabilitiesOn() {
    let chains = GibbsChains(reference.machine, count: 3, start: .noise(), use: .noiseMeanField, seed: 4)
    chains.advance(steps: 2)
    let right = Matrix(rows: 3, columns: 5)
    reference.machine.visibleProbabilities(of: chains.hidden, into: right)
    #expect(chains.visible.values == right.values && chains.probabilities.values == right.values)
  }

  @Test(arguments: [130, 7])
  func stepsAddUpAndThreadsChangeNothing(count: Int) {
    func chains(seed: UInt64 = 1) -> GibbsChains {
      GibbsChains(reference.machine, count: count, start: .noise(), seed: seed)
    }
    let (whole, halves, threaded, film) = (chains(), chains(), chains(), chains())
    whole.advance(steps: 10)
    halves.advance(steps: 5)
    let energies = halves.freeEnergies(steps: 5)
    ThreadTeam.lead(threads: 3) { threaded.advance(steps: 10) }
    let frames = film.film(at: [0, 2, 2, 7, 10]) { $0.probabilities.copy() }
    #expect(whole.visible.values == halves.visible.values && whole.visible.values == threaded.visible.values)
    #expect(frames.count == 5 && frames[4].values == whole.probabilities.values)
    #expect(frames[1].values == frames[2].values && frames[0].values != frames[1].values)
    let right = FreeEnergy(reference.machine).values(.numbers(halves.visible))
    #expect(energies.count == count && energies.allSatisfy { $0.count == 5 })
    for (series, value) in zip(energies, right) { #expect(abs(series[4] - value) < 1e-4) }
    let other = chains(seed: 2)
    other.advance(steps: 10)
    #expect(other.visible.values != whole.visible.values)
  }
}

@Suite struct AutocorrelationTests {
  /// x(t) = φ x(t − 1) + noise has τ = (1 + φ)/(1 − φ). The relative standard error of the estimate is about √(2(2M + 1)/n), for
  /// n = 200,000 values at most 4 %; five of them are allowed.
  @Test(arguments: [0.0, 0.5, 0.9])
  func autoregressiveSeriesHaveTheirTime(phi: Double) {
    var stream = PhiloxStream(seed: 6, stream: .selection)
    let chains = (0..<10).map { _ in
      var x = 0.0
      return (0..<20_000).map { _ in
        x = phi * x + stream.nextNormalPair().0
        return x
      }
    }
    let autocorrelation = Autocorrelation(chains: chains)
    let right = (1 + phi) / (1 - phi)
    #expect(abs(autocorrelation.integratedTime / right - 1) < 0.2, "\(autocorrelation.integratedTime), not \(right)")
    #expect(abs(autocorrelation.effectiveSampleSize - 200_000 / autocorrelation.integratedTime) < 1e-6)
    #expect(autocorrelation.isLongEnough)
    #expect(abs(autocorrelation.correlations[1] - phi) < 0.02)
    // M is the smallest with M ≥ 5 τ(M).
    var time = 1.0
    for lag in 1...autocorrelation.window {
      #expect(Double(lag - 1) < 5 * time, "the window should have ended at \(lag - 1)")
      time += 2 * autocorrelation.correlations[lag]
    }
    #expect(
      Double(autocorrelation.window) >= 5 * time && autocorrelation.correlations.count == autocorrelation.window + 1)
  }

  /// τ = ⅓ for φ = −½, and the alternating series would have 0: no chain of a machine does that, and it counts as noise.
  @Test func timeIsAtLeastOne() {
    var stream = PhiloxStream(seed: 6, stream: .selection)
    var x = 0.0
    let series = (0..<20_000).map { _ in
      x = -0.5 * x + stream.nextNormalPair().0
      return x
    }
    for series in [series, (0..<1000).map { Double($0 % 2) }] {
      let autocorrelation = Autocorrelation(chains: [series])
      #expect(autocorrelation.integratedTime == 1 && autocorrelation.effectiveSampleSize == Double(series.count))
    }
  }

  /// Chains that never leave where they began look independent one by one; together they do not.
  @Test func chainsThatStayApartAreSlow() {
    var stream = PhiloxStream(seed: 6, stream: .selection)
    let chains = (0..<4).map { chain in (0..<1000).map { _ in Double(chain) * 10 + stream.nextNormalPair().0 } }
    let autocorrelation = Autocorrelation(chains: chains)
    #expect(autocorrelation.integratedTime > 100 && !autocorrelation.isLongEnough)
    #expect(autocorrelation.effectiveSampleSize < 40)
  }

  /// Chains that never move, and energies that are no numbers, are not worth more than a draw for each chain.
  @Test(arguments: [1.0, 0.1, .nan, .infinity, 1e200])
  func nothingIsKnownOfFrozenOrBrokenChains(value: Double) {
    let chain = [value, value == 0.1 || value == 1 ? value : 1] + [Double](repeating: value, count: 298)
    let autocorrelation = Autocorrelation(chains: [chain, chain])
    #expect(autocorrelation.integratedTime > 90 && !autocorrelation.isLongEnough, "\(autocorrelation)")
    #expect(autocorrelation.effectiveSampleSize < 7 && autocorrelation.count == 600 && autocorrelation.length == 300)
  }

  /// The measured steps are those after the first ones, and end where plain steps end.
  @Test func familiesLeaveTheFirstStepsOut() throws {
    let machine = ReferenceMachine(visible: 5, hidden: 4).machine
    func chains() -> GibbsChains { GibbsChains(machine, count: 30, start: .noise(), seed: 5) }
    let (measured, plain) = (chains(), chains())
    var seen: [Double] = []
    let mixing = try #require(measured.family(steps: 250, burnIn: 50) { seen.append($0) }).autocorrelation
    plain.advance(steps: 50)
    let right = Autocorrelation(chains: plain.freeEnergies(steps: 200))
    #expect(mixing.integratedTime == right.integratedTime && mixing.correlations == right.correlations)
    #expect(mixing.length == 200 && mixing.count == 6000 && measured.visible.values == plain.visible.values)
    #expect(seen == [0.4, 0.8, 1])
    #expect(chains().family(steps: 2, burnIn: 1) == nil)
  }

  /// A machine whose chain flips slowly: two visible units held together by one strong hidden unit.
  @Test func strongWeightsMixSlowly() {
    func time(_ strength: Float) -> Double {
      let machine = RestrictedBoltzmannMachine(
        weight: Matrix(rows: 4, columns: 1, values: [Float](repeating: strength, count: 4)),
        visibleBias: Matrix(rows: 1, columns: 4, values: [Float](repeating: -strength / 2 - 0.2, count: 4)),
        hiddenBias: Matrix(rows: 1, columns: 1, values: [-2 * strength]))
      let chains = GibbsChains(machine, count: 20, start: .noise(), seed: 1)
      chains.advance(steps: 100)
      return Autocorrelation(chains: chains.freeEnergies(steps: 5000)).integratedTime
    }
    #expect(time(7) > 10 * time(1))
  }
}
