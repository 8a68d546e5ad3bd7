import Foundation
import Testing

@testable import Checking

/// What is believed of a process that tests, with scripts in the place of the program.
@Suite struct WorkerProcessTests {
  private let task = Task(number: "1.1", title: "Sigmoid", points: 3, regions: [], hints: [])
  private var names: [String] { Suite.open.trials(of: "1.1").map(\.key) }

  /// - Parameter script: finds the orders in `$orders` and their token in `$token`.
  private func outcomes(
    _ script: String, seconds: Double = 10, patience: Patience = Patience()
  ) throws -> [Outcome] {
    let script = """
      read -r orders; token=$(echo "$orders" | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')
      say() { echo "$token $1"; }
      pass() { say "outcome {\\"name\\":\\"$1\\",\\"verdict\\":\\"passed\\"}"; }
      \(script)
      """
    var worker = WorkerProcess(
      command: ["/bin/sh", "-c", script, "sh"], suite: .open, answers: KnownAnswers(answers: [:]))
    (worker.limits.seconds, worker.patience) = (seconds, patience)
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

  /// Whose tests have taken long has less time for each, and nobody waits for the second; what is quick passes still.
  @Test func timeOfASubmissionIsUsedUp() throws {
    let patience = Patience()
    patience.count(seconds: Patience.usual)
    #expect(patience.secondsLost == 0 && patience.seconds(of: 10) == 10)
    for _ in 0..<6 { patience.count(seconds: 10) }
    #expect(patience.isUsedUp && patience.seconds(of: 10) == Patience.usual && patience.seconds(of: 1) == 1)
    let endless = try outcomes("say 'begin 0'; sleep 60", seconds: 0.3, patience: patience)
    #expect(endless.dropFirst().allSatisfy { $0.remark == "a test had run out of time" })
    let all = names.map { "pass '\($0)'" }.joined(separator: "; ")
    #expect(try outcomes("say 'begin 0'; sleep 0.1; \(all)", patience: patience).allSatisfy { $0.verdict == .passed })
  }

  /// Each test ends as soon as the file of what is said is full, and only the end of that is looked at.
  @Test func aFloodTakesNoTime() throws {
    let began = ContinuousClock.now
    let flooded = try outcomes("yes 'Fatal error: a flood of words' >&2", seconds: 5)
    #expect(flooded.allSatisfy { $0.verdict == .crashed } && ContinuousClock.now - began < .seconds(5))
  }

  /// What it started itself is not in its way: all that its children and threads compute is its own time.
  @Test func whoFillsTheMachineWaitsForNobody() throws {
    #expect(Allowance.used(passed: 10, waited: 0, computed: 0) == 10)
    #expect(Allowance.used(passed: 20, waited: 18, computed: 2) == 2)
    #expect(Allowance.used(passed: 20, waited: 900, computed: 12) == 12)
    let spin = "while :; do :; done"
    let process = try Process.run(
      URL(fileURLWithPath: "/bin/sh"), arguments: ["-c", "(\(spin)) & (\(spin)) & wait"])
    defer { process.stop() }
    var shares = Allowance.Shares(of: process.processIdentifier)
    for _ in 0..<600 where shares.computed < 0.1 {
      usleep(100_000)
      shares = Allowance.Shares(of: process.processIdentifier)
    }
    #expect(shares.computed >= 0.1, "it waits for children, which compute")
  }

  /// Who has lost time waits for the others.
  @Test func theOthersComeFirst() throws {
    func trial(_ script: String, _ patience: Patience) -> (task: Task, worker: WorkerProcess) {
      var worker = WorkerProcess(command: ["/bin/sh", "-c", script], suite: .open, answers: KnownAnswers(answers: [:]))
      (worker.limits.seconds, worker.patience) = (0.5, patience)
      return (task, worker)
    }
    let slow = Patience()
    for _ in 0..<6 { slow.count(seconds: 10) }
    let count = 2 * TaskRunner.mostAtOnce
    var ends: [Int] = []
    let trials = (0..<count).map { _ in trial("sleep 60", slow) } + [trial("exit 0", Patience())]
    #expect(try TaskRunner.run(trials) { index, _ in ends.append(index) }.count == count + 1)
    #expect(ends.first == count && Set(ends) == Set(0...count))
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
