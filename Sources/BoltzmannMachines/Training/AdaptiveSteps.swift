import LinearAlgebra
import NeuralNetworks

/// Steps of a machine's parameters by an optimizer that remembers more of each than a velocity.
final class AdaptiveSteps {
  /// Taken so far.
  var steps = 0
  private let parts: [(name: String, step: Matrix, state: OptimizerState)]

  /// - Parameters:
  ///   - gradients: where the gradient of the log-likelihood is gathered, and where steps are put in its place.
  ///   - variances: likewise of learned variances; nil without them.
  init(_ optimizer: Optimizer, _ gradients: RestrictedBoltzmannMachine, _ variances: Matrix?) {
    let named = gradients.named("") + (variances.map { [NamedMatrix("visibleLogVariance", $0)] } ?? [])
    parts = named.map { ($0.name, $0.matrix, OptimizerState(optimizer, parameter: $0.matrix, clips: false)) }
  }

  /// What later steps depend on, besides how many were taken.
  var memory: [NamedMatrix] {
    parts.flatMap { part in part.state.memory.map { NamedMatrix("\($0.name).\(part.name)", $0.matrix) } }
  }

  /// An optimizer descends, from a parameter at 0 by the step alone.
  func turnGradientsIntoSteps(learningRate: Float) {
    steps += 1
    for (_, step, state) in parts {
      state.gradient.assign(step)
      state.gradient.scale(by: -1)
      step.fill(0)
      state.apply(learningRate: learningRate, step: steps, weightDecay: 0, l1: 0)
    }
  }
}
