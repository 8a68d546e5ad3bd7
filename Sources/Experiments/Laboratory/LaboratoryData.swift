import BoltzmannMachines
import Datasets
import LinearAlgebra

/// The cases that a model learns from, and those that it is measured on.
public struct LaboratoryData {
  /// Cases to measure on: binary, or as Gaussian units see them.
  public struct Part {
    /// `training`, `validation` or `test`.
    public let name: String
    public let cases: CaseTable
  }

  /// Grey, as they come; with labels behind the pixels, or standardised, where the visible units want it.
  public let training: CaseTable
  public let visibleKind: UnitKind
  /// For Gaussian units.
  public let standardization: PixelStandardization?
  /// A fixed part of the training cases, the validation cases, and the test cases.
  public let parts: [Part]
  /// For pictures: grey, with their classes.
  public let images: LabeledImages
  public let title: String
  /// Of all training, validation and test cases.
  public let description: DatasetDescription

  /// Training cases at most, the first ones, that epochs, pictures and bounds of stacks are measured on.
  public static let monitored = 2000

  /// - Throws: ``DatasetError``, also if nothing varies in binary cases, or if there are test labels that the training cases do not have
  ///   and the machine should learn labels.
  public init(_ dataset: Dataset, settings: LaboratorySettings) throws(DatasetError) {
    var comparison = ComparisonSettings(dataset: dataset.name, preset: .standard)
    comparison.trainLimit = settings.trainLimit
    // Test labels say nothing to what learns, not even how many classes there are.
    try self.init(
      RunData(dataset, settings: comparison), classes: Int(dataset.training.labels.max() ?? 0) + 1, settings: settings,
      comparison)
  }

  /// The cases of a comparison, as they are divided there.
  /// - Parameter classes: that machines with labels have units for.
  init(
    _ data: RunData, classes: Int, settings: LaboratorySettings, _ comparison: ComparisonSettings
  ) throws(DatasetError) {
    (images, title) = (data.test, data.title)
    guard settings.visible.isGaussian || !data.details.areStandardized else {
      throw .unusable(
        what: "--standardize gives numbers below 0 and above 1, which are no probabilities of binary units",
        advice: "say --visible gaussian, or leave it out")
    }
    visibleKind = settings.visible.kind(classes: classes)
    let labels = visibleKind.labels
    if labels > 0, let unknown = data.test.labels.first(where: { $0 >= classes }) {
      throw .unknownTestLabel(label: Int(unknown), classes: classes)
    }
    let standardization = settings.visible.isGaussian ? PixelStandardization(of: data.training.cases) : nil
    self.standardization = standardization
    /// The cases as the visible units see them, but for binarisation.
    func cases(_ images: LabeledImages) -> CaseTable {
      let cases = labels > 0 ? images.casesWithLabels(classes: labels) : images.cases
      return standardization?.applied(to: cases) ?? cases
    }
    training = cases(data.training)
    description = data.description(settings: comparison, isClassified: labels > 0)
    let binarization = settings.visible.isGaussian ? .none : settings.training.binarization.forEvaluation
    parts = [
      ("training", data.training.prefix(Self.monitored), RandomStream.BinaryCases.training()),
      ("validation", data.validation, .validation), ("test", data.test, .test),
    ].map { name, images, drawn in
      Part(name: name, cases: binarization.cases(cases(images), of: drawn, seed: settings.seed))
    }
    let pixels = binarization.cases(data.training.prefix(Self.monitored).cases, of: .training(), seed: settings.seed)
    guard pixels.count < 2 || !pixels.isUniform else {
      throw .allEqual(training: pixels.count, binarization: settings.binarizationName)
    }
  }

  public var visibleUnits: Int { training.columns }

  /// All cases of a part, as learning or measuring sees them.
  /// - Parameter part: as ``Part/name``; training means all training cases, not only those measured on.
  func allCases(of part: String, settings: LaboratorySettings) -> CaseTable {
    if part == "training" && settings.visible.isGaussian { return training }
    if part == "training" {
      return settings.training.binarization.forEvaluation.cases(training, of: .training(), seed: settings.seed)
    }
    return parts.first { $0.name == part }?.cases ?? training
  }
}

extension LaboratoryData {
  /// The pixels of states or means of the visible units as intensities, cases × pixels.
  func pixels(of visible: Matrix) -> Matrix {
    let pixels = weights(of: visible)
    return standardization?.undone(pixels) ?? pixels
  }

  /// The pixels' part of rows over the visible units, without labels.
  func weights(of visible: Matrix) -> Matrix {
    guard visibleKind.labels > 0 else { return visible }
    let result = Matrix(rows: visible.rows, columns: visible.columns - visibleKind.labels)
    for row in 0..<result.rows {
      for column in 0..<result.columns { result[row, column] = visible[row, column] }
    }
    return result
  }
}

extension LabeledImages {
  /// The images with their labels behind the pixels, one unit a class of which one is on.
  fileprivate func casesWithLabels(classes: Int) -> CaseTable {
    if let numbers {
      let rows = Matrix(rows: count, columns: pixelCount + classes)
      for (index, label) in labels.enumerated() {
        for pixel in 0..<pixelCount { rows[index, pixel] = numbers[index * pixelCount + pixel] }
        rows[index, pixelCount + Int(label)] = 1
      }
      return .numbers(rows)
    }
    var bytes = [UInt8](repeating: 0, count: count * (pixelCount + classes))
    for (index, label) in labels.enumerated() {
      let start = index * (pixelCount + classes)
      for pixel in 0..<pixelCount { bytes[start + pixel] = pixels[index * pixelCount + pixel] }
      bytes[start + pixelCount + Int(label)] = 255
    }
    return .bytes(bytes, columns: pixelCount + classes)
  }
}

extension LaboratorySettings {
  /// Refuses what this machine has no room for.
  /// - Parameter available: in bytes.
  public func checkMemory(_ data: LaboratoryData, available: Double) throws(SettingsError) {
    let shape = [data.visibleUnits] + hidden
    let parameters = zip(shape, hidden).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    let widest = zip(shape, hidden).map { Double($0) * Double($1) }.max() ?? 0
    var chains = Double(training.batchSize)
    if case .parallelTempering(let levels) = training.estimator { chains *= Double(levels.count) }
    // Velocity, gradient, fast weights and their sum.
    let ofMachines = 4 * (parameters + 4 * widest)
    let rows = 3 * chains + 2 * Double(training.batchSize) + 3000
    let ofBatches = 4 * rows * Double(2 * (shape.max() ?? 0))
    // Probabilities and a draw of them, in the layer below and in this one.
    let ofTables = hidden.count > 1 ? 4 * 4 * Double(data.training.count) * Double(hidden.max() ?? 0) : 0
    let needed = 4 * Double(data.training.count) * Double(data.visibleUnits) + ofMachines + ofBatches + ofTables
    guard needed <= available else {
      throw .notEnoughMemory(
        what: "This model", needed: needed, available: available,
        advice: "take fewer --hidden units or a smaller --batch-size")
    }
  }
}
