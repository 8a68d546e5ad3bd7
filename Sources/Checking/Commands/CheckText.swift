/// What came of some tasks, for a terminal.
enum CheckText {
  static func text(_ outcomes: [TaskOutcome], table: TaskTable) -> String {
    var lines: [String] = []
    for outcome in outcomes {
      lines.append(line(outcome))
      lines += failures(outcome)
    }
    let (earned, all) = (outcomes.reduce(0) { $0 + $1.earned }, outcomes.reduce(0) { $0 + $1.points })
    lines.append(
      "\n\(earned.pointsText) of \(all.pointsText) points, \(outcomes.count { $0.isSolved }) of \(outcomes.count) tasks solved"
    )
    if let next = outcomes.first(where: { !$0.isSolved }), let task = table[next.task] {
      lines.append(
        "Next: task \(next.task) in \(task.files.joined(separator: ", ")); a hint: swift run hint \(next.task)")
    }
    return lines.joined(separator: "\n")
  }

  static func line(_ outcome: TaskOutcome) -> String {
    let mark = outcome.isSolved ? "✔" : outcome.isWritten ? "✘" : "·"
    let credit = "\(outcome.earned.pointsText)/\(outcome.points.pointsText)"
    return "\(mark) \(outcome.task)  \(pad(outcome.title, 46)) \(pad(credit, 8)) \(outcome.status)"
  }

  /// At most three, so that the first thing to mend is not lost among its consequences.
  static func failures(_ outcome: TaskOutcome) -> [String] {
    guard outcome.isWritten, !outcome.isSolved else { return [] }
    if let obstacle = outcome.obstacle { return ["    \(obstacle)"] }
    let failed = outcome.outcomes.filter { ![.passed, .waits, .notWritten].contains($0.verdict) }
    var lines = failed.prefix(3).map { "    \($0.name)\n      \($0.text)" }
    if failed.count > 3 { lines.append("    and \(failed.count - 3) more") }
    return lines
  }

  static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

extension Double {
  /// As points are written: 3, or 2.25.
  public var pointsText: String { self == rounded() ? "\(Int(self))" : "\((self * 100).rounded() / 100)" }
}
