import ArgumentParser
import Datasets
import Experiments
import Foundation

/// `compare report`: everything is drawn again from the records, without training.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Draw all figures and reports again from the records, without training.",
    discussion: "Draws every data set that was run into OUT, or only the one named by --dataset.")

  @Option(help: ArgumentHelp("Only this data set's results.", valueName: "name"))
  var dataset: String?

  @OptionGroup var output: OutputOptions

  func run() throws {
    if let dataset, Dataset.folderName(dataset) != dataset {
      throw SettingsError.impossibleOption(
        "--dataset", value: "'\(dataset.prefix(100))'", reason: "give the name of a folder in \(output.out)")
    }
    let names = dataset.map { [$0] } ?? RecordStore.datasets(in: output.out)
    guard !names.isEmpty else { throw OutputError.noRecords(directory: output.out) }
    for name in names {
      let store = RecordStore(directory: output.directory(of: name))
      let comparison = try store.read()
      let lock = try DirectoryLock(store.directory)
      try output.write(comparison, from: store)
      lock.release()
    }
  }
}
