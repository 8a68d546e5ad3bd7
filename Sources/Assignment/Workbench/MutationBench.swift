import Checking
import Foundation

/// A workbench with the master's solutions, and every mutant beside them.
public struct MutationBench: Sendable {
  public let bench: Workbench
  public let mutants: [Mutant]
  private let master: Master
  /// No version has this number: it is what is not written.
  public static let blank = 99

  public init(_ master: Master, folder: String) throws {
    (self.master, bench) = (master, Workbench(master, folder: folder))
    mutants = try Mutant.all(in: master.folder)
  }

  /// The mutants of a task; the first is version 1.
  public func mutants(of task: Task) -> [Mutant] { mutants.filter { $0.task == task.number } }

  /// Writes and compiles everything.
  public func build() throws {
    var versions: [String: [VariantSource.Version]] = [:]
    for task in master.table.tasks {
      let solution = try master.solution(task)
      versions[task.number] =
        [VariantSource.Version(regions: solution)]
        + (try mutants(of: task).enumerated().map { index, mutant in
          VariantSource.Version(
            regions: try mutant.regions(from: solution),
            location: (
              task.regions.map { _ in "mutant-\(task.number)-\(index + 1).swift" }, task.regions.map { _ in 1 }
            ))
        })
    }
    try bench.write(versions)
    let result = try bench.build()
    guard result.isBuilt else { throw CourseError.other("The mutants do not compile:\n\(result.output.suffix(6000))") }
  }

  /// What a suite says of some tasks, with versions as they are named; see ``Workbench/workers(_:command:)``.
  public func outcomes(_ tasks: [Task], variants: String, suite: Suite) throws -> [TaskOutcome] {
    let worker = try bench.workers(suite)(variants)
    return try TaskRunner { _ in worker }.run(tasks)
  }

  /// The numbers that the master and each mutant give.
  public func answers(_ suite: Suite) throws -> KnownAnswers {
    let workers = try bench.workers(suite)
    var all: [String: [String: KnownAnswers.Answer]] = [:]
    for task in master.table.tasks {
      let right = try workers("").numbers(of: task.number)
      var answers = right.mapValues { KnownAnswers.Answer(right: $0, mistakes: []) }
      for (index, mutant) in mutants(of: task).enumerated() {
        guard let sentence = mutant.diagnosis else { continue }
        for (key, numbers) in try workers("\(task.number)=\(index + 1)").numbers(of: task.number)
        where numbers != answers[key]?.right {
          answers[key]?.mistakes.append(KnownAnswers.Mistake(sentence: sentence, numbers: numbers))
        }
      }
      all[task.number] = answers
    }
    return KnownAnswers(answers: all)
  }
}
