import ArgumentParser

/// `swift run hint 3.2`: three levels, one more each time.
public struct HintCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "hint", abstract: "A hint for a task; each time one more, up to three.")

  @Argument(help: "A task, such as 3.2.")
  var task: String

  public init() {}

  public func run() throws {
    let course = try Course()
    guard let task = course.table[task] else {
      throw CourseError.unknownTask(task, known: course.table.tasks.map(\.number))
    }
    let level = min((course.hintsShown[task.number] ?? 0) + 1, task.hints.count)
    course.hintsShown[task.number] = level
    print("Task \(task.number), \(task.title)")
    for (index, hint) in task.hints.prefix(level).enumerated() {
      print("\nHint \(index + 1) of \(task.hints.count): \(hint)")
    }
    print(level < task.hints.count ? "\nThe same command tells more." : "\nThese are all hints that there are.")
  }
}
