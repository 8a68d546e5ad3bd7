import Checksums

/// What was compared, on what machine, and how long it took. The runs have records of their own.
public struct ComparisonRecord: Codable, Hashable, Sendable {
  /// Raised when a record is no longer read by an older program.
  public static let currentFormat = 1

  public var format = currentFormat
  public var settings: ComparisonSettings
  public var dataset: DatasetDescription
  public var environment: Environment
  /// The command that made the record.
  public var command: String
  /// From the first run's start to the last run's end.
  public var wallSeconds: Double
  /// How the arms' learning rates were chosen; nil if they were given.
  public var tuning: Tuning?
  /// Records and models of finished runs; nil in records of older versions.
  package var files: FileChecksums?

  public init(
    settings: ComparisonSettings, dataset: DatasetDescription, environment: Environment, command: String,
    wallSeconds: Double
  ) {
    (self.settings, self.dataset, self.environment) = (settings, dataset, environment)
    (self.command, self.wallSeconds) = (command, wallSeconds)
  }
}

extension ComparisonRecord {
  /// Widths of an arm's network, from inputs to classes.
  func shape(of arm: Arm) -> [Int] { [dataset.width * dataset.height] + settings.hidden(of: arm) + [dataset.classes] }
}

/// The data that a comparison used.
public struct DatasetDescription: Codable, Hashable, Sendable {
  public var name: String
  public var title: String
  public var width: Int
  public var height: Int
  public var classes: Int
  /// Cases trained on, those of them with a label, and those validated and tested on.
  public var trainingCount: Int
  public var labelledCount: Int
  public var validationCount: Int
  public var testCount: Int
  /// The CRC-32 of all images and labels, in eight hexadecimal digits; nil in records of older versions.
  public var checksum: String?
  /// Cases of each class; nil in records of older versions.
  public var classCounts: ClassCounts?
  /// What is to be said of the data, a sentence each; see ``DatasetRemark``. Nil in records of older versions.
  public var remarks: [String]?

  /// Of each class from 0; nil if they are called by these numbers.
  public var classNames: [String]?
  /// Of the columns of a table, the first of them if they are very many; nil of images.
  public var featureNames: [String]?
  /// What was found in data that somebody brought, a sentence each; nil of known data sets.
  public var found: [String]?

  /// The remarks as they are told beside other sentences.
  public var toldRemarks: [String] { (remarks ?? []).map { "Data: \($0)" } }
  /// All that a user reads before training: what was found, and what to mind.
  public var told: [String] { (found ?? []).map { "Data: \($0)" } + toldRemarks }

  static let mostFeatures = 1000

  /// A text that records and figures can show.
  static func shown(_ text: String, longest: Int = 60) -> String {
    let scalars = text.unicodeScalars.prefix(longest).map { $0.properties.generalCategory == .control ? "?" : $0 }
    return scalars.isEmpty ? "?" : String(String.UnicodeScalarView(scalars))
  }

  /// How a class is called.
  public func className(_ label: Int) -> String {
    classNames.flatMap { $0.indices.contains(label) ? $0[label] : nil } ?? String(label)
  }

  /// Training cases that layers are measured on, before and after training.
  public var probedCount: Int { min(LayerProbe.sampleCount, labelledCount) }
}

/// A comparison with all its runs, in the order of its arms and then of the seeds.
public struct Comparison: Sendable {
  public var record: ComparisonRecord
  public var runs: [RunRecord]

  /// - Parameter runs: in any order. Those that a comparison which was broken off never began may be missing; they become
  ///   empty records, so that each arm has one for each seed.
  public init(record: ComparisonRecord, runs: [RunRecord]) {
    struct Key: Hashable {
      let arm: String
      let seed: UInt64
    }
    let known = Dictionary(runs.map { (Key(arm: $0.arm.name, seed: $0.seed), $0) }) { first, _ in first }
    self.record = record
    self.runs = record.settings.arms.flatMap { arm in
      record.settings.seeds.map { seed in
        known[Key(arm: arm.name, seed: seed)] ?? RunRecord(arm: arm, seed: seed, shape: record.shape(of: arm))
      }
    }
  }

  /// Whether a run is missing or did not come to its end, as in a comparison that was broken off.
  public var isPartial: Bool { !runs.allSatisfy(\.isFinished) }

  public func runs(of arm: Arm) -> [RunRecord] { runs.filter { $0.arm.name == arm.name } }

  /// What guessing is worth on the labelled training cases, and on the validation cases; nil in records of older versions, which do not
  /// have their classes.
  public var trainingGuess: Guess? { record.dataset.classCounts.flatMap { Guess($0.labelled) } }
  public var validationGuess: Guess? { record.dataset.classCounts.flatMap { Guess($0.validation) } }

  /// What guessing is worth on the test cases. Their classes are told by the confusion matrices too, in records of older versions.
  public var testGuess: Guess? {
    let tested = runs.lazy.compactMap(\.outcome).first?.confusion.map { $0.reduce(0, +) }
    return (record.dataset.classCounts?.test ?? tested).flatMap { Guess($0) }
  }

  /// Floating-point operations of all matrix products that were computed; a shared pretraining counts once.
  public var operations: Double {
    runs.reduce(0) { sum, run in
      let shared = run.sharesPretraining ? run.pretraining.reduce(0) { $0 + $1.metrics.operations } : 0
      return sum + run.operations - shared
    }
  }

  /// Billions of these in a second, over the time that the whole comparison took.
  public var gflops: Double { operations / record.wallSeconds / 1e9 }
}
