import Foundation
import NeuralNetworks

/// What is to be said of a network's signals, in one plain sentence or two: what is wrong, how much, and what to try.
public struct Advice: Hashable, Sendable {
  public enum Finding: Hashable, Sendable {
    /// Training ended because its loss was no number any more.
    case diverged(Divergence)
    /// Training ended far above guessing; or it learned nothing, and the signals do not show why.
    case failed(TrainingFailure)
    /// Signals or errors are not finite from a layer on, counted from 0 in their own direction.
    case overflow(layer: Int)
    /// All units of a layer do the same.
    case symmetric
    /// No error reaches the hidden layers.
    case noGradient
    /// The share of pre-activations of the hidden layers where the activation is flat.
    case saturated(Double)
    /// The share of ReLUs that are 0 for every case.
    case dead(Double)
    /// The size of the errors is multiplied by this from layer to layer on their way down.
    case shrinking(Double)
    case growing(Double)
    /// Errors arrive, but all cases look alike: the cosine between two of them in the last hidden layer.
    case alike(Double)
    case healthy(Double)
  }

  public let finding: Finding
  public let sentence: String

  public init(_ diagnosis: ArmDiagnosis) {
    let ofSignals = Finding(diagnosis)
    // Signals that pass are no cause of what was not learned.
    if case .healthy = ofSignals, let failure = diagnosis.failure {
      finding = .failed(failure)
    } else {
      finding = ofSignals
    }
    let isToldAlready = if case .failed = finding { true } else { false }
    let observation = isToldAlready ? nil : diagnosis.failure.map { "Training \($0.observation) " }
    sentence = (observation ?? "") + finding.sentence(diagnosis)
  }
}

extension Advice.Finding {
  /// The limits from which on a share or a factor is remarked on. Over the depth, errors may change by a factor of 10.
  private static let (mostIdle, mostAlike, mostChange) = (0.4, 0.99, 10.0)

  init(_ diagnosis: ArmDiagnosis) {
    let layers = diagnosis.signals.layers
    let hidden = layers.dropLast()
    if let divergence = diagnosis.divergence {
      self = .diverged(divergence)
    } else if let failure = diagnosis.failure, failure.isExplosion {
      self = .failed(failure)
    } else if let layer = layers.firstIndex(where: { !$0.preactivations.mean.isFinite || !$0.gradients.mean.isFinite })
    {
      self = .overflow(layer: layer)
    } else if hidden.isEmpty {
      self = .healthy(1)
    } else if diagnosis.isSymmetric {
      self = .symmetric
    } else if hidden.allSatisfy({ $0.gradients.meanSquare == 0 }) {
      self = .noGradient
    } else if let share = Self.excessive(hidden.map(\.saturated)) {
      self = .saturated(share)
    } else if let share = Self.excessive(hidden.map(\.dead)) {
      self = .dead(share)
    } else {
      self.init(factor: diagnosis.gradientFactor, depth: hidden.count, cosine: hidden[hidden.count - 1].cosine)
    }
  }

  private init(factor: Double, depth: Int, cosine: Double) {
    let change = pow(factor, Double(max(depth - 1, 0)))
    self =
      change < 1 / Self.mostChange
      ? .shrinking(factor)
      : change > Self.mostChange ? .growing(factor) : cosine > Self.mostAlike ? .alike(cosine) : .healthy(factor)
  }

  private static func excessive(_ shares: [Double]) -> Double? {
    let mean = shares.reduce(0, +) / Double(max(shares.count, 1))
    return mean > mostIdle ? mean : nil
  }
}

extension ArmDiagnosis {
  /// What the root mean square of the errors is multiplied by from a hidden layer to the one below, over all of them.
  public var gradientFactor: Double {
    let sizes = signals.layers.dropLast().map(\.gradients.rootMeanSquare)
    guard sizes.count > 1, let first = sizes.first, let last = sizes.last, last > 0 else { return 1 }
    return pow(first / last, 1 / Double(sizes.count - 1))
  }

