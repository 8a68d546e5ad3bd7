import ArgumentParser

/// `swift run list`: all tasks, and how far you are.
public struct ListCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "list", abstract: "All tasks with their points, files, and whether they are begun.",
    discussion: "Points are those of the last swift run check.")

  public init() {}

  public func run() throws {
    let course = try Course()
    let results = course.results
    var (earned, all) = (0.0, 0.0)
    for task in course.table.tasks {
      // What was checked once and is blank now has no points any more.
      let result = try Self.isBegun(task, course) ? results[task.number] : nil
      earned += result?.earned ?? 0
      all += task.points
      print(try Self.text(task, result, course))
    }
    let share = all == 0 ? 0 : Int((20 * earned / all).rounded(.down))
    let bar = String(repeating: "█", count: share) + String(repeating: "░", count: 20 - share)
    print("\n[\(bar)] \(CheckText.points(earned)) of \(CheckText.points(all)) points when last checked")
  }

  private static func text(_ task: Task, _ result: TaskOutcome?, _ course: Course) throws -> String {
    let isBegun = try isBegun(task, course)
    let status = result?.status ?? (isBegun ? "begun, not checked yet" : "not written yet")
    let hints = course.hintsShown[task.number] ?? 0
    let told = hints == 0 ? "" : ", \(hints) of \(task.hints.count) hints seen"
    let credit = "\(CheckText.points(result?.earned ?? 0))/\(CheckText.points(task.points))"
    let mark = result?.isSolved == true ? "✔" : isBegun ? "✎" : "·"
    return "\(mark) \(task.number)  \(CheckText.pad(task.title, 46)) \(CheckText.pad(credit, 8)) \(status)\(told)\n"
      + "       \(task.files.joined(separator: ", "))"
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
