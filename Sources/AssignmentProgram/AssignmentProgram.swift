import ArgumentParser
import Assignment
import Checking
import Experiments
import Foundation

/// The program `assignment`: from the repository to a student's package, and from submissions to grades.
@main
struct AssignmentProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assignment",
    abstract: "Hand out the course's assignment, and grade it.",
    discussion: """
      Run it in the folder of the repository. Docs/Assignment/Instructor.md goes from here to grades in ten minutes.

        swift run assignment export ../homework --tasks homework
        swift run assignment grade ../submissions --tasks homework --out ../grades
      """,
    subcommands: [
      ExportCommand.self, SolveCommand.self, GradeCommand.self, AnswersCommand.self, MutantsCommand.self,
    ])

  static func main() {
    StandardError.openClosedStreams()
    main(nil)
  }
}

/// `assignment export`: a student's package.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a student's package, with blanks in the place of solutions.")

  @Argument(help: ArgumentHelp("A folder that is empty or does not exist yet.", valueName: "dir"))
  var folder: String

  @OptionGroup var selection: TaskSelection

  func run() throws {
    let master = try Master(folder: FileManager.default.currentDirectoryPath)
    let tasks = try master.tasks(selection.tasks)
    try Exporter(master, tasks: tasks).export(to: folder)
    let points = tasks.reduce(0) { $0 + $1.points }
    print(
      "\(folder): \(tasks.count) tasks, \(Int(points)) points. Try it as a student would: cd \(folder) && swift run check"
    )
  }
}

/// `assignment solve`: the sample solution.
struct SolveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solve", abstract: "Fill a package that was exported with the master's solutions. Not for students.")

  @Argument(help: ArgumentHelp("A package.", valueName: "dir"))
  var folder: String

  @OptionGroup var selection: TaskSelection

  func run() throws {
    let master = try Master(folder: FileManager.default.currentDirectoryPath)
    let filled = try master.fill(folder, tasks: try master.tasks(selection.tasks))
    print("\(folder): \(filled) tasks are solved now.")
  }
}

struct TaskSelection: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "homework, project, lab, or numbers such as 3.1,3.2. (default: all tasks)", valueName: "which"))
  var tasks: String?
}

/// `assignment answers`: the numbers that solutions are compared with.
struct AnswersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "answers",
    abstract: "For maintainers: compute the known answers of master and mutants again.",
    discussion: "To be run after a change of a solution, a check or a mutant. Writes Docs/Assignment/Answers/.")

  @Option(help: ArgumentHelp("Where several versions of everything are built.", valueName: "dir"))
  var workbench = ".build/assignment/mutants"

  func run() throws {
    let master = try Master(folder: FileManager.default.currentDirectoryPath)
    let bench = try MutationBench(master, folder: workbench.absolutePath)
    try bench.build()
    let place = "Docs/Assignment/Answers"
    try AtomicFile.createDirectory(place)
    for suite in [Suite.open, Suite.hidden].compactMap({ $0 }) {
      let answers = try bench.answers(suite)
      try AtomicFile.write(try answers.encoded, to: "\(place)/\(suite.name)-answers.json")
      print("\(place)/\(suite.name)-answers.json: \(answers.answers.values.reduce(0) { $0 + $1.count }) answers")
    }
  }
}

/// `assignment mutants`: the grader graded.
struct MutantsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mutants",
    abstract: "For maintainers: have every planted mistake graded; all must lose points, with the diagnosis promised.")

  @Option(help: ArgumentHelp("Where several versions of everything are built.", valueName: "dir"))
  var workbench = ".build/assignment/mutants"

  @Flag(help: "Tell of every mutant, not only of those that are not caught.")
  var verbose = false

  func run() throws {
    let master = try Master(folder: FileManager.default.currentDirectoryPath)
    let bench = try MutationBench(master, folder: workbench.absolutePath)
    try bench.build()
    let complaints = try SelfTest(master, bench).run { if verbose { print($0) } }
    for complaint in complaints { print(complaint) }
    print("\(bench.mutants.count) mutants of \(master.table.tasks.count) tasks, \(complaints.count) complaints")
    if !complaints.isEmpty { throw ExitCode(1) }
  }
}

extension String {
  /// From the root on.
  var absolutePath: String {
    hasPrefix("/") ? self : FileManager.default.currentDirectoryPath + "/" + self
  }
}
