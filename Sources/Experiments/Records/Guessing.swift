/// What a network costs that knows how frequent the classes are and looks at no image.
public struct Guessing: Codable, Hashable, Sendable {
  /// The entropy of the classes' shares among the labelled training cases, in nats: the cross-entropy of always answering with these
  /// shares. About log K for K classes that are equally frequent.
  public var loss: Double
  /// The share of the validation cases that are not of their most frequent class: the error of always naming that one.
  public var errorRate: Double

  public init(loss: Double, errorRate: Double) { (self.loss, self.errorRate) = (loss, errorRate) }

  /// - Parameters:
  ///   - training: how many labelled training cases each class has.
  ///   - validation: the same of the validation cases.
  init(training: [Int], validation: [Int]) {
    self.init(loss: Guess(training)?.loss ?? 0, errorRate: Guess(validation)?.errorRate ?? 0)
  }
}

extension RunData {
  /// - Parameter labelled: the training cases that have labels.
  func guessing(_ labelled: [Int32]) -> Guessing {
    func counts(_ labels: some Sequence<UInt8>) -> [Int] {
      labels.reduce(into: [Int](repeating: 0, count: 256)) { $0[Int($1)] += 1 }
    }
    return Guessing(
      training: counts(labelled.lazy.map { training.labels[Int($0)] }), validation: counts(validation.labels))
  }
}
