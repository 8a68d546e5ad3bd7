import Datasets
import LinearAlgebra

/// The cases of a comparison, shared by all its runs: bytes, read-only.
public struct RunData: Sendable {
  public let training: LabeledImages
  public let validation: LabeledImages
  public let test: LabeledImages
  public let classCount: Int
  private let name: String
  private let title: String

  /// Splits and limits a data set as the settings say.
  public init(_ dataset: Dataset, settings: ComparisonSettings) throws(DatasetError) {
    let split = try dataset.split(validationCount: settings.validationCount(of: dataset.training.count))
    let all = settings.trainsOnValidation ? dataset.training : split.training
    training = settings.trainLimit.map { all.prefix($0) } ?? all
    (validation, test) = (split.validation, split.test)
    (classCount, name, title) = (dataset.classCount, dataset.name, dataset.title)
  }

  /// Which training cases have labels for a seed: all, or a random choice balanced over the classes.
  public func labelled(_ labels: Int?, seed: UInt64) -> [Int32] {
    guard let labels, labels < training.count else { return (0..<Int32(training.count)).map { $0 } }
    var stream = PhiloxStream(seed: seed, stream: .selection)
    return training.balancedSelection(count: labels, classCount: classCount, using: &stream).map { Int32($0) }
  }

  public func description(settings: ComparisonSettings) -> DatasetDescription {
    DatasetDescription(
      name: name, title: title, width: training.width, height: training.height, classes: classCount,
      trainingCount: training.count, labelledCount: min(settings.labels ?? training.count, training.count),
      validationCount: validation.count, testCount: test.count,
      checksum: LabeledImages.checksum(of: [training, validation, test]))
  }
}

extension LabeledImages {
  /// The images as the cases of a model; they stay bytes.
  var cases: CaseTable { .bytes(pixels, columns: pixelCount) }
}
