import Checking
import Checksums
import Experiments
import Foundation

/// The repository that everything is made from: sources with markers, tasks, documents.
public struct Master: Sendable {
  public let folder: String
  public let table: TaskTable

  static let documents = "Docs/Assignment"

  /// - Parameter folder: of the repository.
  public init(folder: String) throws {
    self.folder = folder
    table = try TaskTable(path: folder + "/\(Self.documents)/tasks.json")
    try check()
  }

  /// That the table and the markers speak of the same tasks.
  private func check() throws {
    for task in table.tasks {
      guard task.hints.count == 3 else {
        throw CourseError.other("tasks.json: task \(task.number) has \(task.hints.count) hints; give three.")
      }
      for file in task.files {
        let found = try source(file).regions(of: task.number).count
        let promised = task.regions.count { $0.file == file }
        guard found == promised else {
          throw CourseError.other(
            "\(file) has \(found) regions of task \(task.number), tasks.json \(promised); make them agree.")
        }
      }
    }
  }

  func text(_ file: String) throws -> String {
    do {
      let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
      // `unwritten` is in LinearAlgebra, which a file that has blanks must see.
      let sees = file.hasPrefix("Sources/LinearAlgebra/") || text.contains("import LinearAlgebra\n")
      guard file.hasSuffix(".swift"), text.contains("// BEGIN SOLUTION "), !sees else { return text }
      return "import LinearAlgebra\n" + text
    } catch {
      throw CourseError.cannotRead(file: file, advice: "run this in the folder of the repository")
    }
  }

  /// Of all sources and of what stands beside the tasks, as a student's solutions are compiled and tested with them.
  func checksum() throws -> String {
    var bytes = Data()
    for file in files(in: ["Sources", Self.documents]) {
      bytes.append(Data(file.utf8))
      bytes.append(FileManager.default.contents(atPath: folder + "/" + file) ?? Data())
    }
    return Checksum.hexadecimal(of: bytes)
  }

  func source(_ file: String) throws -> MarkedSource { try MarkedSource(try text(file), file: file) }

  /// All regions of a task, in the table's order, as they stand in the master.
  func solution(_ task: Task) throws -> [[String]] {
    var (next, regions) = ([String: Int](), [[String]]())
    for region in task.regions {
      let index = next[region.file, default: 0]
      next[region.file] = index + 1
      regions.append(try source(region.file).regions(of: task.number)[index])
    }
    return regions
  }

  /// Writes solutions into the regions of a package.
  /// - Returns: how many of the tasks the package has.
  public func fill(_ package: String, tasks: [Task]) throws -> Int {
    var filled: Set<String> = []
    for file in Set(tasks.flatMap(\.files)).sorted() {
      let path = package + "/" + file
      guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
        throw CourseError.cannotRead(file: path, advice: "name a package that was exported")
      }
      let original = try source(file)
      let solved = try MarkedSource(text, file: file).text { number, index, lines, _ in
        guard tasks.contains(where: { $0.number == number }) else { return (lines, true) }
        filled.insert(number)
        return (original.regions(of: number)[index], true)
      }
      try AtomicFile.write(Data(solved.utf8), to: path)
    }
    return filled.count
  }

  /// Tasks by a selection's name, or by numbers separated by commas; all without either.
  public func tasks(_ selection: String?) throws -> [Task] {
    guard let selection else { return table.tasks }
    if let known = table.selections[selection] { return try table.tasks(known.tasks) }
    let numbers = selection.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard numbers.allSatisfy({ number in table.tasks.contains { $0.number == number } }) else {
      let names = table.selections.keys.sorted().joined(separator: ", ")
      throw CourseError.other(
        "--tasks: '\(selection.prefix(100))' cannot be used: give \(names), or numbers such as 3.1,3.2 out of "
          + table.tasks.map(\.number).joined(separator: ", ") + ".")
    }
    return try table.tasks(numbers)
  }

  /// Every file below some folders, by its path in the repository.
  func files(in folders: [String]) -> [String] {
    folders.flatMap { top -> [String] in
      let names = FileManager.default.enumerator(atPath: folder + "/" + top)?.compactMap { $0 as? String } ?? []
      return names.sorted().map { top + "/" + $0 }.filter { path in
        var isDirectory: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: folder + "/" + path, isDirectory: &isDirectory)
        return !isDirectory.boolValue
      }
    }
  }
}
