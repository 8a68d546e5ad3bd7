import Datasets
import Experiments
import Plotting

/// One published claim, put to an experiment: what is said, by whom, and how it is measured here.
///
/// A study is one file in `Studies/`. It computes ``Findings`` from a ``StudyContext``; the verdict follows from their effects.
public struct Study: Sendable {
  /// On the command line and in paths, e.g. `he-2015`.
  public let name: String
  public let title: String
  /// What is claimed, as one or two sentences.
  public let claim: String
  /// Who says so, and where.
  public let source: String
  /// Seconds that it takes on two idle cores, in full and with `--quick`.
  public let seconds: (full: Double, quick: Double)
  /// Repetitions unless the user says how many.
  public let seedCount: Int
  let compute: @Sendable (StudyContext) throws -> Findings

  /// Seconds for so many repetitions.
  typealias Cost = (full: Double, quick: Double, seeds: Int)

  init(
    _ name: String, title: String, claim: String, source: String, cost: Cost,
    compute: @escaping @Sendable (StudyContext) throws -> Findings
  ) {
    (self.name, self.title, self.claim, self.source) = (name, title, claim, source)
    (seconds, seedCount, self.compute) = ((cost.full, cost.quick), cost.seeds, compute)
  }

  /// On two idle cores. The time grows with the number of seeds.
  public func expectedSeconds(_ scope: Scope, seedCount: Int) -> Double {
    (scope == .full ? seconds.full : seconds.quick) * Double(seedCount) / Double(usualSeedCount(scope))
  }

  /// Seeds unless the user says how many; at most three for a quick look.
  public func usualSeedCount(_ scope: Scope) -> Int { scope == .full ? seedCount : min(3, seedCount) }

  public static func named(_ name: String) -> Study? { all.first { $0.name == name } }
}

/// How much a study computes.
public enum Scope: String, Codable, Sendable {
  case full
  /// In under twenty seconds.
  case quick
  /// In a fraction of a second, on a data set to match: for tests.
  case tiny
}

/// What a study found out.
struct Findings: Sendable {
  var effects: [Effect]
  var tables: [StudyTable] = []
  var figures: [StudyFigure] = []
  /// What else is to be known, such as in what the experiment differs from the published one.
  var notes: [String] = []
  /// What went into the networks, if not the data set.
  var inputs: String?
}

/// A table of texts; the first row holds the names of the columns.
public struct StudyTable: Hashable, Codable, Sendable {
  public let title: String
  public let rows: [[String]]
}

/// A picture of a study.
struct StudyFigure: Sendable {
  let file: String
  let caption: String
  var figure: Figure
  /// Whether it shows a single network and not all seeds.
  var isOfFirstSeed = false

  /// The figure with the seeds that it is of under its title.
  func figure(seeds: [UInt64]) -> Figure {
    var figure = figure
    let text = isOfFirstSeed || seeds.count == 1 ? "seed \(seeds[0])" : "\(seeds.count) seeds"
    figure.subtitle += (figure.subtitle.isEmpty ? "" : ", ") + text
    return figure
  }
}

/// All that is kept of a study's run.
public struct StudyRecord: Hashable, Codable, Sendable {
  public struct Picture: Hashable, Codable, Sendable {
    public let file: String
    public let caption: String
    /// What it shows, for those who do not see it. Nil in records of older versions.
    public var description: String?
  }

  public var name: String
  public var title: String
  public var claim: String
  public var source: String
  public var scope: Scope
  public var dataset: String
  public var seeds: [UInt64]
  public var program = Environment.programName
  /// That it all took, what was computed before and taken over included, on a machine that may have been busy with other things.
  public var seconds: Double
  public var effects: [Effect]
  public var tables: [StudyTable]
  public var notes: [String]
  public var pictures: [Picture]
  /// The CRC-32 of the file with what the pictures show. Nil in records of older versions.
  public var figuresChecksum: String?

  /// Whether seeds were added until enough was known. Nil in records of a number that was fixed before.
  public var isSequential: Bool?

  /// All effects of a study are judged together.
  package var family: EffectFamily { EffectFamily(size: effects.count, isSequential: isSequential == true) }

  public var verdict: Verdict { Verdict(effects, in: family) }

  /// Of each effect: its name, what is claimed of it, what was measured, and how that stands to the claim.
  var effectRows: [[String]] {
    effects.map { [$0.name, $0.claimedText, $0.measuredText(in: family), $0.standing(in: family).rawValue] }
  }
}
