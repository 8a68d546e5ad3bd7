/// What came of one trial.
public struct Outcome: Codable, Sendable {
  public enum Verdict: String, Codable, Sendable {
    case passed
    case failed
    /// The process ended in it.
    case crashed
    case timedOut
    case notWritten
    /// Another task, which it needs, is not written.
    case waits
  }

  public let name: String
  public var verdict: Verdict
  public var complaint: Check.Complaint?
  /// The last thing that the process said, or the task that is waited for.
  public var remark: String?

  public init(name: String, verdict: Verdict, complaint: Check.Complaint? = nil, remark: String? = nil) {
    (self.name, self.verdict, self.complaint, self.remark) = (name, verdict, complaint, remark)
  }

  /// What a student is told who may hand in again: the numbers of hidden tests would be copied into solutions.
  public var hint: String {
    guard verdict == .failed else { return text }
    let diagnosis = complaint?.diagnosis ?? ""
    return diagnosis.isEmpty ? "failed" : "→ \(diagnosis)"
  }

  /// One sentence or two.
  public var text: String {
    switch verdict {
    case .passed: return "passed"
    case .notWritten: return "not written yet"
    case .waits: return "waits for task \(remark ?? "?"), which is not written yet"
    case .timedOut: return "was stopped after \(remark ?? "its time"): does a loop never end?"
    case .crashed: return "the program stopped: \(remark ?? "without a word")"
    case .failed:
      guard let complaint else { return "failed" }
      var parts: [String] = []
      if !complaint.expected.isEmpty {
        let place = complaint.place.isEmpty ? "" : " at \(complaint.place)"
        parts.append("expected \(complaint.expected)\(place), got \(complaint.came)")
      } else if !complaint.came.isEmpty {
        parts.append(complaint.came)
      }
      if !complaint.diagnosis.isEmpty { parts.append("→ \(complaint.diagnosis)") }
      return parts.joined(separator: "\n      ")
    }
  }
}

/// What came of a task.
public struct TaskOutcome: Codable, Sendable {
  public let task: String
  public let title: String
  public let points: Double
  public var outcomes: [Outcome]
  /// What stands in the way of every test, such as a compiler's sentence.
  public var obstacle: String?

  public init(_ task: Task, outcomes: [Outcome], obstacle: String? = nil) {
    (self.task, title, points) = (task.number, task.title, task.points)
    (self.outcomes, self.obstacle) = (outcomes, obstacle)
  }

  /// Of a task that is blank.
  public init(notWritten task: Task, trials: [Trial]) {
    self.init(task, outcomes: trials.map { Outcome(name: $0.key, verdict: .notWritten) })
  }

  public var passed: Int { outcomes.count { $0.verdict == .passed } }

  /// Half of the points are shared evenly among the tests; the other half is for passing them all, since much that is wrong passes
  /// some. No test, no points.
  public var earned: Double {
    guard obstacle == nil, !outcomes.isEmpty else { return 0 }
    let share = isSolved ? 1 : 0.5 * Double(passed) / Double(outcomes.count)
    return (points * share * 100).rounded() / 100
  }

  public var isWritten: Bool { obstacle != nil || !outcomes.allSatisfy { $0.verdict == .notWritten } }
  public var isSolved: Bool { obstacle == nil && !outcomes.isEmpty && passed == outcomes.count }

  /// In a word or two.
  public var status: String {
    if obstacle != nil { return "cannot be tested" }
    if isSolved { return "solved" }
    if !isWritten { return "not written yet" }
    if let waits = outcomes.first(where: { $0.verdict == .waits })?.remark, passed == 0 { return "waits for \(waits)" }
    return "\(passed) of \(outcomes.count) tests pass"
  }
}
