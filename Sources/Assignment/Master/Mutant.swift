import Checking
import Foundation

import struct Experiments.JSON

/// A wrong solution as students write it: a task's regions with some text exchanged.
public struct Mutant: Codable, Sendable {
  public let task: String
  /// What is wrong with it, for the course's maintainers.
  public let name: String
  /// What stands in the master, and what in its place; each stands in the task's regions once.
  public let changes: [[String]]
  /// What a student who writes this is told. Without it, a diagnosis is not promised.
  public let diagnosis: String?

  static let file = "Tests/AssignmentTests/Mutants.json"

  public static func all(in folder: String) throws -> [Mutant] {
    do {
      return try JSON.record.decoded(from: Data(contentsOf: URL(fileURLWithPath: folder + "/" + file)))
    } catch {
      throw CourseError.other("Cannot read \(file): \(error).")
    }
  }

  /// The regions with the changes made.
  func regions(from solution: [[String]]) throws -> [[String]] {
    var texts = solution.map { $0.joined(separator: "\n") }
    for change in changes {
      guard change.count == 2 else { throw CourseError.other("Mutant '\(name)' of \(task): a change has two parts.") }
      let places = texts.indices.filter { texts[$0].contains(change[0]) }
      guard let place = places.first, places.count == 1, texts[place].components(separatedBy: change[0]).count == 2
      else {
        throw CourseError.other(
          "Mutant '\(name)' of \(task): '\(change[0])' does not stand in the solution exactly once.")
      }
      texts[place] = texts[place].replacing(change[0], with: change[1])
    }
    return texts.map { $0.components(separatedBy: "\n") }
  }
}
