import BoltzmannMachines
import LinearAlgebra
import NeuralNetworks

extension Workload {
  /// Loss, error rate and predictions of 2,000 cases, as after every epoch.
  static func evaluation(shape: [Int]) -> Workload {
    let network = MultilayerPerceptron(shape: shape, activation: .sigmoid, initializer: .xavierUniform, seed: 1)
    nonisolated(unsafe) let shared = network
    return Workload(
      name: "evaluation-" + shape.map(String.init).joined(separator: "-"),
      summary: "loss and error rate of a network with sigmoid units",
      operationsPerCase: network.forwardOperations,
      session: {
        let cases = BenchmarkData.cases(count: 2000, columns: shape[0])
        let labels = BenchmarkData.labels(count: 2000, classes: shape[shape.count - 1])
        let evaluator = Evaluator(shared.copy())
        return Session(cases: 2000) { _ = evaluator.evaluate(cases, labels: labels) }
      },
      parts: { [] })
  }

  /// The monitor of contrastive divergence, over 2,000 cases.
  static func freeEnergy(visible: Int, hidden: Int) -> Workload {
    Workload(
      name: "free-energy-\(visible)x\(hidden)", summary: "mean free energy under a machine",
      operationsPerCase: 2 * Double(visible * hidden),
      session: {
        let cases = BenchmarkData.cases(count: 2000, columns: visible)
        let freeEnergy = FreeEnergy(RestrictedBoltzmannMachine(hiddenUnits: hidden, cases: cases, seed: 1))
        return Session(cases: 2000) { _ = freeEnergy.mean(cases) }
      },
      parts: { [] })
  }
}
