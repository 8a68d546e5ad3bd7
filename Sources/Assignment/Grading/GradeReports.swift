import Checking
import Foundation

import enum Experiments.CSV
import enum Experiments.MarkdownTable

/// A grade in the forms that other programs and people read.
public struct GradeReports: Sendable {
  let grade: Grade

  public init(_ grade: Grade) { self.grade = grade }

  /// For Gradescope's autograder, which tells students at once. They learn which hidden tests fail and why, not their numbers.
  public var gradescope: Data {
    get throws {
      let tests = grade.outcomes.map { outcome -> [String: Any] in
        [
          "name": "\(outcome.task) \(outcome.title)", "number": outcome.task, "score": outcome.earned,
          "max_score": outcome.points, "status": outcome.isSolved ? "passed" : "failed",
          "output": text(of: outcome, \.hint),
          "visibility": "visible",
        ]
      }
      return try json([
        "score": grade.earned, "output": grade.notices.joined(separator: "\n"), "visibility": "visible",
        "stdout_visibility": "hidden", "tests": tests,
      ])
    }
  }

  /// As Exercism's test runners write it, version 3.
  public var exercism: Data {
    get throws {
      let tests = grade.outcomes.enumerated().flatMap { index, outcome -> [[String: Any]] in
        let entries =
          outcome.outcomes.isEmpty ? [Outcome(name: outcome.title, verdict: .failed, remark: nil)] : outcome.outcomes
        return entries.map { entry in
          var test: [String: Any] = [
            "name": "\(outcome.task) \(entry.name)", "test_code": "swift run check \(outcome.task)",
            "task_id": index + 1,
            "status": entry.verdict == .passed ? "pass" : entry.verdict == .failed ? "fail" : "error",
          ]
          if entry.verdict != .passed { test["message"] = outcome.obstacle ?? entry.text }
          return test
        }
      }
      let isPass = grade.outcomes.allSatisfy(\.isSolved)
      return try json(["version": 3, "status": isPass ? "pass" : "fail", "tests": tests])
    }
  }

  /// JUnit's XML, a suite for each task.
  public var junit: Data {
    var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites name=\"\(xml(grade.student))\">"]
    for outcome in grade.outcomes {
      let count = max(outcome.outcomes.count, 1)
      lines.append(
        "  <testsuite name=\"\(xml("\(outcome.task) \(outcome.title)"))\" tests=\"\(count)\" failures=\"\(count - outcome.passed)\">"
      )
      if let obstacle = outcome.obstacle {
        lines.append("    <testcase name=\"compiles\"><failure message=\"\(xml(obstacle))\"/></testcase>")
      }
      for entry in outcome.outcomes {
        let name = "    <testcase classname=\"task\(outcome.task)\" name=\"\(xml(entry.name))\""
        lines.append(
          entry.verdict == .passed ? name + "/>" : name + "><failure message=\"\(xml(entry.text))\"/></testcase>")
      }
      lines.append("  </testsuite>")
    }
    return Data((lines + ["</testsuites>", ""]).joined(separator: "\n").utf8)
  }

  /// A page for the student, with all numbers: to be sent when nobody can hand in again.
  public var feedback: Data {
    var lines = [
      "# Feedback for \(grade.student)", "", "**\(grade.earned.pointsText) of \(grade.points.pointsText) points**",
      "",
    ]
    if !grade.notices.isEmpty {
      lines += ["Noticed, without effect on the grade:", ""] + grade.notices.map { "- \($0)" } + [""]
    }
    let rows = grade.outcomes.map {
      ["\($0.task) \($0.title)", "\($0.earned.pointsText) of \($0.points.pointsText)", $0.status]
    }
    lines.append(MarkdownTable.text([["task", "points", ""]] + rows))
    for outcome in grade.outcomes where !outcome.isSolved {
      lines += ["", "## \(outcome.task) \(outcome.title)", "", "```", text(of: outcome, \.text), "```"]
    }
    return Data((lines + [""]).joined(separator: "\n").utf8)
  }

  /// - Parameter telling: what of each test that failed.
  private func text(of outcome: TaskOutcome, _ telling: (Outcome) -> String) -> String {
    if let obstacle = outcome.obstacle { return obstacle }
    if !outcome.isWritten { return "not written yet" }
    let failed = outcome.outcomes.filter { $0.verdict != .passed }
    if failed.isEmpty { return "all \(outcome.outcomes.count) tests pass" }
    return
      (["\(outcome.passed) of \(outcome.outcomes.count) tests pass"]
      + failed.prefix(5).map { "\($0.name)\n      \(telling($0))" }
      + (failed.count > 5 ? ["and \(failed.count - 5) more"] : [])).joined(separator: "\n")
  }

  /// A row for each student.
  public static func csv(_ grades: [Grade]) -> Data {
    let tasks = grades.first?.outcomes.map(\.task) ?? []
    var rows = [["student"] + tasks + ["total", "of", "noticed"]]
    for grade in grades {
      rows.append(
        [CSV.field(grade.student)] + grade.outcomes.map { $0.earned.pointsText }
          + [grade.earned.pointsText, grade.points.pointsText, CSV.field(grade.notices.joined(separator: "; "))])
    }
    return Data(CSV.text(rows, lineEnd: "\n").utf8)
  }

  private func json(_ object: [String: Any]) throws -> Data {
    try JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
  }

  private func xml(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;").replacing("\n", with: "&#10;")
      .filter { $0.unicodeScalars.allSatisfy { $0.value >= 32 } }
  }
}
