import Foundation
import LinearAlgebra
import Testing

@testable import BoltzmannMachines

@Suite struct StartAgreementTests {
  private func family(
    _ machine: RestrictedBoltzmannMachine, _ start: GibbsChains.Start, seed: UInt64 = 1
  ) throws -> ChainFamily {
    let chains = GibbsChains(machine, count: 100, start: start, use: .fromCases, seed: seed)
    return try #require(chains.family(steps: 500, burnIn: 100))
  }

  @Test func startsOfAMachineThatMixesAgree() throws {
    let machine = ReferenceMachine(visible: 6, hidden: 4).machine
    let cases = CaseTable.numbers(Matrix(rows: 100, columns: 6))
    let agreement = StartAgreement([try family(machine, .noise()), try family(machine, .cases(cases), seed: 2)])
    #expect(agreement.isReached && agreement.worst < 1.005, "\(agreement)")
    #expect(agreement.worst >= 1)
  }

  /// Each family of chains by itself has the shortest autocorrelation time there is; only between the starts is it seen that none moves.
  @Test func chainsThatNeverLeaveTheirModeDisagree() throws {
    let (machine, _) = FrozenMachine.twoModes(idle: 3)
    let fromCases = try family(machine, .cases(CaseTable.numbers(FrozenMachine.cases(100, idle: 3).cycled(to: 100))))
    let draws = machine.exactSamples(count: 100, seed: 4)
    let fromDraws = try family(machine, .cases(.numbers(draws)), seed: 2)
    #expect(
      fromCases.autocorrelation.isLongEnough && fromCases.autocorrelation.integratedTime < 2,
      "\(fromCases.autocorrelation.integratedTime), \(fromCases.autocorrelation.correlations.prefix(5))")
    let agreement = StartAgreement([fromDraws, fromCases])
    #expect(!agreement.isReached && agreement.hiddenUnits > 1.5 && agreement.visibleUnits > 1.5, "\(agreement)")
    #expect(agreement.freeEnergy > 1.05)
    // Between two families from the same mode there is nothing to see.
    let same = StartAgreement([
      fromCases, try family(machine, .cases(.numbers(FrozenMachine.cases(9, idle: 3).cycled(to: 100))), seed: 3),
    ])
    #expect(same.isReached, "\(same)")
  }

  /// √(1 + B/W) by hand. Of ranks 1 to 4 in two families: means 1.5 and 3.5, B = 2, W = ¼.
  @Test func itIsTheRatioOfVariances() {
    #expect(abs(StartAgreement.ofRanks([[-5, 0.1], [3, 900]]) - 3) < 1e-9)
    #expect(StartAgreement.ofRanks([[1, 2], [1, 2]]) == 1)
    #expect(StartAgreement.ofRanks([[7, 7], [7, 7]]) == 1)
    #expect(StartAgreement.ofRanks([[7, 7], [8, 8]]) == .infinity)
    #expect(StartAgreement.ofRanks([[1, .nan], [1, 2]]).isNaN)
    // A difference of scale alone: distances from the median have the ranks of the families.
    #expect(StartAgreement.ofRanks([[-1, 1, -1.5, 1.5], [-10, 10, -15, 15]]) > 2)
    func moments(_ rows: [[Double]]) -> UnitMoments {
      var moments = UnitMoments(2)
      for row in rows { moments.add(TinyMachine.matrix([row])) }
      return moments
    }
    // Unit 0 has B = 0 and W = ¼ of both; unit 1 has B = ½ · 4² = 8 and W = 1.
    let apart = StartAgreement.ofUnits([moments([[0, 0], [1, 2]]), moments([[0, 4], [1, 6]])])
    #expect(abs(apart - (1 + 8 / 1.25).squareRoot()) < 1e-6)
    #expect(StartAgreement.ofUnits([moments([[1, 1]]), moments([[1, 1]])]) == 1)
    #expect(StartAgreement.ofUnits([moments([[1, 1]]), moments([[1, 2]])]) == .infinity)
    #expect(StartAgreement.ofUnits([moments([[.nan, 1]]), moments([[1, 1]])]).isNaN)
  }

  /// Chains of units without a lowest energy run away: nothing is known, and nothing traps.
  @Test func chainsThatRunAwayAreNoAgreement() throws {
    let machine = RestrictedBoltzmannMachine(
      weight: Matrix(rows: 4, columns: 3), visibleBias: Matrix(rows: 1, columns: 4),
      hiddenBias: Matrix(rows: 1, columns: 3), visibleKind: .gaussian, hiddenKind: .gaussian)
    machine.weight.fill(3)
    let families = [
      try family(machine, .noise()), try family(machine, .cases(.numbers(Matrix(rows: 100, columns: 4))), seed: 2),
    ]
    let agreement = StartAgreement(families)
    #expect(agreement.worst.isNaN && !agreement.isReached)
    #expect(families.allSatisfy { !$0.meanFreeEnergy.isFinite && $0.visited.count == 0 })
  }

  /// Hidden states of all chains at every tenth step, also of the steps that do not count.
  @Test func familiesRememberWhatTheyVisited() throws {
    let machine = ReferenceMachine(visible: 6, hidden: 3).machine
    let family = try family(machine, .noise())
    #expect(family.visited.count == 8, "all states of a machine that mixes")
    #expect(abs(family.visited.logPartition(machine) - machine.logPartitionFunction()) < 1e-4)
    #expect(family.hidden.count == 4000 && family.chains == 100 && family.burnIn == 100)
    let mean = family.freeEnergies.reduce(0.0) { $0 + $1.reduce(0, +) } / 40_000
    #expect(abs(family.meanFreeEnergy - mean) < 1e-9)
  }
}
