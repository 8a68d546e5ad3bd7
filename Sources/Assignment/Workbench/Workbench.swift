import Checking
import Experiments
import Foundation

/// A package with several versions of every task, and the program that tests them.
public struct Workbench: Sendable {
  public let folder: String
  let master: Master

  /// The modules that tasks are in, and their tests.
  private static let modules = [
    "CZlib", "COpenBLAS", "Checksums", "LinearAlgebra", "NeuralNetworks", "BoltzmannMachines", "Checking",
  ]

  public init(_ master: Master, folder: String) { (self.master, self.folder) = (master, folder) }

  /// Writes all sources; files that are the same already are left alone, so that building again is quick.
  func write(_ versions: [String: [VariantSource.Version]]) throws {
    let source = VariantSource(versions: versions)
    for file in master.files(in: Self.modules.map { "Sources/" + $0 }) {
      var text = try master.text(file)
      if file.hasSuffix(".swift"), text.contains("// BEGIN SOLUTION") {
        text = source.text(try MarkedSource(text, file: file), table: master.table, file: file)
      }
      try put(text, file)
    }
    try put(try Template.text("WorkbenchPackage.swift"), "Package.swift")
    try put(try Template.text("Check.swift"), "Sources/check/Check.swift")
    try put(
      Template.unwritten(master.table.tasks) + "\n" + (try Template.text("Variant.swift")),
      "Sources/LinearAlgebra/Unwritten.swift")
    for suite in ["open", "hidden"] {
      let file = "\(suite)-answers.json"
      let answers = (try? master.text("\(Master.documents)/Answers/\(file)")) ?? "{\"answers\":{}}"
      try put(answers, file)
    }
    if let resolved = try? master.text("Package.resolved") { try put(resolved, "Package.resolved") }
  }

  private func put(_ text: String, _ file: String) throws {
    let path = folder + "/" + file
    if let old = try? String(contentsOfFile: path, encoding: .utf8), old == text { return }
    try AtomicFile.createDirectory(AtomicFile.directory(of: path))
    try AtomicFile.write(Data(text.utf8), to: path)
  }

  /// What a compiler said.
  struct BuildResult {
    let isBuilt: Bool
    let output: String
  }

  func build() throws -> BuildResult { try Self.build(folder, product: "check") }

  /// What takes longer than this to compile is never compiled.
  private static let patience = 600.0

  static func build(_ folder: String, product: String) throws -> BuildResult {
    let log = folder + "/build.log"
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    // Indexing does not know lines that are said to be of another file.
    process.arguments = ["swift", "build", "--disable-index-store", "--package-path", folder, "--product", product]
    process.standardInput = FileHandle.nullDevice
    let handle = FileHandle(forWritingAtPath: log)
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    let isDone = process.ends(within: patience)
    if !isDone {
      // Told to end, it ends the compilers that it started.
      process.terminate()
      if !process.ends(within: 5) { process.stop() }
    }
    return BuildResult(
      isBuilt: isDone && process.terminationStatus == 0,
      output: (try? String(contentsOfFile: log, encoding: .utf8)) ?? "")
  }

  var program: String { folder + "/.build/debug/check" }

  /// What tests the versions that are named, as in `3.2=1,*=9`.
  /// - Parameter command: what starts the program; the program itself unless told.
  func workers(_ suite: Suite, command: [String]? = nil) throws -> @Sendable (_ variants: String) -> WorkerProcess {
    let plain = WorkerProcess(
      command: command ?? [program], suite: suite,
      answers: try KnownAnswers(path: "\(folder)/\(suite.name)-answers.json"))
    return { variants in
      var worker = plain
      (worker.variants, worker.patience) = (variants, Patience())
      return worker
    }
  }
}
