import ArgumentParser

/// `swift run list`: all tasks, and how far you are.
public struct ListCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "list", abstract: "All tasks with their points, files, and whether they are begun.",
    discussion: "This looks at the sources only; swift run check tests them.")

  public init() {}

  public func run() throws {
    let course = try Course()
    var begun = 0.0
    for task in course.table.tasks {
      let isBegun = try Self.isBegun(task, course)
      if isBegun { begun += task.points }
      let hints = course.hintsShown[task.number] ?? 0
      let told = hints == 0 ? "" : ", \(hints) of \(task.hints.count) hints seen"
      print(
        "\(isBegun ? "✎" : "·") \(task.number)  \(CheckText.pad(task.title, 46)) "
          + "\(CheckText.pad(CheckText.points(task.points), 4)) \(isBegun ? "begun" : "not written yet")\(told)\n"
          + "       \(task.files.joined(separator: ", "))")
    }
    let all = course.table.tasks.reduce(0) { $0 + $1.points }
    let share = all == 0 ? 0 : Int((20 * begun / all).rounded())
    print("\n[\(String(repeating: "█", count: share))\(String(repeating: "░", count: 20 - share))] ", terminator: "")
    print("\(CheckText.points(begun)) of \(CheckText.points(all)) points begun; swift run check tells what is right")
  }

  /// Whether any of the task's regions holds something other than the blank.
  static func isBegun(_ task: Task, _ course: Course) throws -> Bool {
    for file in task.files {
      for lines in try course.source(file).regions(of: task.number)
      where lines.joined().filter({ $0 != " " }) != MarkedSource.blank(task, indentation: 0)[0].filter({ $0 != " " }) {
        return true
      }
    }
    return false
  }
}
