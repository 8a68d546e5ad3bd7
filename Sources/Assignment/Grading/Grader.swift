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
  ///   - heartbeat: told what is being done.
  ///   - tell: called with each grade as soon as it is known, and whether it was given before.
  public func grade(
    _ submissions: [Submission], values: ComputedValues, heartbeat: Heartbeat,
    tell: (Grade, _ isKnown: Bool) throws -> Void
  ) throws {
    let checksum = try master.checksum()
    func plan(_ intake: Intake) -> GradePlan { GradePlan(intake, tasks: tasks, master: checksum) }
    var batches: [Batch] = []
    for submission in submissions {
      let intake = Intake(submission, tasks: tasks, master: master)
      if let known = values.value(of: plan(intake), as: Grade.self)?.value {
        try tell(known, true)
      } else if let last = batches.indices.last, batches[last].takes(intake) {
        batches[last].append(intake)
      } else {
        batches.append(Batch([intake]))
      }
    }
    for batch in batches {
      heartbeat.now("Compiling \(batch.intakes.count.counted("submission"))")
      let plans = batch.intakes.map(plan)
      try grade(batch, heartbeat) { place, grade in
        if grade.isCertain { try values.keep(grade, of: plans[place], seconds: 0) }
        try tell(grade, false)
      }
    }
  }

  private func grade(_ batch: Batch, _ heartbeat: Heartbeat, _ tell: (Int, Grade) throws -> Void) throws {
    let compiled = try compiled(batch)
    try sandbox.withCommand(bench.program) { command in
      try test(compiled, try bench.workers(suite, command: command), heartbeat, tell)
    }
  }

  /// Tests all tasks of all students together, so that nobody waits for one whose solutions sleep.
  private func test(
    _ batch: Batch, _ workers: (String) -> WorkerProcess, _ heartbeat: Heartbeat, _ tell: (Int, Grade) throws -> Void
  ) throws {
    let written = batch.intakes.indices.flatMap { place in
      tasks.filter { batch.intakes[place].regions[$0.number] != nil }.map { (place: place, task: $0) }
    }
    var tested = batch.intakes.map { _ in [String: TaskOutcome]() }
    func tellIfComplete(_ place: Int) throws {
      guard tested[place].count == batch.intakes[place].regions.count else { return }
      try tell(place, grade(batch.intakes[place], tested[place]))
    }
    try batch.intakes.indices.filter { batch.intakes[$0].regions.isEmpty }.forEach(tellIfComplete)
    let patience = batch.intakes.map { _ in Patience() }
    let trials = written.map { place, task in
      var worker = workers("\(task.number)=\(batch.version(of: task.number, by: place) ?? 0)")
      worker.patience = patience[place]
      return (task, worker)
    }
    var count = 0
    _ = try TaskRunner.run(trials) { index, outcome in
      count += 1
      heartbeat.now("Testing", share: Double(count) / Double(written.count))
      tested[written[index].place][outcome.task] = outcome
      try tellIfComplete(written[index].place)
    }
  }

  private func grade(_ intake: Intake, _ tested: [String: TaskOutcome]) -> Grade {
    let outcomes = tasks.map { task in
      tested[task.number]
        ?? intake.obstacles[task.number].map { TaskOutcome(task, outcomes: [], obstacle: $0) }
        ?? TaskOutcome(notWritten: task, trials: suite.trials(of: task.number))
    }
    return Grade(student: intake.student, outcomes: outcomes, notices: intake.notices)
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
