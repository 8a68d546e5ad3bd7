import BoltzmannMachines
import Datasets
import LinearAlgebra

/// The cases that a model learns from, and those that it is measured on.
public struct LaboratoryData {
  /// Cases to measure on, binary.
  public struct Part {
    /// `training`, `validation` or `test`.
    public let name: String
    public let cases: CaseTable
  }

  /// Grey, as they come.
  public let training: CaseTable
  /// A fixed part of the training cases, the validation cases, and the test cases.
  public let parts: [Part]
  /// For pictures: grey, with their classes.
  public let images: LabeledImages
  public let title: String
  /// Of all training, validation and test cases.
  public let description: DatasetDescription

  /// Training cases that likelihoods are measured on at most, the first ones.
  public static let monitored = 2000

  public init(_ dataset: Dataset, settings: LaboratorySettings) throws(DatasetError) {
    var comparison = ComparisonSettings(dataset: dataset.name, preset: .standard)
    comparison.trainLimit = settings.trainLimit
    let data = try RunData(dataset, settings: comparison)
    (training, images, title) = (data.training.cases, data.test, dataset.title)
    description = data.description(settings: comparison)
    let binarization = settings.training.binarization.forEvaluation
    parts = [
      ("training", data.training.prefix(Self.monitored), 0), ("validation", data.validation, 1), ("test", data.test, 2),
    ].map { name, images, number in
      Part(name: name, cases: binarization.cases(images.cases, part: number, seed: settings.seed))
    }
  }

  public var visibleUnits: Int { training.columns }

  /// All cases of a part, as learning or measuring sees them.
  /// - Parameter part: as ``Part/name``; training means all training cases, not only those measured on.
  func allCases(of part: String, settings: LaboratorySettings) -> CaseTable {
    if part == "training" {
      return settings.training.binarization.forEvaluation.cases(training, part: 0, seed: settings.seed)
    }
    return parts.first { $0.name == part }?.cases ?? training
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
