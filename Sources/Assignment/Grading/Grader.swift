import Checking
import Foundation

/// What came of a submission.
public struct Grade: Sendable {
  public let student: String
  public let outcomes: [TaskOutcome]
  /// What was noticed besides.
  public let notices: [String]

  public var earned: Double { outcomes.reduce(0) { $0 + $1.earned } }
  public var points: Double { outcomes.reduce(0) { $0 + $1.points } }
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

  /// - Parameter tell: called with each grade as soon as it is known, in the order of the submissions.
  public func grade(_ submissions: [Submission], tell: (Grade) throws -> Void) throws {
    var waiting = submissions[...]
    while !waiting.isEmpty {
      var batch = nextBatch(&waiting)
      try compile(&batch)
      for place in batch.intakes.indices { try tell(try test(batch, place)) }
    }
  }

  private func nextBatch(_ waiting: inout ArraySlice<Submission>) -> Batch {
    var batch = Batch()
    while let submission = waiting.first {
      let intake = Intake(submission, tasks: tasks, master: master)
      guard batch.takes(intake) else { break }
      batch.append(intake)
      waiting = waiting.dropFirst()
    }
    return batch
  }

  private func test(_ batch: Batch, _ place: Int) throws -> Grade {
    let intake = batch.intakes[place]
    let written = tasks.filter { intake.regions[$0.number] != nil }
    let workers = try bench.workers(suite, in: sandbox)
    let tested = try TaskRunner { task in
      workers("\(task.number)=\(batch.version(of: task.number, by: place) ?? 0)")
    }.run(written)
    let outcomes = tasks.map { task in
      tested.first { $0.task == task.number }
        ?? intake.obstacles[task.number].map { TaskOutcome(task, outcomes: [], obstacle: $0) }
        ?? TaskOutcome(notWritten: task, trials: suite.trials(of: task.number))
    }
    return Grade(student: intake.student, outcomes: outcomes, notices: intake.notices)
  }

  /// Compiles all solutions together. Those that a compiler complains of are taken out, and their tasks told why.
  private func compile(_ batch: inout Batch) throws {
    while true {
      try bench.write(try batch.versions(master))
      let result = try bench.build()
      if result.isBuilt { return }
      let complaints = CompilerComplaint.all(in: result.output)
      if complaints.isEmpty { return try compileEach(&batch, output: result.output) }
      for complaint in complaints {
        let obstacle = "it does not compile: \(complaint.sentence)"
        guard batch.reject(complaint.task, by: complaint.submission, because: obstacle) else {
          throw CourseError.other("The workbench does not compile:\n\(result.output.suffix(3000))")
        }
      }
    }
  }

  /// Where no complaint names a solution, each is compiled by itself.
  private func compileEach(_ batch: inout Batch, output: String) throws {
    guard !batch.written.isEmpty else {
      throw CourseError.other("The workbench does not compile:\n\(output.suffix(3000))")
    }
    for (place, task) in batch.written {
      try bench.write(try batch.versions(master) { ($0, $1) == (place, task) })
      if try !bench.build().isBuilt {
        _ = batch.reject(task, by: place, because: "it does not compile, and the compiler does not say where")
      }
    }
    try bench.write(try batch.versions(master))
    guard try bench.build().isBuilt else {
      throw CourseError.other("Solutions compile one by one, but not together; grade them with --tasks one by one.")
    }
  }
}
