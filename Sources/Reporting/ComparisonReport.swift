import Dispatch
import Experiments
import Foundation
import Plotting
import Synchronization

/// All files that tell of a comparison, made from its records alone.
public struct ComparisonReport: Sendable {
  private let comparison: Comparison
  private let directory: String

  /// - Parameter directory: where the files go, e.g. `figures/mnist`.
  public init(_ comparison: Comparison, directory: String) {
    (self.comparison, self.directory) = (comparison, directory)
  }

  /// Writes numbers, then pictures, then the pages that show both.
  /// - Throws: ``OutputError`` if a file cannot be written; ``ReportError`` if pictures are missing, after everything else
  ///   has been written.
  public func write() throws {
    try AtomicFile.createDirectory(directory)
    try write(Data(MetricsTable(comparison).text.utf8), to: "metrics.csv")
    try write(ResultsDocument(comparison).encoded(), to: "results.json")
    let figures = ReportFigure.all(of: comparison)
    let failures = draw(figures)
    removeStale(keeping: Set(figures.map(\.file)).subtracting(failures.map(\.file)))
    let shown = figures.filter { figure in !failures.contains { $0.file == figure.file } }
    let document = ReportDocument(comparison, figures: shown)
    try write(Data(document.markdown().utf8), to: "report.md")
    try write(Data(document.html().utf8), to: "index.html")
    if let first = failures.first {
      throw ReportError.pictures(failures.map(\.file), directory: directory, reason: first.reason)
    }
  }

  /// Draws and encodes the pictures on all cores; returns those that failed.
  private func draw(_ figures: [ReportFigure]) -> [(file: String, reason: String)] {
    let texts = metadata
    let failures = Mutex<[(file: String, reason: String)]>([])
    DispatchQueue.concurrentPerform(iterations: figures.count) { index in
      do {
        try write(figures[index].figure.png(texts: texts), to: figures[index].file)
      } catch {
        failures.withLock { $0.append((figures[index].file, "\(error)")) }
      }
    }
    return failures.withLock { $0.sorted { $0.file < $1.file } }
  }

  /// What every picture carries in its text chunks.
  private var metadata: [PNG.Text] {
    let record = comparison.record
    return [
      PNG.Text("Version", record.environment.program), PNG.Text("Command", record.command),
      PNG.Text("Seeds", record.settings.seeds.map(String.init).joined(separator: " ")),
    ]
  }

  /// Takes away pictures of an earlier comparison that this one does not have.
  private func removeStale(keeping files: Set<String>) {
    for file in ReportFigure.fileNames where !files.contains(file) {
      try? FileManager.default.removeItem(atPath: directory + "/" + file)
    }
  }

  private func write(_ bytes: some ContiguousBytes, to file: String) throws {
    try AtomicFile.write(bytes, to: directory + "/" + file)
  }
}
