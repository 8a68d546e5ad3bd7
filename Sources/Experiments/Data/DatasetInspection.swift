import Datasets
import Foundation

/// A look at the data before anything is learned: some hundredths of a second for all of MNIST.
extension RunData {
  /// What is to be said of the data as these settings use them. Nothing of MNIST as it is.
  /// - Parameter isClassified: whether something learns the classes; else nothing is said of them but that a file is sorted, which
  ///   makes its parts differ in their images too.
  func remarks(settings: ComparisonSettings, counts: ClassCounts, isClassified: Bool) -> [DatasetRemark] {
    let ofClasses = classRemarks(counts, settings: settings).filter {
      if case .sorted = $0 { true } else { isClassified }
    }
    return byteRemarks + ofClasses + (isClassified ? labelRemarks(counts) : []) + repetitions(settings: settings)
      + orientation
  }

  /// Images whose brightest pixel is darker than this are told to be dim.
  private static let leastBright: UInt8 = 128

  private var byteRemarks: [DatasetRemark] {
    let greatest = training.greatestByte
    return [
      greatestByteInFiles.map { .rescaled(greatest: $0) },
      greatest < Self.leastBright ? .dim(greatest: Int(greatest)) : nil,
      test.areAllEqual ? .uniform(.test, count: test.count) : nil,
    ].compactMap { $0 }
  }

  /// A class of which this many images are expected is not missing from a part by chance: e⁻¹⁴ is 10⁻⁶.
  private static let surelyThere = 14.0

  private func classRemarks(_ counts: ClassCounts, settings: ComparisonSettings) -> [DatasetRemark] {
    let all = (0..<classCount).map { counts.training[$0] + counts.validation[$0] + counts.test[$0] }
    let present = all.indices.filter { all[$0] > 0 }
    let total = Double(all.reduce(0, +))
    func missing(_ part: [Int], byChance: Bool) -> [Int] {
      let count = Double(part.reduce(0, +))
      return present.filter { part[$0] == 0 && (byChance || count * Double(all[$0]) / total >= Self.surelyThere) }
    }
    guard present.count > 1 else { return present.map { .oneClass($0) } }
    let absent = all.indices.filter { all[$0] == 0 }
    let training = missing(counts.training, byChance: true)
    let validation = settings.trainsOnValidation ? [] : missing(counts.validation, byChance: isSorted)
    let test = missing(counts.test, byChance: false)
    var remarks: [DatasetRemark] = absent.isEmpty ? [] : [.withoutImages(absent)]
    if isSorted, !training.isEmpty || !validation.isEmpty {
      remarks.append(.sorted(missingInTraining: training, missingInValidation: validation))
    } else {
      if !training.isEmpty { remarks.append(.missing(training, from: .training, count: self.training.count)) }
      if !validation.isEmpty { remarks.append(.missing(validation, from: .validation, count: self.validation.count)) }
    }
    return remarks + (test.isEmpty ? [] : [.missing(test, from: .test, count: self.test.count)])
  }

  private func labelRemarks(_ counts: ClassCounts) -> [DatasetRemark] {
    // A class without a training case is told of as such.
    let labelled = counts.labelled.indices.filter { counts.training[$0] > 0 }
    let numbers = labelled.map { counts.labelled[$0] }
    let total = numbers.reduce(0, +)
    guard total < training.count, let fewest = numbers.min(), let most = numbers.max(), most > fewest + 1 || fewest == 0
    else { return [] }
    let scarce = labelled.filter { counts.labelled[$0] == fewest }
    return [.unbalancedLabels(labels: total, scarce: scarce, fewest: fewest, most: most)]
  }

  private func repetitions(settings: ComparisonSettings) -> [DatasetRemark] {
    var index = ImageIndex(training)
    let validationCount = settings.trainsOnValidation ? 0 : index.count(of: validation)
    index.insert(validation)
    let testCount = index.count(of: test)
    return [
      validationCount > 0 ? .repeated(validationCount, of: validation.count, in: .validation) : nil,
      testCount > 0 ? .repeated(testCount, of: test.count, in: .test) : nil,
    ].compactMap { $0 }
  }

  private var orientation: [DatasetRemark] {
    switch Transposition(of: training) {
    case .transposed: [.transposed]
    case .upright: []
    case .unknown: [name, title].contains { $0.lowercased().contains("emnist") } ? [.perhapsTransposed] : []
    }
  }
}
