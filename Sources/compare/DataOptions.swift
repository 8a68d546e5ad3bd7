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
      Your data, recognised by content: CSV or TSV, .npz, .npy, LIBSVM, IDX, CIFAR's batches, or a folder of such files or with a folder \
      of PNGs for each class; see Docs/Data.md. --dataset then names the results.
      """, valueName: "path"))
  var data: String?

  @Option(
    help: ArgumentHelp("Read four files with MNIST's names from here, as they are, and nothing else.", valueName: "dir")
  )
  var dataDir: String?

  @OptionGroup(title: "Options of --data") var own: OwnDataOptions

  private static let known = ["mnist", "fashion-mnist", "synthetic"]

  /// Whether nothing says which data to use.
  var isUnsaid: Bool { dataset == nil && data == nil && dataDir == nil }

  /// What the user would have to type again.
  var arguments: [String] {
    get throws {
      let paths = [("--data", data), ("--data-dir", dataDir)].flatMap { option, path in path.map { [option, $0] } ?? []
      }
      return ["--dataset", try dataset ?? name()] + paths
    }
  }

  /// The name of the results' folder: the one given, or that of the file or directory.
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
    guard data != "" else { throw .impossibleOption("--data", value: "''", reason: "name a file or a folder") }
    guard data == nil || dataDir == nil else {
      throw .impossibleOption("--data-dir", value: "this", reason: "--data reads other data; give one of them")
    }
    try own.check(isUsed: data != nil)
    if let path = data ?? dataDir { return Dataset.folderName(dataset ?? Self.stem(path, isFile: data != nil)) }
    let name = dataset ?? "mnist"
    guard Self.known.contains(name) else {
      throw .impossibleOption(
        "--dataset", value: "'\(name)'",
        reason: "the data sets known by name are \(Self.known.joined(separator: ", ")); give others with --data")
    }
    return name
  }

  /// The last part of a path, of a file without what says its format.
  private static func stem(_ path: String, isFile: Bool) -> String {
    let name = URL(fileURLWithPath: path).lastPathComponent
    return isFile ? name.split(separator: ".").first.map(String.init) ?? name : name
  }

  /// - Parameter seed: of the synthetic data set, which another seed draws anew.
  func load(seed: UInt64) throws -> Dataset {
    let name = try name()
    if let data { return try .reading(path: data, name: name, title: dataset ?? name, choices: own.choices()) }
    if let dataDir { return try .reading(directory: dataDir, name: name, title: dataset ?? name) }
    switch name {
    case "fashion-mnist": return try .fashionMNIST()
    case "synthetic": return .synthetic(seed: seed)
    default: return try .mnist()
    }
  }
}
