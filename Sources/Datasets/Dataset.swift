/// What reading somebody's data has found out, beyond their cases.
public struct DatasetDetails: Hashable, Sendable {
  /// Of each class from 0; nil if they are called by these numbers.
  public var classNames: [String]?
  /// Of each column of a table; nil of images.
  public var featureNames: [String]?
  /// Whether the numbers of a table have mean 0 and deviation 1, and do not go from 0 to 1.
  public var areStandardized = false
  /// How many cases the user wants set aside for validation.
  public var validationCount: Int?
  /// How the files were read, a sentence each; empty for data sets that are known.
  public var findings: [String] = []

  public init(classNames: [String]? = nil, validationCount: Int? = nil, findings: [String] = []) {
    (self.classNames, self.validationCount, self.findings) = (classNames, validationCount, findings)
  }
}

/// Images to learn from and images to be tested on.
public struct Dataset: Sendable {
  /// Fit for the name of a folder, e.g. `mnist`.
  public let name: String
  /// For people, e.g. "MNIST".
  public let title: String
  /// One more than the greatest label that occurs.
  public let classCount: Int
  public let training: LabeledImages
  public let test: LabeledImages
  /// The greatest byte of the files, if their bytes were scaled to go from there to 255; nil if they are taken as they are.
  public let greatestByteInFiles: Int?
  /// What is known of data that somebody brought.
  public internal(set) var details = DatasetDetails()

  public init(
    name: String, title: String, training: LabeledImages, test: LabeledImages, greatestByteInFiles: Int? = nil
  ) {
    (self.name, self.title, self.training, self.test) = (name, title, training, test)
    self.greatestByteInFiles = greatestByteInFiles
    classCount = Int(max(training.labels.max() ?? 0, test.labels.max() ?? 0)) + 1
  }

  /// Training, validation and test images. The validation images are the last of the training file.
  public struct Split: Sendable {
    public let training: LabeledImages
    public let validation: LabeledImages
    public let test: LabeledImages
  }

  /// Sets the last `validationCount` training images aside; at least one, and not all.
  /// - Throws: ``DatasetError/tooFewForValidation(training:validation:)`` if either part would be empty.
  public func split(validationCount: Int) throws(DatasetError) -> Split {
    guard validationCount > 0, validationCount < training.count else {
      throw .tooFewForValidation(training: training.count, validation: validationCount)
    }
    let border = training.count - validationCount
    return Split(training: training[0..<border], validation: training[border..<training.count], test: test)
  }
}
