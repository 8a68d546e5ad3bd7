import ArgumentParser
import Datasets
import Experiments
import Foundation
import Reporting
import Studies

/// `compare study NAME`: a published claim, put to an experiment.
struct StudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study",
    abstract: "Put a published claim to an experiment: claimed, measured, verdict.",
    discussion: """
      NAME is one of those below, `all`, `list`, or `docs`, which draws all results that there are again and writes a page of them. \
      Results go to OUT/NAME/, those of a quick look to OUT/NAME-quick/: the figures, and result.json. Other results that are \
      there are kept in OUT/earlier/. What is computed on the way is kept in OUT/computed/: what was broken off goes on, and more \
      seeds compute those alone.

      STUDIES
      \(studies)
      """)

  private static var studies: String {
    let width = Study.all.map(\.name.count).max() ?? 0
    return Study.all.map { "  \($0.name.padding(toLength: width + 2, withPad: " ", startingAt: 0))\($0.title)" }
      .joined(separator: "\n")
  }

  @Argument(help: ArgumentHelp("A study, or list, all or docs.", valueName: "name"))
  var name: String

  @Option(help: ArgumentHelp("Repetitions with other seeds, for intervals. (default: the study's own)", valueName: "n"))
  var seeds: Int?

  @OptionGroup var settling: SettlingOptions

  @Flag(help: "Only a quick look, in under 20 seconds each.")
  var quick = false

  @Option(help: ArgumentHelp("Where results go, in a folder for each study.", valueName: "dir"))
  var out = "figures/studies"

  @Option(help: ArgumentHelp("Where `docs` writes. (default: Studies.md in OUT)", valueName: "file"))
  var docs: String?

  @Option(help: ArgumentHelp("Networks computed at once. (default: the number of cores)", valueName: "n"))
  var jobs: Int?

  @Flag(
    help: """
      Compute everything anew. (Otherwise a study that was broken off goes on, and what this very program has computed before is taken \
      from there.)
      """)
  var fresh = false

  @Flag(help: "After the studies, write the page of all results as `docs` does.")
  var writeDocs = false

  func run() throws {
    guard !out.isEmpty else { throw SettingsError.impossibleOption("--out", value: "''", reason: "name a directory") }
    let seeds = try OptionCheck.whole(seeds, "--seeds", 1...100)
    let settling = try settling.settling(seeds: seeds)
    let jobs = try OptionCheck.jobs(jobs)
    switch name {
    case "list": print(StudyText.list)
    case "docs": try writePage()
    default:
      try compute(try chosen(), seeds: settling?.mostSeeds ?? seeds, jobs: jobs)
      if writeDocs { try writePage() }
    }
  }

  private func chosen() throws -> [Study] {
    if name == "all" { return Study.all }
    guard let study = Study.named(name) else {
      let known = (Study.all.map(\.name) + ["list", "all", "docs"]).joined(separator: ", ")
      throw ValidationError("There is no study '\(name.prefix(100))'; the known names are \(known).")
    }
    return [study]
  }

  private func compute(_ studies: [Study], seeds: Int?, jobs: Int) throws {
    let scope: Scope = quick ? .quick : .full
    let runner = StudyRunner(directory: out)
    func count(_ study: Study) -> Int { seeds ?? study.usualSeedCount(scope) }
    func expected(_ study: Study) -> Double { study.expectedSeconds(scope, seedCount: count(study)) }
    let total = studies.reduce(0) { $0 + expected($1) }
    if studies.count > 1 {
      StandardError.say("\(studies.count) studies, about \(Self.duration(total)) on two idle cores")
    }
    let heartbeat = Heartbeat("Reading MNIST")
    let dataset = try Dataset.mnist()
    let signals = StopSignals.ending {
      StandardError.say("Stopped; the same command goes on from what is finished.")
    }
    defer { withExtendedLifetime(signals) {} }
    for study in studies {
      let limit = settling.untilSettled ? "at most " : ""
      StandardError.say("\(study.name): takes \(limit)about \(Self.duration(expected(study))) on two idle cores")
      let values = runner.values(study)
      if fresh { values.forget() }
      heartbeat.now(study.name)
      let first = settling.untilSettled ? min(Settling.fewestSeeds, count(study)) : count(study)
      let contexts = (first...count(study)).map { seeds in
        StudyContext(scope: scope, seedCount: seeds, jobs: jobs, dataset: dataset, values: values) {
          heartbeat.said()
          StandardError.say("\(study.name)\(settling.untilSettled ? ", \(seeds) seeds" : ""): \($0)")
        }
      }
      let record = try runner.run(study, contexts, isTimeLeft: settling.clock())
      let folder = runner.folder(study, scope)
      print(StudyText.terminal(record) + "\nfigures:  \(folder)\npage:     \(folder)/index.html\n")
      try OutputIndex.write(in: out)
    }
  }

  private func writePage() throws {
    let runner = StudyRunner(directory: out)
    let records = try runner.records()
    guard !records.isEmpty else { throw OutputError.noRecords(directory: out) }
    let file = docs ?? out + "/Studies.md"
    let page = StudyText.page(records, in: out, for: file)
    try AtomicFile.write(Data(page.utf8), to: file)
    try runner.drawAgain()
    try OutputIndex.write(in: out)
    print("Wrote \(file) from \(records.count) results.")
  }

  /// For `compare report`.
  static func drawAgain(in directory: String) throws -> Int { try StudyRunner(directory: directory).drawAgain() }

  private static func duration(_ seconds: Double) -> String {
    seconds < 90 ? "\(Int(seconds.rounded())) s" : "\(Int((seconds / 60).rounded())) min"
  }
}
