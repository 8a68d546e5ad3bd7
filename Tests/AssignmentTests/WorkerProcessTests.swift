import Foundation
import Testing

@testable import Checking

/// What is believed of a process that tests, with scripts in the place of the program.
@Suite struct WorkerProcessTests {
  private let task = Task(number: "1.1", title: "Sigmoid", points: 3, regions: [], hints: [])
  private var names: [String] { Suite.open.trials(of: "1.1").map(\.key) }

  /// - Parameter script: finds the orders in `$orders` and their token in `$token`.
  private func outcomes(_ script: String, seconds: Double = 10) throws -> [Outcome] {
    let script = """
      read -r orders; token=$(echo "$orders" | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')
      say() { echo "$token $1"; }
      pass() { say "outcome {\\"name\\":\\"$1\\",\\"verdict\\":\\"passed\\"}"; }
      \(script)
      """
    var worker = WorkerProcess(
      command: ["/bin/sh", "-c", script, "sh"], suite: .open, answers: KnownAnswers(answers: [:]))
    worker.limits.seconds = seconds
    return try worker.outcomes(of: task)
  }

  @Test func oneWordOnEachTestIsBelieved() throws {
    let all = names.map { "pass '\($0)'" }.joined(separator: "; ")
    #expect(try outcomes(all).map(\.verdict) == names.map { _ in .passed })
  }

  /// A solution that knew the token could say all this.
  @Test(arguments: [
    "say 'end 4'; say 'end 1'", "pass x; pass y; pass z; pass w", "echo 'outcome {}'; exit 0",
    "say 'outcome {\"name\":\"of small numbers #1\"}'",
  ])
  func nothingElseIs(script: String) throws {
    #expect(try outcomes(script).allSatisfy { $0.verdict == .crashed })
    #expect(try outcomes(script).map(\.name) == names)
  }

  @Test func anotherOrderIsNotBelieved() throws {
    let all = names.reversed().map { "pass '\($0)'" }.joined(separator: "; ")
    #expect(try outcomes(all)[0].verdict == .crashed)
  }

  /// A test that takes its time does not take that of the next.
  @Test func timeIsForEachTest() throws {
    let slow = names.enumerated().map { "say 'begin \($0)'; sleep 0.4; pass '\($1)'" }.joined(separator: "; ")
    #expect(try outcomes(slow, seconds: 0.4 * Double(names.count) * 0.75 + 0.2).allSatisfy { $0.verdict == .passed })
    let endless = try outcomes("say 'begin 0'; sleep 60", seconds: 0.3)
    #expect(endless.allSatisfy { $0.verdict == .timedOut })
    // Nobody waits for the third.
    #expect(endless.dropFirst(2).allSatisfy { $0.remark == "two tests had run out of time" } && endless.count > 3)
  }

  /// Beside many others it takes long until it has computed for so long, and that is not its fault.
  @Test func whoWaitsForACoreIsNotTimedOut() throws {
    let others = try (0..<6 * ProcessInfo.processInfo.activeProcessorCount).map { _ in
      try Process.run(URL(fileURLWithPath: "/bin/sh"), arguments: ["-c", "while :; do :; done"])
    }
    defer { others.forEach { $0.stop() } }
    let counting = "i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done"
    let all = names.map { "pass '\($0)'" }.joined(separator: "; ")
    let began = ContinuousClock.now
    #expect(try outcomes("say 'begin 0'; \(counting); \(all)", seconds: 3).allSatisfy { $0.verdict == .passed })
    #expect(ContinuousClock.now - began > .seconds(3), "the others were not in its way")
  }

  /// Nor does anything that it started go on.
  @Test func whatIsStoppedIsStoppedWithItsChildren() throws {
    let mark = "sleep 61.\(UInt32.random(in: 1_000_000...9_999_999))"
    _ = try outcomes("\(mark) & say 'begin 0'; sleep 60", seconds: 0.3)
    let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }
    let lines = processes.compactMap { try? String(contentsOfFile: "/proc/\($0)/cmdline", encoding: .utf8) }
    #expect(!lines.contains { $0.replacing("\0", with: " ").hasPrefix(mark) })
  }
}
