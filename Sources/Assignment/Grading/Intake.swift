import Checking

/// What is taken from a submission: its regions, and nothing else. What else is different is told.
struct Intake {
  let student: String
  /// Written regions of each task, with the line that each begins at.
  var regions: [String: (lines: [[String]], places: [Int])] = [:]
  /// Tasks that are as they were handed out.
  private(set) var blank: Set<String> = []
  /// Why a task cannot be graded.
  var obstacles: [String: String] = [:]
  /// Files that are not as they were handed out, apart from the regions.
  var notices: [String] = []

  /// - Parameter master: what the submission was made from; it may have been handed out with more tasks than are graded.
  init(_ submission: Submission, tasks: [Task], master: Master) {
    student = submission.name
    var sources: [String: MarkedSource] = [:]
    let handedOut = master.table.tasks.filter { task in
      tasks.contains { $0.number == task.number }
        || task.files.contains { submission.text($0)?.contains("// BEGIN SOLUTION \(task.number)\n") ?? false }
    }
    let exporter = Exporter(master, tasks: handedOut)
    let files = Set(handedOut.flatMap(\.files))
    for file in files.sorted() {
      let own = tasks.filter { $0.files.contains(file) }.map(\.number)
      guard let text = submission.text(file) else {
        for task in own { obstacles[task] = "\(file) is missing" }
        continue
      }
      do {
        let source = try MarkedSource(text, file: file)
        sources[file] = source
        let original = try MarkedSource(try exporter.text(file), file: file)
        if source.frame != original.frame { notices.append("\(file) is changed outside of the markers") }
      } catch {
        for task in own { obstacles[task] = "\(error)" }
      }
    }
    for task in tasks where obstacles[task.number] == nil { take(task, from: sources) }
    notices += Self.changes(submission, exporter: exporter, besides: files)
  }

  private mutating func take(_ task: Task, from sources: [String: MarkedSource]) {
    var (lines, places) = ([[String]](), [Int]())
    for file in task.files {
      let found = sources[file]?.regions(of: task.number) ?? []
      let promised = task.regions.count { $0.file == file }
      guard found.count == promised else {
        obstacles[task.number] =
          "\(file) has \(found.count) pairs of markers of task \(task.number) instead of \(promised)"
        return
      }
      lines += found
      places += sources[file]?.firstLines(of: task.number) ?? []
    }
    if Self.isBlank(task, lines) {
      blank.insert(task.number)
    } else if let objection = RegionScreen.objection(to: lines) {
      obstacles[task.number] = objection
    } else {
      regions[task.number] = (lines, places)
    }
  }

  /// Whether every region holds the blank still.
  private static func isBlank(_ task: Task, _ regions: [[String]]) -> Bool {
    let blank = MarkedSource.blank(task, indentation: 0).joined().filter { !$0.isWhitespace }
    return regions.allSatisfy { $0.joined().filter { !$0.isWhitespace } == blank }
  }

  /// Tests and programs that were handed out and are different now. They are never used.
  private static func changes(_ submission: Submission, exporter: Exporter, besides: Set<String>) -> [String] {
    exporter.handedOut.filter { !besides.contains($0) }.sorted().compactMap { file in
      guard let text = submission.text(file), let original = try? exporter.text(file) else { return nil }
      return text == original ? nil : "\(file) is changed; the grader has its own"
    }
  }
}
