import Foundation

/// One task of the course, as `tasks.json` describes it.
public struct Task: Codable, Sendable {
  /// A stretch of a source file that the student writes.
  public struct Region: Codable, Sendable {
    public let file: String
    public let form: Form
    /// What the stretch gives, unless it is statements.
    public let type: String?
  }

  /// What stands in a region, which decides what may stand in its place.
  public enum Form: String, Codable, Sendable {
    /// Statements that give nothing.
    case statements
    /// The whole rest of a function that returns something.
    case value
    /// The one expression of a branch.
    case expression
  }

  public let number: String
  public let title: String
  public let points: Double
  public let regions: [Region]
  /// From a nudge to nearly the answer.
  public let hints: [String]
  /// What a region is replaced by where a plain call does not compile.
  public var blank: String?
  /// Functions of the library that are the solution, and that a solution may not call.
  public var without: [String]?

  public var files: [String] { regions.map(\.file).reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}

/// All tasks, and the selections to hand out.
public struct TaskTable: Codable, Sendable {
  public struct Selection: Codable, Sendable {
    public let title: String
    public let tasks: [String]
  }

  public let tasks: [Task]
  public let selections: [String: Selection]

  public init(tasks: [Task], selections: [String: Selection]) { (self.tasks, self.selections) = (tasks, selections) }

  /// Reads a table.
  public init(path: String) throws {
    self = try CourseJSON.read(TaskTable.self, from: path, advice: "run this in the folder of the package")
  }

  public subscript(number: String) -> Task? { tasks.first { $0.number == number } }

  /// The tasks of the given numbers, in the table's order; all without a number.
  public func tasks(_ numbers: [String]) throws -> [Task] {
    for number in numbers where self[number] == nil {
      throw CourseError.unknownTask(number, known: tasks.map(\.number))
    }
    return numbers.isEmpty ? tasks : tasks.filter { numbers.contains($0.number) }
  }
}

/// What is wrong with what was asked for, in one sentence.
public enum CourseError: Error, CustomStringConvertible {
  case cannotRead(file: String, advice: String)
  case cannotWrite(file: String, reason: String)
  case unknownTask(String, known: [String])
  case other(String)

  public var description: String {
    switch self {
    case .cannotRead(let file, let advice): "Cannot read \(file); \(advice)."
    case .cannotWrite(let file, let reason): "Cannot write \(file): \(reason)"
    case .unknownTask(let number, let known):
      "There is no task '\(number.prefix(40))'; the tasks are \(known.joined(separator: ", "))."
    case .other(let sentence): sentence
    }
  }
}
