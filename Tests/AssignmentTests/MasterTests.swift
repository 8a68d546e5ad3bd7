import Foundation
import Testing

@testable import Assignment
@testable import Checking

/// The table of tasks, the markers, the mutants and the export, without compiling anything. `.ci/check-assignment` does the rest.
@Suite struct MasterTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  private let master: Master

  init() throws { master = try Master(folder: Self.root) }

  @Test func everyMarkerBelongsToATask() throws {
    let marked = try master.files(in: ["Sources"]).filter { file in
      guard file.hasSuffix(".swift"), !file.hasPrefix("Sources/Assignment/"), !file.hasPrefix("Sources/Checking/")
      else {
        return false
      }
      return try master.text(file).contains("// BEGIN SOLUTION ")
    }
    for file in marked {
      for task in try master.source(file).tasks {
        #expect(master.table[task]?.files.contains(file) == true, "\(file): \(task)")
      }
    }
  }

  @Test func everyTaskIsTestedAndHasFiveMutants() throws {
    let mutants = try Mutant.all(in: Self.root)
    for task in master.table.tasks {
      #expect(Suite.open.trials(of: task.number).count >= 2, "\(task.number)")
      let own = mutants.filter { $0.task == task.number }
      #expect(own.count >= 5, "\(task.number)")
      for mutant in own { #expect(try mutant.regions(from: master.solution(task)) != master.solution(task)) }
    }
    #expect(mutants.allSatisfy { master.table[$0.task] != nil })
  }

  @Test func theHandoutExplainsEveryTaskAndItsPoints() throws {
    let handout = try master.text("Docs/Assignment/Handout.md")
    for task in master.table.tasks {
      let points = task.points == 1 ? "1 point" : "\(Int(task.points)) points"
      let sections = handout.components(separatedBy: "### Task \(task.number) \(task.title) (\(points))\n")
      #expect(sections.count == 2, "\(task.number)")
      let section = sections.last?.components(separatedBy: "\n### ").first ?? ""
      #expect(section.contains("By hand.") && task.files.allSatisfy(section.contains), "\(task.number)")
    }
  }

  @Test func selectionsAreOfTasks() throws {
    for (name, selection) in master.table.selections {
      #expect(try master.tasks(name).count == selection.tasks.count)
    }
    #expect { try master.tasks("3.1,9.9") } throws: { "\($0)".contains("--tasks: '3.1,9.9' cannot be used") }
  }

  /// No line of a solution beyond the usual ones stands anywhere in what students get, nor a marker of another task.
  @Test func exportsHoldNoSolutions() throws {
    func bare(_ line: String) -> String { line.filter { !$0.isWhitespace } }
    for name in ["lab", "homework", "project", nil] {
      let tasks = try master.tasks(name)
      let texts = try Exporter(master, tasks: tasks).texts.filter { $0.key.hasSuffix(".swift") }
      for (file, text) in texts where text.contains("// BEGIN SOLUTION ") {
        #expect(try MarkedSource(text, file: file).tasks.isSubset(of: Set(tasks.map(\.number))), "\(file)")
      }
      let handed = bare(texts.values.joined(separator: "\n"))
      for task in tasks {
        for region in try master.solution(task) {
          let lines = region.map(bare).filter { $0.count >= 44 || (region.count == 1 && $0.count >= 20) }
          let left = lines.filter(handed.contains)
          #expect(left.isEmpty, "\(task.number)")
        }
      }
    }
  }

  /// CI compiles `check` only; `compare` would take it minutes.
  @Test func exportsImportWhatTheyHold() throws {
    let modules = try FileManager.default.contentsOfDirectory(atPath: Self.root + "/Sources")
    let texts = try Exporter(master, tasks: master.table.tasks).texts
    let held = Set(texts.keys.compactMap { $0.split(separator: "/").dropFirst().first.map(String.init) })
      .union(modules.filter { $0.hasPrefix("C") && texts["Package.swift"]?.contains("\"\($0)\"") == true })
    for (file, text) in texts {
      for line in text.split(separator: "\n") where line.hasPrefix("import ") || line.hasPrefix("@testable import ") {
        let module = line.split(separator: " ").last.map(String.init) ?? ""
        #expect(!modules.contains(module) || held.contains(module), "\(file): \(line)")
      }
    }
  }

  @Test func aHandoutSpeaksOfItsTasks() throws {
    let handout = try Exporter(master, tasks: try master.tasks("homework")).handout()
    #expect(
      handout.contains("### Task 3.6 ") && handout.contains("## 6 Experiment") && handout.contains("## References"))
    #expect(!handout.contains("### Task 1.3 ") && !handout.contains("## 4 Deep") && !handout.contains("## 7 For"))
    let whole = try Exporter(master, tasks: master.table.tasks).handout()
    #expect(try whole == master.text("Docs/Assignment/Handout.md"))
  }

  @Test func whatCannotBeExportedLeavesNothing() throws {
    let folder = NSTemporaryDirectory() + "assignment-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data().write(to: URL(fileURLWithPath: folder))
    let exporter = Exporter(master, tasks: try master.tasks("lab"))
    #expect { try exporter.export(to: folder + "/x") } throws: {
      "\($0)" == "Cannot write \(folder)/x: not a directory; name another place."
    }
    #expect(FileManager.default.contents(atPath: folder) == Data())
  }

  @Test func aPackageIsWholeOrNotThere() throws {
    let folder = NSTemporaryDirectory() + "assignment-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let exporter = Exporter(master, tasks: try master.tasks("lab"))
    // As completing a name leaves it.
    try exporter.export(to: folder + "/")
    for file in [
      "Package.swift", "Handout.md", "tasks.json", "open-answers.json", "Answers.md", "Sources/check/Check.swift",
      "figures",
    ] {
      #expect(FileManager.default.fileExists(atPath: folder + "/" + file), "\(file)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder + "/Sources/Checking/Hidden"))
    #expect(
      try KnownAnswers(path: folder + "/open-answers.json").answers.keys.sorted()
        == exporter.tasks.map(\.number).sorted())
    #expect { try exporter.export(to: folder) } throws: { "\($0)".contains("is not an empty folder") }
    let name = URL(fileURLWithPath: folder).lastPathComponent
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: NSTemporaryDirectory()).filter { $0.hasPrefix(name) } == [
        name
      ])

    // Filled by the master, a file is the master's but for the markers of others.
    #expect(try master.fill(folder, tasks: exporter.tasks) == exporter.tasks.count)
    let filled = try String(contentsOfFile: folder + "/Sources/LinearAlgebra/Kernels/VectorMath.swift", encoding: .utf8)
    #expect(try filled == master.text("Sources/LinearAlgebra/Kernels/VectorMath.swift"))
  }
}
