import BoltzmannMachines
import Foundation
import LinearAlgebra

/// Chapter 7, first half: log Z, exactly and by annealing.
extension Suite {
  private static func annealing(_ situation: Situation, _ machine: RestrictedBoltzmannMachine, steps: Int)
    -> AnnealedImportanceSampling
  {
    var sampling = AnnealedImportanceSampling(
      baseBiases: situation.numbers(1, machine.visibleUnits, part: 80).values, seed: situation.seed)
    (sampling.chains, sampling.schedule) = (8, .uniform(steps: steps))
    return sampling
  }

  static let partitionFunctionChecks: [String: [Check]] = [
    "7.1": [
      .known("log Z of a small machine", Tolerance(relative: 1e-5, absolute: 1e-4)) {
        Numbers([$0.machine().logPartitionFunction(), $0.machine(size: 5).logPartitionFunction()])
      },
      .known("log Z of machines with nine units in the smaller layer", Tolerance(relative: 1e-5, absolute: 1e-4)) {
        Numbers([
          $0.machine(visible: 9, hidden: 20).logPartitionFunction(),
          $0.machine(visible: 20, hidden: 9).logPartitionFunction(),
        ])
      },
      .property("log Z = log ΣΣ e^−E(v, h), by counting (this needs task 3.1)") { situation in
        let machine = situation.machine()
        let expected = log(weights(machine).joined().reduce(0, +))
        let z = machine.logPartitionFunction()
        guard abs(z - expected) < 1e-4 else { throw Check.Complaint(expected: "\(expected) (± 0.0001)", came: "\(z)") }
      },
    ],
    "7.2": [
      .known("log Z₀, from a machine that is its own base-rate model", Tolerance(relative: 1e-5, absolute: 1e-4)) {
        situation in
        let biases = situation.numbers(1, situation.visible, part: 80)
        let machine = RestrictedBoltzmannMachine(
          weight: Matrix(rows: situation.visible, columns: situation.hidden), visibleBias: biases,
          hiddenBias: Matrix(rows: 1, columns: situation.hidden))
        return Numbers(annealing(situation, machine, steps: 3).run(machine).logPartitions)
      },
      .known("log Z₀ + log w of chains upwards", Tolerance(relative: 1e-4, absolute: 1e-3)) { situation in
        Numbers(annealing(situation, situation.machine(), steps: 5).run(situation.machine()).logPartitions)
      },
      .known("log Z₀ − log w of chains downwards", Tolerance(relative: 1e-4, absolute: 1e-3)) { situation in
        let starts = situation.states(8, situation.visible, part: 81)
        return Numbers(
          annealing(situation, situation.machine(), steps: 5).runReverse(situation.machine(), from: starts)
            .logPartitions)
      },
      .property("the estimate is near log Z (this needs 3.1; a right answer fails less than once in 10⁶ times)") {
        situation in
        let machine = situation.machine()
        let expected = log(weights(machine).joined().reduce(0, +))
        var sampling = annealing(situation, machine, steps: 200)
        sampling.chains = 200
        let estimate = sampling.run(machine).logPartition
        // Weights of a machine with parameters below 1 vary by less than 0.2 at 200 temperatures; 200 chains: 0.1 is 7 deviations.
        guard abs(estimate - expected) < 0.1 else {
          throw Check.Complaint(expected: "\(expected) (± 0.1)", came: "\(estimate)")
        }
      },
    ],
  ]
}
