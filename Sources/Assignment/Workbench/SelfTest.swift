import Checking
import Foundation
import Synchronization

/// Grades what has a known grade: the master, the blank, each task alone, every mutant.
public struct SelfTest: Sendable {
  private let master: Master
  private let bench: MutationBench

  public init(_ master: Master, _ bench: MutationBench) { (self.master, self.bench) = (master, bench) }

  /// - Parameter tell: called with what came of each.
  /// - Returns: sentences about all that is not as it must be.
  public func run(_ tell: @Sendable (String) -> Void = { _ in }) throws -> [String] {
    var complaints: [String] = []
    for suite in [Suite.open, Suite.hidden].compactMap({ $0 }) {
      complaints += try masterIsRight(suite) + blankIsWorthless(suite) + eachBlankIsWorthless(suite)
      complaints += try eachIsSolvedInItsTurn(suite) + mutantsAreCaught(suite, tell)
    }
    return complaints
  }

  /// The master has full marks.
  public func masterIsRight(_ suite: Suite) throws -> [String] {
    try bench.outcomes(master.table.tasks, variants: "", suite: suite).flatMap { outcome in
      outcome.earned == outcome.points
        ? []
        : outcome.outcomes.filter { $0.verdict != .passed }.map {
          "\(suite.name) \(outcome.task), the master: \($0.name): \($0.text)"
        }
    }
  }

  /// What is not written has no points, and is called so.
  public func blankIsWorthless(_ suite: Suite) throws -> [String] {
    let tasks = master.table.tasks
    let allBlank = try bench.outcomes(tasks, variants: "*=\(MutationBench.blank)", suite: suite)
    return allBlank.compactMap { outcome in
      // A check may come to another blank first; never to a pass.
      outcome.earned == 0 && outcome.passed == 0
        && outcome.outcomes.allSatisfy { [.notWritten, .waits].contains($0.verdict) }
        ? nil
        : "\(suite.name) \(outcome.task), unsolved: \(outcome.earned) points, \(outcome.outcomes.map(\.verdict.rawValue))"
    }
  }

  /// With everything else by the master, a blank task has 0 points and is "not written yet".
  public func eachBlankIsWorthless(_ suite: Suite) throws -> [String] {
    try master.table.tasks.compactMap { task in
      let blank = try bench.outcomes([task], variants: "\(task.number)=\(MutationBench.blank)", suite: suite)[0]
      return blank.isWritten || blank.earned > 0
        ? "\(suite.name) \(task.number), blank among solved ones: \(blank.status)" : nil
    }
  }

  /// A student who goes up the ladder has a task's points as soon as it is solved: no test waits for a later task, unless its name
  /// says which.
  public func eachIsSolvedInItsTurn(_ suite: Suite) throws -> [String] {
    let tasks = master.table.tasks
    return try tasks.indices.compactMap { index in
      let solved = tasks[...index].map { "\($0.number)=0" }.joined(separator: ",")
      let variants = "*=\(MutationBench.blank)," + solved
      let outcome = try bench.outcomes([tasks[index]], variants: variants, suite: suite)[0]
      let waits = outcome.outcomes.filter { $0.verdict == .waits && $0.name.contains($0.remark ?? "?") }
      return outcome.passed + waits.count == outcome.outcomes.count
        ? nil : "\(suite.name) \(outcome.task), with the later tasks blank: \(outcome.status)"
    }
  }

  /// Every mutant loses points, and is told what was promised.
  public func mutantsAreCaught(_ suite: Suite, _ tell: @Sendable (String) -> Void = { _ in }) throws -> [String] {
    let complaints = Mutex<[String]>([])
    let workers = try bench.bench.workers(suite)
    let jobs = master.table.tasks.flatMap { task in
      bench.mutants(of: task).enumerated().map { (task: task, mutant: $0.element, version: $0.offset + 1) }
    }
    DispatchQueue.concurrentPerform(iterations: jobs.count) { index in
      let job = jobs[index]
      let name = "\(suite.name) \(job.task.number), \(job.mutant.name)"
      do {
        var worker = workers("\(job.task.number)=\(job.version)")
        worker.limits.seconds = 5
        let outcomes = try worker.outcomes(of: job.task)
        let outcome = TaskOutcome(job.task, outcomes: outcomes)
        tell(
          "\(name): \(outcome.earned) of \(outcome.points)\n      \(outcomes.first { $0.verdict != .passed }?.text ?? "")"
        )
        if outcome.earned >= outcome.points { complaints.withLock { $0.append("\(name): not caught") } }
        guard let promised = job.mutant.diagnosis else { return }
        if !outcomes.contains(where: { $0.complaint?.diagnosis == promised }) {
          let told = Set(outcomes.compactMap { $0.complaint?.diagnosis }).sorted()
          complaints.withLock { $0.append("\(name): '\(promised)' was promised, told was \(told)") }
        }
      } catch {
        complaints.withLock { $0.append("\(name): \(error)") }
      }
    }
    return complaints.withLock { $0.sorted() }
  }
}
