import Damage
import Foundation
import Testing

@testable import Assignment
@testable import Checking

/// What a student's package keeps, and what it was handed out with: as it was written, or a sentence says that it is not.
@Suite final class CourseTests {
  private let folder = NSTemporaryDirectory() + "assignment-\(UUID().uuidString)"
  private let course: Course

  init() throws {
    try Exporter(Master(folder: MasterTests.root), tasks: Master(folder: MasterTests.root).tasks("lab")).export(
      to: folder)
    course = try Course(around: folder + "/Sources/check")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  @Test func whatIsKeptComesBack() throws {
    #expect(course.hintsShown.isEmpty && course.results.isEmpty)
    course.hintsShown = ["1.1": 2]
    #expect(course.hintsShown == ["1.1": 2])
  }

  @Test func everyByteOfWhatIsKeptCounts() throws {
    course.hintsShown = ["1.1": 2, "1.2": 1]
    let task = course.table.tasks[0]
    let failed = Outcome(
      name: "x", verdict: .failed,
      complaint: Check.Complaint(expected: "1", came: "2", diagnosis: "the sign is flipped"))
    course.results = [task.number: TaskOutcome(task, outcomes: [Outcome(name: "y", verdict: .passed), failed])]
    let hints = try Damage.unnoticed(in: folder + "/.course/hints.json") { [course] in
      try told(in: folder) { try course.read("hints.json", as: [String: Int].self) }
    }
    let results = try Damage.unnoticed(in: folder + "/.course/results.json") { [course] in
      try told(in: folder) {
        try CourseJSON.encode(course.read("results.json", as: [String: TaskOutcome].self))
      }
    }
    #expect(hints == [] && results == [])
  }

  /// Its sentences name files from the package's folder on.
  private func told<Value>(in folder: String, _ read: () throws -> Value) throws -> Value {
    do { return try read() } catch {
      throw CourseError.other("\(error)".replacing(".course/", with: folder + "/.course/"))
    }
  }

  /// Written by hand, numbers could be such as no program expects.
  @Test func whatWasNotKeptIsNotRead() throws {
    course.hintsShown = ["1.1": 2]
    for text in ["{\"value\":{\"1.1\":-9223372036854775808}}", "{\"1.1\":2}", "", "[]"] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/.course/hints.json"))
      #expect(throws: CourseError.self, "\(text)") { try course.read("hints.json", as: [String: Int].self) }
      #expect(course.hintsShown.isEmpty)
    }
    // A file in the way of the folder takes nothing but what would be kept.
    try FileManager.default.removeItem(atPath: folder + "/.course")
    try Data().write(to: URL(fileURLWithPath: folder + "/.course"))
    course.hintsShown = ["1.1": 2]
    #expect(course.hintsShown.isEmpty)
  }

  /// Some five hundred places of each.
  @Test func damageToWhatWasHandedOutIsNoticed() throws {
    let (tasks, answers) = (folder + "/tasks.json", folder + "/open-answers.json")
    #expect(try Damage.unnoticed(in: tasks, most: 500) { try CourseJSON.encode(TaskTable(path: tasks)) } == [])
    #expect(try Damage.unnoticed(in: answers, most: 500) { try KnownAnswers(path: answers).encoded } == [])
  }
}
