import Datasets
import LinearAlgebra

/// The cases of a comparison, shared by all its runs: bytes, read-only.
public struct RunData: Sendable {
  public let training: LabeledImages
  public let validation: LabeledImages
  public let test: LabeledImages
  public let classCount: Int
  let name: String
  let title: String
  /// See ``Datasets/Dataset/greatestByteInFiles``.
  let greatestByteInFiles: Int?
  let details: DatasetDetails
  /// Whether the labels of the training file never fall, or never rise, and are not all the same.
  let isSorted: Bool

  /// Splits and limits a data set as the settings say.
  /// - Throws: ``DatasetError/tooFew(training:needed:)``, and ``DatasetError/allEqual(training:binarization:)`` if all training
  ///   images are the same, of which nothing can be learned.
  public init(_ dataset: Dataset, settings: ComparisonSettings) throws(DatasetError) {
    let count = dataset.training.count
    guard count >= ComparisonSettings.leastTrainingCount else {
      throw .tooFew(training: count, needed: ComparisonSettings.leastTrainingCount)
    }
    let split = try dataset.split(
      validationCount: dataset.details.validationCount ?? settings.validationCount(of: count))
    let all = settings.trainsOnValidation ? dataset.training : split.training
    training = settings.trainLimit.map { all.prefix($0) } ?? all
    guard !training.areAllEqual else { throw .allEqual(training: training.count, binarization: nil) }
    (validation, test) = (split.validation, split.test)
    (classCount, name, title) = (dataset.classCount, dataset.name, dataset.title)
    details = dataset.details
    (greatestByteInFiles, isSorted) = (dataset.greatestByteInFiles, dataset.training.isSortedByClass)
  }

  /// Which training cases have labels for a seed: all, or a random choice balanced over the classes as far as they have cases.
  public func labelled(_ labels: Int?, seed: UInt64) -> [Int32] {
    guard let labels, labels < training.count else { return (0..<Int32(training.count)).map { $0 } }
    var stream = PhiloxStream(seed: seed, stream: .selection)
    return training.balancedSelection(count: labels, classCount: classCount, using: &stream).map { Int32($0) }
  }

  /// What there is to know of the data, with the remarks on them: all images are looked at.
  /// - Parameter isClassified: whether something learns the classes, so that it matters which cases have which.
  public func description(settings: ComparisonSettings, isClassified: Bool = true) -> DatasetDescription {
    let counts = classCounts(settings: settings)
    var description = DatasetDescription(
      name: name, title: title, width: training.width, height: training.height, classes: classCount,
      trainingCount: training.count, labelledCount: min(settings.labels ?? training.count, training.count),
      validationCount: validation.count, testCount: test.count,
      checksum: checksum, classCounts: counts,
      remarks: remarks(settings: settings, counts: counts, isClassified: isClassified).map {
        $0.text(names: details.classNames)
      })
    description.featureNames = details.featureNames.map {
      $0.prefix(DatasetDescription.mostFeatures).map { DatasetDescription.shown($0) }
    }
    description.classNames = details.classNames
    description.found = found(counts)
    return description
  }

  /// Of all images and labels; see ``Datasets/LabeledImages/checksum(of:)``.
  var checksum: String { LabeledImages.checksum(of: [training, validation, test]) }

  func classCounts(settings: ComparisonSettings) -> ClassCounts {
    // Which cases they are depends on the seed, how many of each class does not.
    let labelled = labelled(settings.labels, seed: settings.firstSeed).map { training.labels[Int($0)] }
    return ClassCounts(
      training: training.classCounts(classCount),
      labelled: labelled.reduce(into: [Int](repeating: 0, count: classCount)) { $0[Int($1)] += 1 },
      validation: validation.classCounts(classCount), test: test.classCounts(classCount))
  }
}

extension ComparisonSettings {
  /// Refuses more labels than there are training cases, and binary units that are to learn numbers which are no probabilities.
  public func checkLabels(of data: RunData) throws(SettingsError) {
    if data.details.areStandardized, let arm = arms.first(where: { $0.isPretrained }) {
      throw .impossibleOption(
        "--standardize", value: "this",
        reason:
          "the machines of arm \(arm.name) have binary units, which take numbers from 0 to 1; leave it or the arm out")
    }
    guard let labels, labels > data.training.count else { return }
    throw .impossibleOption(
      "--labels", value: "\(labels)",
      reason:
        "there are \(data.training.count.counted("training case")) only; leave it out for the labels of all of them")
  }
}

extension LabeledImages {
  /// The images as the cases of a model; they stay bytes, and tables numbers.
  var cases: CaseTable {
    numbers.map { .numbers(Matrix(rows: count, columns: pixelCount, values: $0)) }
      ?? .bytes(pixels, columns: pixelCount)
  }

  fileprivate var isSortedByClass: Bool {
    let pairs = zip(labels, labels.dropFirst())
    return labels.first != labels.last && (pairs.allSatisfy { $0 <= $1 } || pairs.allSatisfy { $0 >= $1 })
  }
}
