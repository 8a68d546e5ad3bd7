import ArgumentParser
import Datasets
import Experiments
import Foundation
import Reporting

/// `compare report`: everything is drawn again from what is kept of it, without training.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Draw all figures and reports again from what is kept of them, without training.",
    discussion: """
      Draws comparisons, machines, stacks and diagnoses of every data set that was run into OUT, and the studies in OUT/studies; or \
      only what is of the data set named by --dataset.
      """)

  @Option(help: ArgumentHelp("Only this data set's results.", valueName: "name"))
  var dataset: String?

  @OptionGroup var output: OutputOptions

  func run() throws {
    if let dataset, Dataset.folderName(dataset) != dataset {
      throw SettingsError.impossibleOption(
        "--dataset", value: "'\(dataset.prefix(100))'", reason: "give the name of a folder in \(output.out)")
    }
    let pages = KeptPages.all(in: output.out, dataset: dataset)
    let studies = try Heartbeat.during("Drawing", isQuiet: output.quiet) {
      for page in pages { try KeptPages.drawAgain(output.out + "/" + page) }
      return dataset == nil ? try drawStudies() : 0
    }
    let all = RecordStore.datasets(in: output.out)
    // Of a data set without any page a sentence says what is missing.
    let names = dataset.map { all.contains($0) || pages.isEmpty ? [$0] : [] } ?? all
    guard !(names + pages).isEmpty || studies > 0 else { throw OutputError.noRecords(directory: output.out) }
    tell(pages, studies: studies)
    for name in names {
      let store = RecordStore(directory: output.directory(of: name))
      let comparison = try store.read()
      let lock = try DirectoryLock(store.directory)
      try output.write(comparison, from: store)
      lock.release()
      try store.verifyModels(of: comparison.record)
    }
    try OutputIndex.write(in: output.out)
    // Its way up leads to the index that is there now.
    if studies > 0 { try OutputIndex.write(in: studyFolder) }
  }

  private var studyFolder: String { output.out + "/studies" }

  /// - Returns: how many there are. The course's packages have none.
  private func drawStudies() throws -> Int {
    #if canImport(Studies)
      try StudyCommand.drawAgain(in: studyFolder)
    #else
      0
    #endif
  }

  private func tell(_ pages: [String], studies: Int) {
    guard !output.quiet else { return }
    for page in pages { print("Drew \(output.out)/\(page)/index.html again.") }
    if studies > 0 { print("Drew \(studies) \(studies == 1 ? "study" : "studies") in \(output.out)/studies again.") }
  }
}
