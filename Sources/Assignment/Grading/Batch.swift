import Checking
import Foundation

/// Submissions that are compiled together, since compiling takes longer than testing: each task has the master's version, number 0,
/// and one for each student who wrote it.
struct Batch {
  private(set) var intakes: [Intake]
  /// Stands in the places that compilers name. Nobody who writes a solution knows it, so that a comment cannot look like a complaint
  /// about somebody else.
  let mark = UUID().uuidString

  /// More versions of one task than this make compiling slow.
  static let mostVersions = 12

  init(_ intakes: [Intake] = []) { self.intakes = intakes }

  /// Whether there is room for one more.
  func takes(_ intake: Intake) -> Bool {
    intake.regions.keys.allSatisfy { task in intakes.count { $0.regions[task] != nil } < Self.mostVersions }
  }

  mutating func append(_ intake: Intake) { intakes.append(intake) }

  /// The number of a student's version of a task; nil if there is none.
  func version(of task: String, by place: Int) -> Int? {
    guard intakes[place].regions[task] != nil else { return nil }
    return intakes[...place].count { $0.regions[task] != nil }
  }

  /// A student's version of a task.
  typealias Solution = (place: Int, task: String)

  /// Takes out a solution that does not compile.
  mutating func reject(_ task: String, by place: Int, because obstacle: String) {
    intakes[place].regions[task] = nil
    intakes[place].obstacles[task] = obstacle
  }

  var written: [Solution] {
    intakes.indices.flatMap { place in intakes[place].regions.keys.sorted().map { (place, $0) } }
  }

  /// - Parameter keeps: which of the solutions are wanted.
  func versions(_ master: Master, where keeps: (Solution) -> Bool) throws -> [String: [VariantSource.Version]] {
    var versions: [String: [VariantSource.Version]] = [:]
    for task in master.table.tasks {
      versions[task.number] = [VariantSource.Version(regions: try master.solution(task))]
      for (place, intake) in intakes.enumerated() where keeps((place, task.number)) {
        guard let (lines, lineNumbers) = intake.regions[task.number] else { continue }
        let names = task.regions.map {
          SolutionPlace(mark: mark, submission: place, file: $0.file, task: task.number).text
        }
        versions[task.number]?.append(VariantSource.Version(regions: lines, location: (names, lineNumbers)))
      }
    }
    return versions
  }
}

/// Where a solution comes from, as compilers are told: `MARK-3/FreeEnergy.swift (task 3.2)`. A program that crashes says it without the
/// folder.
struct SolutionPlace {
  let mark: String
  let submission: Int
  let file: String
  let task: String

  var text: String { "\(mark)-\(submission)/\(file.split(separator: "/").last ?? "") (task \(task))" }
}

/// What a compiler said of a solution.
struct CompilerComplaint {
  let submission: Int
  let task: String
  /// As in `FreeEnergy.swift (task 3.2):41:7: error: …`.
  let sentence: String

  /// The first error of each solution.
  static func all(in output: String, mark: String) -> [CompilerComplaint] {
    var told: Set<String> = []
    return output.split(separator: "\n").compactMap { line in
      guard let start = line.range(of: mark + "-"),
        let match = line[start.upperBound...].wholeMatch(
          of: /(?<submission>\d+)\/(?<sentence>[^:\/]* \(task (?<task>[\d.]+)\):.*: error: .*)/),
        let submission = Int(match.submission), told.insert("\(submission) \(match.task)").inserted
      else { return nil }
      return CompilerComplaint(
        submission: submission, task: String(match.task), sentence: String(match.sentence.prefix(400)))
    }
  }
}
