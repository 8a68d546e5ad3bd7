import Checking

/// Submissions that are compiled together, since compiling takes longer than testing: each task has the master's version, number 0,
/// and one for each student who wrote it.
struct Batch {
  private(set) var intakes: [Intake]

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

  /// Takes out a solution that does not compile.
  /// - Returns: whether there was one.
  mutating func reject(_ task: String, by place: Int, because obstacle: String) -> Bool {
    guard intakes.indices.contains(place), intakes[place].regions.removeValue(forKey: task) != nil else { return false }
    intakes[place].obstacles[task] = obstacle
    return true
  }

  /// Everything that was written, with the places that compilers are to name.
  var written: [(place: Int, task: String)] {
    intakes.indices.flatMap { place in intakes[place].regions.keys.sorted().map { (place, $0) } }
  }

  /// - Parameter keeps: which of the solutions are wanted; all unless told.
  func versions(_ master: Master, where keeps: (Int, String) -> Bool = { _, _ in true }) throws
    -> [String: [VariantSource.Version]]
  {
    var versions: [String: [VariantSource.Version]] = [:]
    for task in master.table.tasks {
      versions[task.number] = [VariantSource.Version(regions: try master.solution(task))]
      for (place, intake) in intakes.enumerated() where keeps(place, task.number) {
        guard let (lines, lineNumbers) = intake.regions[task.number] else { continue }
        let names = task.regions.map { SolutionPlace(submission: place, file: $0.file, task: task.number).text }
        versions[task.number]?.append(VariantSource.Version(regions: lines, location: (names, lineNumbers)))
      }
    }
    return versions
  }
}

/// Where a solution comes from, as compilers are told: `3/FreeEnergy.swift (task 3.2)`. A program that crashes says it without the number.
struct SolutionPlace {
  let submission: Int
  let file: String
  let task: String

  var text: String { "\(submission)/\(file.split(separator: "/").last ?? "") (task \(task))" }
}

/// What a compiler said of a solution.
struct CompilerComplaint {
  let submission: Int
  let task: String
  /// As in `FreeEnergy.swift (task 3.2):41:7: error: …`.
  let sentence: String

  /// The first error of each solution.
  static func all(in output: String) -> [CompilerComplaint] {
    var told: Set<String> = []
    return output.split(separator: "\n").compactMap { line in
      guard
        let match = line.prefixMatch(
          of: /[^:]*?(?<submission>\d+)\/(?<sentence>[^:\/]* \(task (?<task>[\d.]+)\):.*: error: .*)/),
        let submission = Int(match.submission), told.insert("\(submission) \(match.task)").inserted
      else { return nil }
      return CompilerComplaint(
        submission: submission, task: String(match.task), sentence: String(match.sentence.prefix(400)))
    }
  }
}
