import ArgumentParser
import Experiments
import Reporting

/// Where results go, and how much is said on the way.
struct OutputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Where results go, in a folder for each data set.", valueName: "dir"))
  var out = "figures"

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  func validate() throws {
    // Results would go to folders beside the root's.
    guard !out.isEmpty else { throw SettingsError.impossibleOption("--out", value: "''", reason: "name a directory") }
  }

  func directory(of dataset: String) -> String { out + "/" + dataset }

  /// Writes what there is to tell of a comparison that was stopped.
  func writePartial(_ comparison: Comparison, to directory: String) throws {
    try write(comparison, to: directory)
    try OutputIndex.write(in: out)
    guard !quiet else { return }
    print("\nStopped before the end; the same command goes on. Open \(directory)/index.html for what there is so far.")
  }

  /// Writes all files of a comparison and the index above it, and tells the result, even if a file could not be written.
  func write(_ comparison: Comparison, from store: RecordStore) throws {
    let report = Result { try write(comparison, to: store.directory) }
    try OutputIndex.write(in: out)
    try report.get()
    if !quiet { print("\nOpen \(store.directory)/index.html") }
  }

  private func write(_ comparison: Comparison, to directory: String) throws {
    let report = Result {
      try Heartbeat.during("Drawing", isQuiet: quiet) {
        try ComparisonReport(comparison, directory: directory).write()
      }
    }
    if !quiet { print(SummaryTable(comparison).text) }
    try report.get()
  }
}
