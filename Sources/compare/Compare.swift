import ArgumentParser
import Experiments
import Foundation
import LinearAlgebra

/// The program `compare`. Its commands parse arguments and print; everything else is done by the libraries.
@main
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Train one deep network from several starting points, and see why they matter.",
    discussion: """
      The same network is trained from small random weights, from a stack of restricted Boltzmann machines (a deep belief \
      network), and from Xavier and He initialisation. Curves, histograms, filters and a side-by-side report are drawn.

      Start with:  swift run compare --dataset mnist
      """,
    version: Environment.programName,
    subcommands: [RunCommand.self, ReportCommand.self, PredictCommand.self, DiagnoseCommand.self] + studies
      + [RBMCommand.self, DBNCommand.self],
    defaultSubcommand: RunCommand.self)

  /// The course's packages come without studies, some of which hold what students are to write.
  private static var studies: [any ParsableCommand.Type] {
    #if canImport(Studies)
      [StudyCommand.self]
    #else
      []
    #endif
  }

  static func main() {
    StandardError.openClosedStreams()
    if let complaint = ArgumentCheck.complaint(of: CommandLine.unsafeArgv, count: Int(CommandLine.argc)) {
      exit(withError: ValidationError(complaint))
    }
    if let complaint = ResourceLimits.complaint() {
      StandardError.say("Error: \(complaint)")
      exit(withError: ExitCode.failure)
    }
    // Files that grow beyond a limit, and readers that have gone away, are errors of writing and not the end.
    signal(SIGXFSZ, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    main(nil)
    guard let complaint = StandardError.complaintOfOutput() else { return }
    StandardError.say("Error: \(complaint)")
    exit(withError: ExitCode.failure)
  }
}
