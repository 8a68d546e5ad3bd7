import Checksums
import Foundation

/// The student's package as a folder: its tasks, its known answers, and what the student did so far.
struct Course {
  let folder: String
  let table: TaskTable

  /// The package that a folder lies in; the present one unless told.
  init(around place: String = FileManager.default.currentDirectoryPath) throws {
    var folder = URL(fileURLWithPath: place)
    while !FileManager.default.fileExists(atPath: folder.appendingPathComponent("tasks.json").path) {
      guard folder.path != "/" else {
        throw CourseError.other("There is no tasks.json here; run this in the folder of the course's package.")
      }
      folder.deleteLastPathComponent()
    }
    self.folder = folder.path
    table = try TaskTable(path: folder.path + "/tasks.json")
  }

  func source(_ file: String) throws -> MarkedSource { try MarkedSource(try text(file), file: file) }

  func text(_ file: String) throws -> String {
    do {
      return try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
    } catch {
      throw CourseError.cannotRead(file: file, advice: "put it back from the package as you got it")
    }
  }

  /// How far a task's regions are.
  func state(of task: Task) -> TaskState {
    do {
      let blank = MarkedSource.blank(task, indentation: 0)[0].filter { $0 != " " }
      var isBlank = true
      for file in task.files {
        let regions = try source(file).regions(of: task.number)
        let promised = task.regions.count { $0.file == file }
        guard regions.count == promised else {
          return .damaged(
            "\(file) has \(regions.count) pairs of markers of task \(task.number) instead of \(promised); put them back"
          )
        }
        isBlank = isBlank && regions.allSatisfy { $0.joined().filter { $0 != " " } == blank }
      }
      return isBlank ? .blank : .begun
    } catch {
      return .damaged("\(error)")
    }
  }

  func write(_ bytes: Data, to file: String) throws {
    let url = URL(fileURLWithPath: folder + "/" + file)
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try bytes.write(to: url, options: .atomic)
    } catch {
      throw CourseError.cannotWrite(file: file, reason: error.localizedDescription)
    }
  }

  // MARK: Kept from one time to the next

  /// How many hints of each task have been shown.
  var hintsShown: [String: Int] {
    get { kept("hints.json", otherwise: "hints begin with the first again") ?? [:] }
    nonmutating set { keep(newValue, as: "hints.json", otherwise: "the same hints come again") }
  }

  /// What came of each task when it was last checked.
  var results: [String: TaskOutcome] {
    get { kept("results.json", otherwise: "swift run check finds out anew what is solved") ?? [:] }
    nonmutating set { keep(newValue, as: "results.json", otherwise: "swift run list does not know of it") }
  }

  private struct Kept<Value: Codable>: Codable { let value: Value }

  /// Nil if there is nothing.
  /// - Throws: a sentence for what these programs did not write.
  func read<Value: Codable>(_ name: String, as type: Value.Type = Value.self) throws -> Value? {
    let file = ".course/" + name
    guard FileManager.default.fileExists(atPath: folder + "/" + file) else { return nil }
    let bytes = FileManager.default.contents(atPath: folder + "/" + file) ?? Data()
    guard Seal.isRight(bytes) == true, let kept = try? CourseJSON.decode(Kept<Value>.self, from: bytes) else {
      throw CourseError.other("\(file) is not as it was written.")
    }
    return kept.value
  }

  private func kept<Value: Codable>(_ name: String, otherwise: String) -> Value? {
    do {
      return try read(name)
    } catch {
      Self.say("note: \(error) It begins anew: \(otherwise).")
      return nil
    }
  }

  /// A student for whom nothing can be kept is still answered.
  private func keep(_ value: some Codable, as name: String, otherwise: String) {
    do {
      try write(CourseJSON.sealed(Kept(value: value)), to: ".course/" + name)
    } catch {
      Self.say("note: \(error) Until it can be written, \(otherwise).")
    }
  }

  private static func say(_ sentence: String) {
    try? FileHandle.standardError.write(contentsOf: Data((sentence + "\n").utf8))
  }

  /// This program, as a process of its own for each task.
  func runner() throws -> TaskRunner {
    let link = "/proc/self/exe"
    let program = URL(fileURLWithPath: link).resolvingSymlinksInPath().path
    let worker = WorkerProcess(
      command: [program == link ? CommandLine.arguments[0] : program], suite: .open,
      answers: try KnownAnswers(path: folder + "/open-answers.json"))
    return TaskRunner { _ in worker }
  }
}

/// How far a task is, as its files tell.
enum TaskState: Equatable {
  case blank, begun
  /// Its markers are not where they belong; why, in a sentence.
  case damaged(String)

  var text: String {
    switch self {
    case .blank: "not written yet"
    case .begun: "begun, not checked yet"
    case .damaged(let sentence): sentence
    }
  }
}
