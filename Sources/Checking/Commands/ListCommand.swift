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
      let result = course.state(of: task) == .begun ? results[task.number] : nil
      earned += result?.earned ?? 0
      all += task.points
      print(Self.text(task, result, course))
    }
    // Tasks may have had more points when they were checked.
    let share = all == 0 ? 0 : Int((20 * min(earned / all, 1)).rounded(.down))
    let bar = String(repeating: "█", count: share) + String(repeating: "░", count: 20 - share)
    print("\n[\(bar)] \(earned.pointsText) of \(all.pointsText) points when last checked")
  }

  private static func text(_ task: Task, _ result: TaskOutcome?, _ course: Course) -> String {
    let state = course.state(of: task)
    let status = result?.status ?? state.text
    let hints = course.hintsShown[task.number] ?? 0
    let told = hints == 0 ? "" : ", \(hints) of \(task.hints.count) hints seen"
    let credit = "\((result?.earned ?? 0).pointsText)/\(task.points.pointsText)"
    let mark = result?.isSolved == true ? "✔" : state == .blank ? "·" : "✎"
    return "\(mark) \(task.number)  \(CheckText.pad(task.title, 46)) \(CheckText.pad(credit, 8)) \(status)\(told)\n"
      + "       \(task.files.joined(separator: ", "))"
  }
}
