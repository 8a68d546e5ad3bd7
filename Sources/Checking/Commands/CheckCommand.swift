import ArgumentParser
import Foundation
import LinearAlgebra

/// `swift run check`: what is right so far, and what is not.
public struct CheckCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Test your solutions.",
    discussion: """
      Each task is tested in a process of its own, for at most 10 seconds a test. The exit code is 0 if all tasks asked for are \
      solved.

        swift run check              all tasks
        swift run check 3.2 5.4      two of them
        swift run check --watch      again whenever you save
      """,
    subcommands: [CheckTasksCommand.self, WorkerCommand.self], defaultSubcommand: CheckTasksCommand.self)

  public init() {}
}

/// What `check` does unless it is called by itself.
struct CheckTasksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "tasks", abstract: "Test tasks (the default).")

  @Argument(help: "Tasks, such as 3.2; all without one.")
  var tasks: [String] = []

  @Flag(help: "Build and check again whenever a source is saved, until Ctrl-C.")
  var watch = false

  func validate() throws {
    if let odd = tasks.first(where: { !$0.allSatisfy { $0.isNumber || $0 == "." } }) {
      throw ValidationError("'\(odd.prefix(40))' is no task; give numbers such as 3.2.")
    }
  }

  func run() throws {
    let course = try Course()
    let chosen = try course.table.tasks(tasks)
    guard watch else {
      let outcomes = try Self.outcomes(of: chosen, course)
      course.results.merge(outcomes.map { ($0.task, $0) }) { $1 }
      print(CheckText.text(outcomes, table: course.table))
      if !outcomes.allSatisfy(\.isSolved) { throw ExitCode(1) }
      return
    }
    try Watch(course: course, tasks: tasks).run()
  }

  /// Of tasks that nobody has begun no process needs to be started; a file that cannot be read costs only its own tasks.
  private static func outcomes(of tasks: [Task], _ course: Course) throws -> [TaskOutcome] {
    let states = tasks.map(course.state)
    let tested = try course.runner().run(zip(tasks, states).filter { $0.1 == .begun }.map(\.0))
    return zip(tasks, states).map { task, state in
      switch state {
      case .begun: tested.first { $0.task == task.number } ?? TaskOutcome(task, outcomes: [])
      case .blank: TaskOutcome(notWritten: task, trials: Suite.open.trials(of: task.number))
      case .damaged(let sentence): TaskOutcome(task, outcomes: [], obstacle: sentence)
      }
    }
  }
}

/// One task in a process of its own; `check` starts itself with this.
struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "worker", shouldDisplay: false)

  func run() throws {
    try Worker().run()
  }
}
