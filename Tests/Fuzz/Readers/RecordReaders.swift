import Foundation

@testable import Experiments
@testable import Reporting

extension FuzzedReader {
  /// `comparison.json`.
  static let comparisonRecord = FuzzedReader(name: "comparison-record", kind: .json) { bytes in
    do throws(OutputError) {
      let record = try ComparisonRecord(decoding: Data(bytes), file: "comparison.json")
      for arm in record.settings.arms {
        for seed in record.settings.seeds.prefix(3) { expectPlainName(RunRecord(arm: arm, seed: seed, shape: [])) }
      }
    } catch {
      expectSentence(error)
    }
  }

  /// The record of a run of the comparison in the corpus.
  static let runRecord = FuzzedReader(name: "run-record", kind: .json) { bytes in
    guard let record = knownComparison, let arm = record.settings.arms.first else { return }
    do throws(OutputError) {
      let seed = record.settings.firstSeed
      _ = try RunRecord(decoding: Data(bytes), file: "run.json", arm: arm, seed: seed, in: record)
    } catch {
      expectSentence(error)
    }
  }

  /// A comparison, which may have been broken off: a line for `comparison.json`, then one for each run that there is. What passes
  /// the checks is written out as every text of a report, and drawn once in a while.
  static let comparison = FuzzedReader(name: "comparison", kind: .json) { bytes in
    var lines = bytes.split(separator: UInt8(ascii: "\n")).makeIterator()
    do throws(OutputError) {
      let record = try ComparisonRecord(decoding: Data(lines.next() ?? []), file: "comparison.json")
      var runs: [RunRecord] = []
      for arm in record.settings.arms {
        for seed in record.settings.seeds {
          guard let line = lines.next() else { continue }
          runs.append(
            try RunRecord(
              decoding: Data(line), file: "run.json", arm: arm, seed: seed, in: record, isPartial: true))
        }
      }
      expectReport(Comparison(record: record, runs: runs), draws: bytes.hashed.isMultiple(of: drawingInterval))
    } catch {
      expectSentence(error)
    }
  }

  /// One of so many readable inputs is drawn.
  private static let drawingInterval =
    UInt64(ProcessInfo.processInfo.environment["DEEPBELIEF_FUZZ_DRAWING_INTERVAL"] ?? "") ?? 500

  /// The first in its corpus.
  private static let knownComparison = FuzzedReader.comparisonRecord.corpus().first.flatMap {
    try? ComparisonRecord(decoding: Data($0), file: "comparison.json")
  }

  /// The name of a record's file must not lead out of its directory.
  private static func expectPlainName(_ run: RunRecord) {
    let name = run.fileName
    precondition(!name.contains("/") && !name.hasPrefix(".") && name.utf8.count < 255, "a file name: \(name)")
  }

  private static func expectReport(_ comparison: Comparison, draws: Bool) {
    precondition(!SummaryTable(comparison).text.contains("\u{1B}"), "an order to the terminal")
    _ = MetricsTable(comparison).text
    do {
      _ = try ResultsDocument(comparison).encoded()
      let figures = draws ? ReportFigure.all(of: comparison) : []
      let document = ReportDocument(comparison, figures: figures)
      _ = try document.markdown()
      let page = try document.html(pictures: [:], up: "../index.html")
      precondition(!page.contains("<script"), "a script in the page")
      for figure in figures { _ = try figure.figure.canvas() }
    } catch {
      fatalError("A comparison that was read cannot be shown: \(error)")
    }
  }
}

extension [UInt8] {
  /// FNV-1a, 64 bits.
  fileprivate var hashed: UInt64 { reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } }
}
