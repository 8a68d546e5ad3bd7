import Foundation

/// The student's package as a folder: its tasks, its known answers, and what the student did so far.
struct Course {
  let folder: String
  let table: TaskTable

  /// The package that the present folder lies in.
  init() throws {
    var folder = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
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

  /// How many hints of each task have been shown.
  var hintsShown: [String: Int] {
    get { kept("hints.json") ?? [:] }
    nonmutating set { keep(newValue, as: "hints.json") }
  }

  /// What came of each task when it was last checked.
  var results: [String: TaskOutcome] {
    get { kept("results.json") ?? [:] }
    nonmutating set { keep(newValue, as: "results.json") }
  }

  private func kept<Value: Decodable>(_ file: String) -> Value? {
    let data = try? Data(contentsOf: URL(fileURLWithPath: folder + "/.course/" + file))
    return data.flatMap { try? CourseJSON.decode(Value.self, from: $0) }
  }

  private func keep(_ value: some Encodable, as file: String) {
    try? FileManager.default.createDirectory(atPath: folder + "/.course", withIntermediateDirectories: true)
    try? CourseJSON.encode(value).write(to: URL(fileURLWithPath: folder + "/.course/" + file), options: .atomic)
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
