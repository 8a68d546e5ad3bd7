import ArgumentParser
import Experiments
import Foundation
import LinearAlgebra

/// The program `bench`: what share of the machine's matrix-product peak training sustains, and where the rest goes.
@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure training against this machine's matrix-product peak.",
    discussion: """
      All figures come from one process (growth from one process for each point, so that each has a peak memory of its own). \
      Run it on an idle machine and in release:  swift run -c release bench

      PARTS
      \(Benchmark.parts.map { "  \($0.name.padding(toLength: 34, withPad: " ", startingAt: 0))\($0.summary)" }.joined(separator: "\n"))
      """,
    subcommands: [MeasureCommand.self, PointCommand.self, FirstStepCommand.self],
    defaultSubcommand: MeasureCommand.self)

  static func main() {
    StandardError.openClosedStreams()
    main(nil)
  }
}

/// `bench measure`, which is what a bare `bench` does.
struct MeasureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure", abstract: "Measure everything, or the parts that are named (the default).")

  @Option(
    help: ArgumentHelp("Measure only this part, or those whose names begin so. May be repeated.", valueName: "name"))
  var workload: [String] = []

  @Option(help: ArgumentHelp("Seconds for each measurement.", valueName: "n"))
  var seconds: Double = 1.5

  @Flag(help: "Print one JSON object instead of tables.")
  var json = false

  func validate() throws {
    guard seconds > 0, seconds <= 3600 else {
      throw ValidationError("--seconds \(seconds) is impossible; give a number above 0 and up to 3600.")
    }
    for name in workload where !Benchmark.parts.contains(where: { $0.name.hasPrefix(name) }) {
      let names = Benchmark.parts.map(\.name).joined(separator: ", ")
      throw ValidationError("--workload '\(name)' is unknown; the parts are \(names).")
    }
  }

  func run() throws {
    let chosen = Benchmark.parts.filter { part in workload.isEmpty || workload.contains { means($0, part.name) } }
    let benchmark = Benchmark(seconds: seconds)
    let results = try benchmark.run(chosen) { name in
      StandardError.say("measuring \(name)")
    }
    print(json ? try results.json() : results.tables)
  }

  /// Whether the user means a part: by its whole name, or by the beginning of one.
  private func means(_ name: String, _ part: String) -> Bool {
    let isWhole = Benchmark.parts.contains { $0.name == name }
    return isWhole ? part == name : part.hasPrefix(name)
  }
}
