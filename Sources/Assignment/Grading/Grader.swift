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

/// Grades submissions one after the other: their regions beside the master's, so that each task is tested with everything else right.
public struct Grader: Sendable {
  private let master: Master
  private let tasks: [Task]
  private let bench: Workbench
  private let suite: Suite

  /// - Parameter folder: of the workbench, which is used again.
  public init(_ master: Master, tasks: [Task], folder: String) throws {
    guard let suite = Suite.hidden else {
      throw CourseError.other("The hidden tests are missing; grade in the repository.")
    }
    (self.master, self.tasks, self.suite) = (master, tasks, suite)
    bench = Workbench(master, folder: folder)
  }

  public func grade(_ submission: Submission) throws -> Grade {
    var intake = Intake(submission, tasks: tasks, master: master)
    let blank = Set(tasks.filter { intake.isBlank($0) }.map(\.number))
    for task in blank { intake.regions[task] = nil }
    try compile(&intake)
    let tested = try tasks.map { task in
      let trials = suite.trials(of: task.number)
      if let obstacle = intake.obstacles[task.number] { return TaskOutcome(task, outcomes: [], obstacle: obstacle) }
      guard !blank.contains(task.number) else { return TaskOutcome(notWritten: task, trials: trials) }
      let worker = bench.runner("\(task.number)=1", suite: suite).worker
      return TaskOutcome(task, outcomes: try worker.outcomes(of: task, trials: trials))
    }
    return Grade(student: submission.name, outcomes: tested, notices: intake.notices)
  }

  /// Compiles all regions together. Those that a compiler complains of are taken out, and their tasks told why.
  private func compile(_ intake: inout Intake) throws {
    while true {
      try bench.write(try versions(intake))
      let result = try bench.build()
      if result.isBuilt { return }
      let complaints = CompilerComplaint.all(in: result.output)
      if complaints.isEmpty { return try compileEach(&intake, output: result.output) }
      for (task, sentence) in complaints {
        intake.obstacles[task] = "it does not compile: \(sentence)"
        guard intake.regions.removeValue(forKey: task) != nil else {
          throw CourseError.other("The workbench does not compile:\n\(result.output.suffix(3000))")
        }
      }
    }
  }

  /// Where no complaint names a task, each is compiled by itself.
  private func compileEach(_ intake: inout Intake, output: String) throws {
    let all = intake.regions
    guard !all.isEmpty else { throw CourseError.other("The workbench does not compile:\n\(output.suffix(3000))") }
    for (task, regions) in all {
      intake.regions = [task: regions]
      try bench.write(try versions(intake))
      if try !bench.build().isBuilt {
        intake.obstacles[task] = "it does not compile, and the compiler does not say where"
      }
    }
    intake.regions = all.filter { intake.obstacles[$0.key] == nil }
    try bench.write(try versions(intake))
    guard try bench.build().isBuilt else {
      throw CourseError.other("Solutions compile one by one, but not together; grade them with --tasks one by one.")
    }
  }

  private func versions(_ intake: Intake) throws -> [String: [VariantSource.Version]] {
    var versions: [String: [VariantSource.Version]] = [:]
    for task in master.table.tasks {
      versions[task.number] = [VariantSource.Version(regions: try master.solution(task))]
      guard let (lines, places) = intake.regions[task.number] else { continue }
      let names = task.regions.map {
        ($0.file.split(separator: "/").last.map(String.init) ?? $0.file) + " (task \(task.number))"
      }
      versions[task.number]?.append(VariantSource.Version(regions: lines, location: (names, places)))
    }
    return versions
  }
}

/// What a compiler said of a task.
enum CompilerComplaint {
  /// The first error of each task: `FreeEnergy.swift (task 3.2):41:7: error: …`.
  static func all(in output: String) -> [String: String] {
    var first: [String: String] = [:]
    for line in output.split(separator: "\n") {
      guard let start = line.range(of: " (task "), let end = line[start.upperBound...].range(of: "):"),
        line.contains(": error: "), !line.hasPrefix(" ")
      else { continue }
      let task = String(line[start.upperBound..<end.lowerBound])
      if first[task] == nil { first[task] = String(line.prefix(400)) }
    }
    return first
  }
}
