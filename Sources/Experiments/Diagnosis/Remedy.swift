import Foundation
import NeuralNetworks

/// What to try for an arm whose signals are ill.
///
/// Nothing is recommended on theory alone: what is named was built for this shape, this seed and these cases, and its signals were
/// measured and found healthy, so that its own diagnosis sends nobody back.
public enum Remedy: Hashable, Codable, Sendable {
  /// Keys for the arm, e.g. `init=he-normal`, with which its signals pass.
  case keys(String)
  /// None of so many other starts and units that were measured lets signals pass.
  case fewerLayers(tried: Int)
  /// The hidden layers' weights are what pretraining left.
  case pretraining
  /// The start was healthy, and training made it ill.
  case steps(learningRate: Float)

  /// What the user can do.
  public var sentence: String {
    switch self {
    case .keys(let keys): "Try \(keys), whose signals pass here."
    case .fewerLayers(let tried):
      "Try fewer layers: none of \(tried.counted("other start")) or kinds of units that were measured here lets signals pass."
    case .pretraining:
      """
      Pretraining left the hidden layers' weights, so init= would not change them: try another pretrain-lr or pretrain-epochs, or \
      fewer layers.
      """
    case .steps(let rate):
      """
      The start was healthy, so that the steps are to blame: try a lower learning rate than lr=\(NumberText.spelled(Double(rate))), or \
      fewer epochs.
      """
    }
  }
}

extension Remedy {
  /// A change of an arm: its keys, and the arm with them.
  struct Candidate {
    let keys: String
    let arm: Arm
  }

  /// What may be tried for an arm, in order: other starts of the same units, then other units with the start that suits them, then
  /// normalised layers. Never what the arm is already, nor what its other settings rule out.
  static func candidates(for arm: Arm, batchSize: Int) -> [Candidate] {
    guard !arm.isPretrained else { return [] }
    let own = starts(arm.activation).map { (arm.activation, $0, false) }
    // Alpha dropout is of SELU units alone.
    let others: [Activation] = arm.dropout.alpha == nil ? [.relu, .tanh, .selu] : []
    let units = others.filter { $0 != arm.activation }.flatMap { other in starts(other).map { (other, $0, false) } }
    // Normalised layers need minibatches of two.
    let normalized: [(Activation, Initializer, Bool)] =
      arm.isNormalized || batchSize < 2
      ? []
      : [(arm.activation, arm.initializer, true)] + (own + units.prefix(1)).map { ($0.0, $0.1, true) }
    return (own + units + normalized).compactMap { candidate(arm, $0.0, $0.1, normalizes: $0.2) }
  }

  /// Nil if it changes nothing.
  private static func candidate(
    _ arm: Arm, _ activation: Activation, _ initializer: Initializer, normalizes: Bool
  ) -> Candidate? {
    var (changed, keys) = (arm, [String]())
    if activation != arm.activation { keys.append("activation=\(activation.rawValue)") }
    if initializer != arm.initializer { keys.append("init=\(initializer.name)") }
    if normalizes && !arm.isNormalized { keys.append("batchnorm=on") }
    guard !keys.isEmpty else { return nil }
    (changed.activation, changed.initializer) = (activation, initializer)
    changed.batchNormalization = arm.isNormalized || normalizes ? true : nil
    return Candidate(keys: keys.joined(separator: ","), arm: changed)
  }

  private static func starts(_ activation: Activation) -> [Initializer] {
    let gain = Float((activation.variancePreservingGain * 100).rounded() / 100)
    switch activation {
    case .relu: return [.heNormal, .layerSequentialUnitVariance()]
    case .leakyRelu(let slope), .prelu(let slope):
      return [.he(.normal, slope: slope), .layerSequentialUnitVariance()]
    case .selu: return [.leCunNormal, .layerSequentialUnitVariance()]
    case .sigmoid: return [.xavier(.normal, gain: 4), .xavierNormal]
    case .tanh, .identity: return [.xavierNormal, .orthogonal()]
    case .elu, .softplus, .softsign, .gelu: return [.xavier(.normal, gain: gain), .heNormal, .xavierNormal]
    }
  }
}
