import Foundation

@testable import Datasets

/// Data that somebody brought, from their bytes to a data set.
extension FuzzedReader {
  /// Comma-separated text and its relatives.
  static let table = FuzzedReader(
    name: "table", kind: .words(["label", ",", ";", "\"", "\n", "\r", "NA", "1e9", "-", ".5", "x"])
  ) {
    readOwnData($0)
  }

  /// LIBSVM's sparse text.
  static let sparse = FuzzedReader(name: "sparse", kind: .words(["1:", " ", "\n", "#", "+1", "0.5", "1e3", ":"])) {
    readOwnData($0)
  }

  /// A file of `numpy.save`.
  static let array = FuzzedReader(name: "array", kind: .bytes) { readOwnData($0, hasLabels: false) }

  /// A file of `numpy.savez`.
  static let archive = FuzzedReader(name: "archive", kind: .bytes) { readOwnData($0) }

  /// CIFAR's binary batches.
  static let batch = FuzzedReader(name: "batch", kind: .bytes) { readOwnData($0, isGrey: true) }

  /// Labels of IDX files with numbers of 32 bits.
  static let integers = FuzzedReader(name: "integers", kind: .bytes) { bytes in
    do throws(DatasetError) {
      let labels = try IDXLabels.read(ByteSource(Data(bytes), path: "file"))
      precondition(!labels.isEmpty, "a file without labels")
    } catch {
      expectSentence(error)
    }
  }

  private static func readOwnData(_ bytes: [UInt8], hasLabels: Bool = true, isGrey: Bool = false) {
    var choices = DataChoices()
    (choices.hasLabels, choices.isGrey) = (hasLabels, isGrey)
    do throws(DatasetError) {
      let file = try DataFile(Data(bytes), path: "file")
      guard file.format != .idx, file.format != .picture else { return }
      let raw = try file.data(choices)
      let numbers = raw.training.columns
      precondition(raw.training.values.count == raw.training.count * numbers, "numbers that belong to no case")
      let data = try DatasetAssembly.dataset(raw, choices: choices, name: "n", title: "t")
      // A test part without classes is none.
      let tested = raw.test.map { !hasLabels || $0.labels != nil ? $0.count : 0 } ?? 0
      precondition(data.training.count + data.test.count == raw.training.count + tested, "a case is lost")
      precondition(data.details.classNames?.count ?? data.classCount >= data.classCount, "a class without a name")
    } catch {
      expectSentence(error)
    }
  }
}