  /// Whether the units of a layer started alike, and still are. Cases that all look alike give the rank of one too.
  var isSymmetric: Bool {
    guard case .constant = arm.initializer, !arm.isPretrained else { return false }
    return zip(shape.dropFirst(), signals.layers.dropLast()).contains { $0 > 1 && $1.effectiveRank <= 1.001 }
  }
}

extension Advice.Finding {
  /// Whether there is something to try. Of a divergence or a failure the likely cause says what.
  var wantsRemedy: Bool {
    switch self {
    case .diverged, .failed, .healthy: false
    case .overflow, .symmetric, .noGradient, .saturated, .dead, .shrinking, .growing, .alike: true
    }
  }

  fileprivate func sentence(_ diagnosis: ArmDiagnosis) -> String {
    let cure = diagnosis.remedy?.sentence ?? ""
    switch self {
    case .diverged(let divergence):
      // Its cause names what to change. Another start would be no cure of a learning rate.
      return "Training diverged at \(divergence.place): \(divergence.likelyCause(in: diagnosis.arm))"
    case .failed(let failure):
      let cause = FailureCause(arm: diagnosis.arm, firstLoss: diagnosis.firstLoss, before: [], after: [])
      return "Training \(failure.observation) \(cause.sentence(of: failure))"
    case .overflow(let layer): return Self.overflowSentence(diagnosis, layer: layer) + " " + cure
    case .symmetric:
      return """
        All units of a hidden layer put out the same and get the same gradient, so a layer is worth one unit, whatever it \
        learns. \(cure)
        """
    case .noGradient:
      return "No error reaches the hidden layers: only the last layer can learn. \(cure)"
    case .saturated(let share):
      return "\(Self.percent(share)) of the units are saturated, where the slope is next to nothing. \(cure)"
    case .dead(let share):
      return "\(Self.percent(share)) of the ReLUs are 0 for every case and learn nothing. \(cure)"
    case .shrinking(let factor): return Self.change("shrink", factor, diagnosis) + " \(cure)"
    case .growing(let factor): return Self.change("grow", factor, diagnosis) + " \(cure)"
    case .alike(let cosine):
      return """
        Gradients pass (\(Self.short(factor: diagnosis.gradientFactor)) a layer), but in the last hidden layer two cases have \
        a cosine of \(NumberText.decimal(cosine, digits: 3)): nearly all look alike. \(cure)
        """
    case .healthy(let factor):
      return
        "Signals pass in both directions: gradients change by \(Self.short(factor: factor)) a layer. Nothing to do."
    }
  }

  private static func change(_ verb: String, _ factor: Double, _ diagnosis: ArmDiagnosis) -> String {
    let depth = diagnosis.shape.count - 2
    let total = pow(factor, Double(depth - 1))
    let rest = verb == "shrink" ? "leave \(power(total)) of them" : "make \(power(total)) times as much of them"
    return "Gradients \(verb) \(short(factor: factor)) a layer on their way down: \(depth) layers \(rest)."
  }

  private static func overflowSentence(_ diagnosis: ArmDiagnosis, layer: Int) -> String {
    let layers = diagnosis.signals.layers
    guard let up = layers.firstIndex(where: { !$0.preactivations.mean.isFinite }) else {
      return
        "On their way down, errors are beyond the range of single precision in layer \(layer + 1): the weights are too large."
    }
    let below =
      up == 0 ? "" : String(format: ", after %.1e in the layer below", layers[up - 1].preactivations.rootMeanSquare)
    return "Layer \(up + 1) has numbers beyond the range of single precision\(below): the weights are too large."
  }

  private static func percent(_ share: Double) -> String { NumberText.percent(share, digits: 0) }

  private static func short(factor: Double) -> String { String(format: factor < 0.01 ? "%.1e×" : "%.2f×", factor) }

  /// E.g. "10⁻⁷", or "0.05" where that is as short.
  private static func power(_ value: Double) -> String {
    guard value > 0, value.isFinite, value < 0.001 || value > 1000 else { return NumberText.spelled(value) }
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    let order = Int(log10(value).rounded())
    return "10" + (order < 0 ? "⁻" : "")
      + String(String(abs(order)).compactMap { $0.wholeNumberValue.map { digits[$0] } })
  }
}
