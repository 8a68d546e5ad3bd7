import Foundation

/// How training was in vain although all its numbers stayed finite.
public struct TrainingFailure: Hashable, Codable, Sendable {
  public enum Kind: Hashable, Codable, Sendable {
    /// After the last epoch the loss, of the training or else of the validation cases, was far above that of guessing.
    case exploded(loss: Double, isOfValidation: Bool)
    /// No epoch's validation error was below that of always naming the most frequent class.
    case learnedNothing(lowestErrorRate: Double)
  }

  public let kind: Kind
  public let guessing: Guessing

  /// How many nats above guessing a loss has to end to be called exploded.
  ///
  /// The mean over minibatches that a network learns from is not above guessing at all unless training does harm. A validation loss
  /// may be: a network that has learned a few cases by heart is as sure of its mistakes, which cost some nats each. A hundred in the
  /// mean are no overconfidence any more.
  public static let (trainingExcess, validationExcess) = (10.0, 100.0)

  /// Nil if there is nothing to be said, or no epoch.
  public init?(_ epochs: [TrainingEpoch], guessing: Guessing) {
    guard let last = epochs.last, let lowest = epochs.map(\.validationErrorRate).min() else { return nil }
    self.guessing = guessing
    if last.trainingLoss > guessing.loss + Self.trainingExcess {
      kind = .exploded(loss: last.trainingLoss, isOfValidation: false)
    } else if last.validationLoss > guessing.loss + Self.validationExcess {
      kind = .exploded(loss: last.validationLoss, isOfValidation: true)
    } else if lowest >= guessing.errorRate {
      kind = .learnedNothing(lowestErrorRate: lowest)
    } else {
      return nil
    }
  }

  public var isExplosion: Bool {
    if case .exploded = kind { true } else { false }
  }

  /// For a table's cell: "exploded" or "learned nothing".
  public var name: String { isExplosion ? "exploded" : "learned nothing" }

  /// What was seen, as the rest of a sentence that begins with the run's name.
  public var observation: String {
    switch kind {
    case .exploded(let loss, let isOfValidation):
      """
      exploded: its \(isOfValidation ? "validation" : "training") loss ended at \(NumberText.spelled(loss)), far above the \
      \(NumberText.spelled(guessing.loss)) of guessing.
      """
    case .learnedNothing(let lowest):
      """
      learned nothing: its lowest validation error, \(NumberText.percent(lowest)), is no better than the \
      \(NumberText.percent(guessing.errorRate)) of always naming the most frequent class.
      """
    }
  }
}

extension RunRecord {
  /// How the run's training was in vain; nil if it was not, or the run diverged or was broken off, which is told otherwise.
  public var failure: TrainingFailure? {
    guard let outcome else { return nil }
    // Records of older programs do not say what guessing costs; the shares of the classes among the test cases are near those that it
    // depends on.
    let counts = outcome.confusion.map { $0.reduce(0, +) }
    return TrainingFailure(training, guessing: guessing ?? Guessing(training: counts, validation: counts))
  }

  /// What probably made training vain and what to try, in a sentence or two.
  public func likelyCause(of failure: TrainingFailure) -> String {
    FailureCause(arm: arm, firstLoss: firstLoss, before: layersBefore, after: layersAfter).sentence(of: failure)
  }

  /// What is to be said of a run whose training was in vain: what was seen, the likely cause, and what to try; the rest of a sentence
  /// that begins with the run's name. Nil if there is nothing.
  public var failureNote: String? { failure.map { "\($0.observation) \(likelyCause(of: $0))" } }
}
