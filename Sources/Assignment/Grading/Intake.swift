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
    } else if let objection = RegionScreen.objection(to: lines, without: task.without ?? []) {
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

  /// Tests, programs and tables that were handed out and are different now, and sources that are new. They are never used.
  private static func changes(_ submission: Submission, exporter: Exporter, besides: Set<String>) -> [String] {
    guard let original = try? exporter.texts else { return [] }
    let isPackage = submission.textInPlace("Package.swift") != nil
    let changed = original.keys.filter { !besides.contains($0) }.sorted().compactMap { file -> String? in
      guard let text = submission.textInPlace(file) else {
        // Whoever hands in some files only does not mean that the others are gone.
        return isPackage ? "\(file) is missing" : nil
      }
      return text == original[file] ? nil : "\(file) is changed; the grader has its own"
    }
    let added = submission.files.filter { $0.hasPrefix("Sources/") && $0.hasSuffix(".swift") && original[$0] == nil }
    return changed + added.sorted().map { "\($0) is new; the grader does not use it" }
  }
}
