import Checking
import Checksums
import Experiments
import Foundation

/// Writes a student's package: everything that it takes to build, blanks in the place of solutions.
public struct Exporter: Sendable {
  public let master: Master
  public let tasks: [Task]

  /// What students get. Studies are not among it, since some hold what students are to write.
  private static let modules = [
    "CPNG", "CZlib", "CFreeType", "COpenBLAS", "LinearAlgebra", "Datasets", "Plotting", "NeuralNetworks",
    "BoltzmannMachines", "Checksums", "ModelFiles", "Experiments", "Reporting", "compare", "Checking",
  ]
  /// What stays here: hidden tests, and the command of the studies.
  private static let withheld = ["Sources/Checking/Hidden/", "Sources/compare/StudyCommand.swift"]

  public init(_ master: Master, tasks: [Task]) { (self.master, self.tasks) = (master, tasks) }

  /// Writes everything aside and renames it, so that the folder is whole or not there.
  public func export(to path: String) throws {
    let manager = FileManager.default
    // Without the slash that completing a name leaves.
    let folder = URL(fileURLWithPath: path).standardizedFileURL.path
    var isDirectory: ObjCBool = false
    if manager.fileExists(atPath: folder, isDirectory: &isDirectory) {
      let contents = isDirectory.boolValue ? try? manager.contentsOfDirectory(atPath: folder) : nil
      guard let contents, contents.isEmpty else {
        throw CourseError.other("\(folder) is not an empty folder; name one that is, or that does not exist yet.")
      }
    }
    let aside = folder + ".part-\(ProcessInfo.processInfo.processIdentifier)"
    let made = AtomicFile.missingDirectories(AtomicFile.directory(of: folder))
    do {
      try AtomicFile.createDirectory(aside)
      try write(to: aside)
      try? manager.removeItem(atPath: folder)
      try manager.moveItem(atPath: aside, toPath: folder)
    } catch {
      try? manager.removeItem(atPath: aside)
      AtomicFile.removeEmpty(made)
      guard case OutputError.cannotCreate(let directory, let reason) = error, directory == aside else { throw error }
      throw CourseError.cannotWrite(file: folder, reason: "\(reason); name another place.")
    }
  }

  /// Every text that is the course's and not the student's, by its place in the package: sources, programs and tables.
  var texts: [String: String] {
    get throws {
      var texts: [String: String] = [:]
      for file in sources where file.hasSuffix(".swift") { texts[file] = try text(file) }
      for (name, program) in [("Check", "check"), ("Hint", "hint"), ("List", "list"), ("Reset", "reset")] {
        texts["Sources/\(program)/\(name).swift"] = try Template.text("\(name).swift")
      }
      texts["Sources/Checking/NoHiddenSuite.swift"] = try Template.text("NoHiddenSuite.swift")
      texts["Sources/LinearAlgebra/Unwritten.swift"] = Template.unwritten(tasks)
      texts["Package.swift"] = try Template.text("StudentPackage.swift")
      let table = Seal.sealed(try JSON.record.encoded(TaskTable(tasks: tasks, selections: [:]), isReadable: true))
      texts["tasks.json"] = String(decoding: table, as: UTF8.self)
      let answers = try KnownAnswers(path: master.folder + "/\(Master.documents)/Answers/open-answers.json")
      texts["open-answers.json"] = String(
        decoding: try answers.limited(to: Set(tasks.map(\.number))).encoded, as: UTF8.self)
      return texts
    }
  }

  private var sources: [String] {
    master.files(in: Self.modules.map { "Sources/" + $0 }).filter { file in
      !Self.withheld.contains { file.hasPrefix($0) }
    }
  }

  private func write(to folder: String) throws {
    for (file, text) in try texts { try put(text, file, in: folder) }
    for file in sources where !file.hasSuffix(".swift") { try copy(file, to: folder) }
    try put(try Template.text("README.md"), "README.md", in: folder)
    try put(try Template.text("Answers.md"), "Answers.md", in: folder)
    try put(try Template.text("gitignore"), ".gitignore", in: folder)
    try AtomicFile.createDirectory(folder + "/figures")
    try put("The programs write here.\n", "figures/README.md", in: folder)
    try putHandout(in: folder)
    for file in ["LICENSE", ".swift-format", "Package.resolved"]
    where FileManager.default.fileExists(atPath: master.folder + "/" + file) {
      try copy(file, to: folder)
    }
  }

  /// A file as students get it: their tasks blank, the markers of others gone.
  public func text(_ file: String) throws -> String {
    let text = try master.text(file)
    guard file.hasSuffix(".swift"), text.contains("// BEGIN SOLUTION ") else { return text }
    return try MarkedSource(text, file: file).text { number, _, lines, indentation in
      guard let task = tasks.first(where: { $0.number == number }) else { return (lines, false) }
      return (MarkedSource.blank(task, indentation: indentation), true)
    }
  }

  private func copy(_ file: String, to folder: String) throws {
    let path = folder + "/" + file
    try AtomicFile.createDirectory(AtomicFile.directory(of: path))
    try FileManager.default.copyItem(atPath: master.folder + "/" + file, toPath: path)
  }

  private func put(_ text: String, _ file: String, in folder: String) throws {
    let path = folder + "/" + file
    try AtomicFile.createDirectory(AtomicFile.directory(of: path))
    try AtomicFile.write(Data(text.utf8), to: path)
  }

  /// The handout, and the figures that it shows.
  private func putHandout(in folder: String) throws {
    let prefix = "](../../figures/reference/"
    var text = try handout()
    for part in text.components(separatedBy: prefix).dropFirst() {
      let figure = String(part.prefix { $0 != ")" })
      let place = "images/" + figure.replacing("/", with: "-")
      text = text.replacing(prefix + figure + ")", with: "](" + place + ")")
      guard !FileManager.default.fileExists(atPath: folder + "/" + place) else { continue }
      try AtomicFile.createDirectory(folder + "/images")
      try FileManager.default.copyItem(
        atPath: master.folder + "/figures/reference/" + figure, toPath: folder + "/" + place)
    }
    try put(text, "Handout.md", in: folder)
  }

  /// The handout's chapters that have tasks to do. A section that begins with a task's number is that task's.
  func handout() throws -> String {
    let numbers = Set(tasks.map(\.number))
    let chapters = try master.text("\(Master.documents)/Handout.md").components(separatedBy: "\n## ")
    return chapters.compactMap { chapter -> String? in
      let sections = chapter.components(separatedBy: "\n### Task ")
      let kept = sections.dropFirst().filter { numbers.contains(String($0.prefix { $0.isNumber || $0 == "." })) }
      guard sections.count == 1 || !kept.isEmpty else { return nil }
      return ([sections[0]] + kept).joined(separator: "\n### Task ")
    }.joined(separator: "\n## ")
  }
}
