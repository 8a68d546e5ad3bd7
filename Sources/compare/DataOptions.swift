import ArgumentParser
import Datasets
import Experiments
import Foundation

/// Which data to use.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("mnist (which is built in), fashion-mnist or synthetic. (default: mnist)", valueName: "name"))
  var dataset: String?

  @Option(
    help: ArgumentHelp(
      """
      Read a data set from here: four files with MNIST's names, gzip'd or not, of any image size and up to 256 classes. \
      --dataset then names its results.
      """, valueName: "dir"))
  var dataDir: String?

  private static let known = ["mnist", "fashion-mnist", "synthetic"]

  /// The name of the results' folder: the one given, or that of the directory.
  /// - Throws: ``SettingsError`` for a name that is not known or that figures and pages cannot show.
  func name() throws(SettingsError) -> String {
    if let dataset, !DatasetDescription.accepts(title: dataset) {
      throw .impossibleOption(
        "--dataset", value: "a name of \(dataset.unicodeScalars.count) characters",
        reason: "give 1 to \(DatasetDescription.longestTitle) characters that can be printed")
    }
    guard dataDir != "" else {
      throw .impossibleOption(
        "--data-dir", value: "''", reason: "name a directory that holds the four files of a data set")
    }
    if let dataDir { return Dataset.folderName(dataset ?? URL(fileURLWithPath: dataDir).lastPathComponent) }
    let name = dataset ?? "mnist"
    guard Self.known.contains(name) else {
      throw .impossibleOption(
        "--dataset", value: "'\(name)'",
        reason: "the data sets known by name are \(Self.known.joined(separator: ", ")); give others with --data-dir")
    }
    return name
  }

  /// - Parameter seed: of the synthetic data set, which another seed draws anew.
  func load(seed: UInt64) throws -> Dataset {
    let name = try name()
    if let dataDir { return try .reading(directory: dataDir, name: name, title: dataset ?? name) }
    switch name {
    case "fashion-mnist": return try .fashionMNIST()
    case "synthetic": return .synthetic(seed: seed)
    default: return try .mnist()
    }
  }
}
