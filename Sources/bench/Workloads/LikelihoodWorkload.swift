import BoltzmannMachines
import LinearAlgebra

extension Workload {
  /// Annealed importance sampling: 100 chains in two groups, on one thread. A "case" is a step of a chain, one product up and one
  /// down.
  static func annealing(visible: Int, hidden: Int) -> Workload {
    Workload(
      name: "annealing-\(visible)x\(hidden)",
      summary: "annealed importance sampling, 100 chains, a case is a step of one",
      operationsPerCase: 4 * Double(visible * hidden),
      session: {
        let cases = BenchmarkData.cases(count: 1000, columns: visible)
        let machine = RestrictedBoltzmannMachine(hiddenUnits: hidden, cases: cases, seed: 1)
        var sampling = AnnealedImportanceSampling(data: cases, seed: 1)
        sampling.schedule = .uniform(steps: 50)
        let chosen = sampling
        return Session(cases: 100 * 50) { _ = chosen.run(machine) }
      },
      parts: { [] })
  }

  /// Persistent contrastive divergence with centring as `LikelihoodTrainer` does it: CD-1's products and two thin ones.
  static func persistent(visible: Int, hidden: Int) -> Workload {
    Workload(
      name: "pcd1-centred-\(visible)x\(hidden)",
      summary: "persistent contrastive divergence with centring, 100 cases and 100 chains a step",
      operationsPerCase: 10 * Double(visible * hidden),
      session: {
        let cases = BenchmarkData.cases(count: 1000, columns: visible)
        let machine = RestrictedBoltzmannMachine(hiddenUnits: hidden, cases: cases, seed: 1)
        var settings = LikelihoodTraining(.persistent(steps: 1))
        settings.centering = .dataMean()
        let trainer = LikelihoodTrainer(machine, settings: settings, cases: cases, seed: 1)
        return Session(cases: 1000) { trainer.trainEpoch(cases, epoch: 0, of: 1) }
      },
      parts: { [] })
  }
}
