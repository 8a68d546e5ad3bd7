import BoltzmannMachines
import LinearAlgebra

extension Workload {
  /// CD-k as `ContrastiveDivergenceTrainer` does it, on cases with about as much ink as MNIST's.
  static func contrastiveDivergence(visible: Int, hidden: Int, batchSize: Int, steps: Int = 1) -> Workload {
    var settings = ContrastiveDivergence()
    (settings.batchSize, settings.steps) = (batchSize, steps)
    let chosen = settings
    return Workload(
      name: (steps == 1 ? "cd1" : "chain\(steps)") + "-\(visible)x\(hidden)-batch\(batchSize)",
      summary: "contrastive divergence, \(visible) visible and \(hidden) hidden units, \(batchSize) cases a step",
      operationsPerCase: settings.operations(visible: visible, hidden: hidden),
      session: {
        let cases = BenchmarkData.cases(count: max(10 * batchSize, 200), columns: visible)
        let machine = RestrictedBoltzmannMachine(hiddenUnits: hidden, cases: cases, seed: 1)
        let trainer = ContrastiveDivergenceTrainer(machine, settings: chosen, seed: 1)
        return Session(cases: cases.count) { _ = trainer.trainEpoch(cases, epoch: 0, of: 1) }
      },
      parts: { steps == 1 ? parts(visible: visible, hidden: hidden, batchSize: batchSize) : [] })
  }

  private static func parts(visible: Int, hidden: Int, batchSize: Int) -> [StepPart] {
    let cases = BenchmarkData.cases(count: 10 * batchSize, columns: visible)
    let machine = RestrictedBoltzmannMachine(hiddenUnits: hidden, cases: cases, seed: 1)
    let v = Matrix(rows: 2 * batchSize, columns: visible)
    let h = Matrix(rows: 2 * batchSize, columns: hidden)
    let rows = 0..<fastProductRows(batchSize)
    let (below, above) = (v.rows(rows), h.rows(rows))
    let velocity = Matrix(rows: visible, columns: hidden)
    let (data, up) = (v.rows(0..<batchSize), h.rows(0..<batchSize))
    let states = up.copy()
    var stream = PhiloxStream(seed: 1, stream: .gibbs(layer: 0, epoch: 0))
    let activation = {
      up.applySigmoid(bias: machine.hiddenBias)
      data.applySigmoid(bias: machine.visibleBias)
      up.applyNegatedSigmoid(bias: machine.hiddenBias)
    }
    return [
      StepPart(kind: .products, cases: batchSize) {
        multiply(below, machine.weight, into: above)
        multiply(above, machine.weight.transposed, into: below)
        multiply(below, machine.weight, into: above)
        multiply(v.transposed, h, into: velocity, scale: 1e-9, keeping: 0.5)
      },
      StepPart(kind: .gather, cases: batchSize) { cases.gather(from: 0, into: data) },
      StepPart(kind: .activation, cases: batchSize, body: activation),
      StepPart(
        kind: .randomNumbers, cases: batchSize,
        body: { up.applySigmoid(bias: machine.hiddenBias, sampling: states, using: &stream) },
        beside: { up.applySigmoid(bias: machine.hiddenBias) }),
      StepPart(kind: .update, cases: batchSize) { machine.weight.applyVelocity(velocity, decay: 0) },
    ]
  }
}
