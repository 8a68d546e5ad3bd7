import Datasets
import Foundation
import NeuralNetworks

@testable import Experiments

extension FuzzedReader {
  /// A list of arms, of widths, the name of an initializer, and the name of a folder.
  static let options = FuzzedReader(name: "options", kind: .words(words)) { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    do throws(SettingsError) {
      for arm in try Arm.list(text) { expectReadable(arm) }
    } catch {
      expectSentence(error)
    }
    if let widths = ComparisonSettings.widths(text) {
      precondition(!widths.isEmpty && widths.allSatisfy { (1...100_000).contains($0) }, "widths \(widths)")
    }
    if let initializer = Initializer(name: text) {
      precondition(Initializer(name: initializer.name) == initializer, "\(initializer.name) is not read back")
    }
    let folder = Dataset.folderName(text)
    precondition(!folder.isEmpty && !folder.hasPrefix(".") && !folder.contains("/"), "the folder \(folder)")
    precondition(Dataset.folderName(folder) == folder, "the folder \(folder) has another name")
  }

  /// What the command line takes, the records must take back.
  private static func expectReadable(_ arm: Arm) {
    do throws(ImpossibleValue) {
      try arm.check(RecordCheck())
    } catch {
      fatalError("\(arm.name) can be run and not be read: \(error)")
    }
  }

  private static let words =
    Arm.known.map(\.name) + Arm.Key.allCases.map { $0.rawValue + "=" } + [
      "sigmoid", "tanh", "relu", "identity", "adam", "sgd", "constant", "linear", "he-normal", "normal-", "500x500",
      "leaky-relu-", "prelu-", "gelu", "lsuv", "orthogonal", "truncated-normal-", "uniform/from=", "/to=", "/gain=",
      "/slope=",
      "/fan-out", "/tolerance=", "/iterations=", ",",
      ":", "=", "0.5", "1e-3", "nan", "inf", "-1", "0", "1e39", "1000001", "9223372036854775808", "x", "\u{301}",
      "\u{0}",
    ]
}
