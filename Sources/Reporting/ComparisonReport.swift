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

  /// Writes numbers, then pictures, then the page that shows both. A file that cannot be written does not keep the others from
  /// being written.
  /// - Throws: ``OutputError`` if there is no directory to write into; ``ReportError`` if files are missing, after everything
  ///   else has been written.
  public func write() throws {
    try AtomicFile.createDirectory(directory)
    let figures = ReportFigure.all(of: comparison)
    var failures = [
      attempt("metrics.csv") { Data(MetricsTable(comparison).text.utf8) },
      attempt("results.json") { try ResultsDocument(comparison).encoded() },
      attempt("report.md") { Data(try ReportDocument(comparison, figures: figures).markdown().utf8) },
    ].compactMap { $0 }
    let (pictures, missing) = draw(figures)
    removeStale(keeping: Set(pictures.keys))
    let document = ReportDocument(comparison, figures: figures.filter { pictures[$0.file] != nil })
    failures += missing
    // Once more, without links to pictures that are not there.
    if !missing.isEmpty { _ = attempt("report.md") { Data(try document.markdown().utf8) } }
    failures += [attempt("index.html") { Data(try document.html(pictures: pictures, up: up).utf8) }].compactMap { $0 }
    if !failures.isEmpty { throw ReportError.missing(failures, directory: directory) }
  }

  /// Draws, encodes and writes the pictures on all cores; returns their bytes, and why others are missing.
  private func draw(
    _ figures: [ReportFigure]
  ) -> (pictures: [String: [UInt8]], missing: [ReportError.Missing]) {
    let texts = metadata
    let pictures = Mutex<[String: [UInt8]]>([:])
    let missing = Mutex<[ReportError.Missing]>([])
    DispatchQueue.concurrentPerform(iterations: figures.count) { index in
      let file = figures[index].file
      let failure = attempt(file) {
        let bytes = try figures[index].figure.png(texts: texts)
        pictures.withLock { $0[file] = bytes }
        return bytes
      }
      guard let failure else { return }
      pictures.withLock { $0[file] = nil }
      missing.withLock { $0.append(failure) }
    }
    return (pictures.withLock { $0 }, missing.withLock { $0.sorted { $0.file < $1.file } })
  }

  /// Makes the contents of a file and writes them; returns why that is not possible, or nil.
  private func attempt(_ file: String, _ contents: () throws -> some ContiguousBytes) -> ReportError.Missing? {
    do {
      try AtomicFile.write(contents(), to: directory + "/" + file)
      return nil
    } catch OutputError.cannotWrite(_, let reason) {
      return ReportError.Missing(file: file, reason: reason)
    } catch {
      return ReportError.Missing(file: file, reason: "\(error)")
    }
  }

  /// Where the page of all results is: above the data set's folder, in which an unfinished comparison has one of its own.
  private var up: String {
    let isRunning =
      comparison.isPartial && URL(fileURLWithPath: directory).lastPathComponent == UnfinishedComparison.folderName
    return isRunning ? "../../index.html" : "../index.html"
  }

  /// What every picture carries in its text chunks.
  private var metadata: [PNG.Text] {
    let record = comparison.record
    return [
      PNG.Text("Version", record.environment.program), PNG.Text("Command", record.command),
      PNG.Text("Seeds", record.settings.seeds.map(String.init).joined(separator: " ")),
    ]
  }

  /// Takes away pictures of an earlier comparison that this one does not have. Directories that somebody has put there stay.
  private func removeStale(keeping files: Set<String>) {
    for file in ReportFigure.fileNames where !files.contains(file) { unlink(directory + "/" + file) }
  }
}
