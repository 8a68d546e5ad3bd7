import Checking
import Experiments
import Foundation

/// What came of a submission.
public struct Grade: Codable, Sendable {
  public let student: String
  public let outcomes: [TaskOutcome]
  /// What was noticed besides.
  public let notices: [String]

  public var earned: Double { outcomes.reduce(0) { $0 + $1.earned } }
  public var points: Double { outcomes.reduce(0) { $0 + $1.points } }

  /// Whether it would come again: what ran out of time or memory may not, on a machine with more of them to spare.
  fileprivate var isCertain: Bool {
    outcomes.allSatisfy { $0.outcomes.allSatisfy { ![.timedOut, .crashed].contains($0.verdict) } }
  }
}

/// All that decides a grade.
private struct GradePlan: Codable {
  let student: String
  let tasks: [String]
  let regions: [String: [[String]]]
  let obstacles: [String: String]
  let notices: [String]
  /// Of what the regions are compiled and tested with.
  let master: String

  init(_ intake: Intake, tasks: [Task], master: String) {
    (student, self.tasks, self.master) = (intake.student, tasks.map(\.number), master)
    (regions, obstacles, notices) = (intake.regions.mapValues(\.lines), intake.obstacles, intake.notices)
  }
}

/// Grades submissions: their regions beside the master's, so that each task is tested with everything else right.
public struct Grader: Sendable {
  private let master: Master
  private let tasks: [Task]
  private let bench: Workbench
  private let suite: Suite
  private let sandbox: Sandbox

  /// - Parameter folder: of the workbench, which is used again.
  public init(_ master: Master, tasks: [Task], folder: String, sandbox: Sandbox) throws {
    guard let suite = Suite.hidden else {
      throw CourseError.other("The hidden tests are missing; grade in the repository.")
    }
    (self.master, self.tasks, self.suite, self.sandbox) = (master, tasks, suite, sandbox)
    bench = Workbench(master, folder: folder)
  }

  /// - Parameters:
  ///   - values: grades that were given before, and where those are kept that are given now.
  ///   - tell: called with each grade as soon as it is known, and whether it was given before.
  public func grade(
    _ submissions: [Submission], values: ComputedValues, tell: (Grade, _ isKnown: Bool) throws -> Void
  ) throws {
    let checksum = try master.checksum()
    func plan(_ intake: Intake) -> GradePlan { GradePlan(intake, tasks: tasks, master: checksum) }
    func gradeAndKeep(_ batch: Batch) throws {
      let plans = batch.intakes.map(plan)
      var place = 0
      try grade(batch) { grade in
        if grade.isCertain { try values.keep(grade, of: plans[place], seconds: 0) }
        place += 1
        try tell(grade, false)
      }
    }
    var batch = Batch()
    for submission in submissions {
      let intake = Intake(submission, tasks: tasks, master: master)
      if let known = values.value(of: plan(intake), as: Grade.self)?.value {
        try tell(known, true)
        continue
      }
      if !batch.takes(intake) {
        try gradeAndKeep(batch)
        batch = Batch()
      }
      batch.append(intake)
    }
    try gradeAndKeep(batch)
  }

  private func grade(_ batch: Batch, _ tell: (Grade) throws -> Void) throws {
    guard !batch.intakes.isEmpty else { return }
    let compiled = try compiled(batch)
    try sandbox.withCommand(bench.program) { command in
      let workers = try bench.workers(suite, command: command)
      try test(compiled, workers).forEach(tell)
    }
  }

  /// Tests all tasks of all students together, so that nobody waits for one whose solutions sleep.
  private func test(_ batch: Batch, _ workers: (String) -> WorkerProcess) throws -> [Grade] {
    let written = batch.intakes.indices.flatMap { place in
      tasks.filter { batch.intakes[place].regions[$0.number] != nil }.map { (place: place, task: $0) }
    }
    let tested = try TaskRunner.run(
      written.map { ($0.task, workers("\($0.task.number)=\(batch.version(of: $0.task.number, by: $0.place) ?? 0)")) })
    return batch.intakes.enumerated().map { place, intake in
      let own = zip(written, tested).filter { $0.0.place == place }.map(\.1)
      let outcomes = tasks.map { task in
        own.first { $0.task == task.number }
          ?? intake.obstacles[task.number].map { TaskOutcome(task, outcomes: [], obstacle: $0) }
          ?? TaskOutcome(notWritten: task, trials: suite.trials(of: task.number))
      }
      return Grade(student: intake.student, outcomes: outcomes, notices: intake.notices)
    }
  }

  /// Compiles all solutions together. Those that a compiler complains of are taken out, and their tasks told why.
  private func compiled(_ batch: Batch) throws -> Batch {
    var batch = batch
    while true {
      let result = try build(batch) { _ in true }
      if result.isBuilt { return batch }
      let complaints = CompilerComplaint.all(in: result.output, mark: batch.mark)
      for complaint in complaints {
        batch.reject(complaint.task, by: complaint.submission, because: "it does not compile: \(complaint.sentence)")
      }
      guard complaints.isEmpty else { continue }
      // No complaint names a solution. Where none stands by itself, all of what is left is to blame together.
      let suspects = batch.written
      guard !suspects.isEmpty else {
        throw CourseError.other("The workbench does not compile:\n\(result.output.suffix(3000))")
      }
      let culprits = try culprits(among: suspects, of: batch)
      for (place, task) in culprits.isEmpty ? suspects : culprits {
        batch.reject(task, by: place, because: "it does not compile, and the compiler does not say where")
      }
    }
  }

  /// Those that do not compile beside the master's, found by halving.
  private func culprits(among solutions: [Batch.Solution], of batch: Batch) throws -> [Batch.Solution] {
    let isBuilt = try build(batch) { solution in solutions.contains { $0 == solution } }.isBuilt
    if isBuilt || solutions.isEmpty { return [] }
    if solutions.count == 1 { return solutions }
    let middle = solutions.count / 2
    return try culprits(among: Array(solutions[..<middle]), of: batch)
      + culprits(among: Array(solutions[middle...]), of: batch)
  }

  private func build(_ batch: Batch, where keeps: (Batch.Solution) -> Bool) throws -> Workbench.BuildResult {
    try bench.write(try batch.versions(master, where: keeps))
    return try bench.build()
  }
}
