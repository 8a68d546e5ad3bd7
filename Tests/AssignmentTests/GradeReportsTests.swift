import Foundation
import Testing

@testable import Assignment
@testable import Checking

/// The forms that other programs read.
@Suite struct GradeReportsTests {
  private let grade: Grade = {
    let region = Task.Region(file: "F.swift", form: .statements, type: nil)
    let task = { Task(number: $0, title: "A & B", points: 4, regions: [region], hints: []) }
    let failed = Outcome(
      name: "x < 1", verdict: .failed,
      complaint: Check.Complaint(expected: "1", came: "2", place: "row 1", diagnosis: "the sign is flipped"))
    return Grade(
      student: "=cmd()",
      outcomes: [
        TaskOutcome(task("1.1"), outcomes: [Outcome(name: "x", verdict: .passed), failed]),
        TaskOutcome(task("1.2"), outcomes: [Outcome(name: "y", verdict: .passed)]),
        TaskOutcome(task("1.3"), outcomes: [], obstacle: "it does not compile: \"x\""),
      ], notices: ["a, b"])
  }()

  private func object(_ data: Data) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func gradescopeReadsScoresAndTests() throws {
    let results = try object(GradeReports(grade).gradescope)
    #expect(results["score"] as? Double == 5)
    let tests = try #require(results["tests"] as? [[String: Any]])
    #expect(
      tests.map { $0["score"] as? Double } == [1, 4, 0] && tests.map { $0["max_score"] as? Double } == [4, 4, 4])
    #expect(tests.map { $0["status"] as? String } == ["failed", "passed", "failed"])
    #expect((tests[0]["output"] as? String)?.contains("the sign is flipped") == true)
  }

  @Test func exercismReadsVersionThree() throws {
    let results = try object(GradeReports(grade).exercism)
    #expect(results["version"] as? Int == 3 && results["status"] as? String == "fail")
    let tests = try #require(results["tests"] as? [[String: Any]])
    #expect(tests.map { $0["status"] as? String } == ["pass", "fail", "pass", "fail"])
    #expect(tests.map { $0["task_id"] as? Int } == [1, 1, 2, 3])
  }

  @Test func xmlIsWellFormed() throws {
    let parser = XMLParserCount()
    #expect(parser.parse(GradeReports(grade).junit))
    #expect(parser.counts["testcase"] == 4 && parser.counts["failure"] == 2 && parser.counts["testsuite"] == 3)
  }

  @Test func aSpreadsheetTakesNoNameForAFormula() {
    let lines = String(decoding: GradeReports.csv([grade]), as: UTF8.self).split(separator: "\n")
    #expect(lines == ["student,1.1,1.2,1.3,total,of,noticed", "'=cmd(),1,4,0,5,12,\"a, b\""])
  }
}

/// Counts elements by their names.
private final class XMLParserCount {
  var counts: [String: Int] = [:]

  /// Whether tags are closed as they are opened.
  func parse(_ data: Data) -> Bool {
    let text = String(decoding: data, as: UTF8.self)
    var open: [Substring] = []
    for tag in text.split(separator: "<").compactMap({
      $0.split(separator: ">", maxSplits: 1, omittingEmptySubsequences: false).first
    }) {
      guard !tag.hasPrefix("?") else { continue }
      if tag.hasPrefix("/") {
        guard open.popLast() == tag.dropFirst() else { return false }
        continue
      }
      let name = tag.prefix { $0.isLetter }
      counts[String(name), default: 0] += 1
      if !tag.hasSuffix("/") { open.append(name) }
    }
    return open.isEmpty
  }
}
