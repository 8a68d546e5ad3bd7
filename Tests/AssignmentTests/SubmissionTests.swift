import Foundation
import Testing

@testable import Assignment

/// What counts as handed in.
@Suite final class SubmissionTests {
  /// Not below a folder that is hidden anyway.
  private let folder = MasterTests.root + "/.build/submissions-\(UUID().uuidString)"
  private let manager = FileManager.default

  init() throws { try put("secret", "elsewhere/Sources/F.swift") }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func put(_ text: String, _ file: String) throws {
    let path = "\(folder)/\(file)"
    try manager.createDirectory(
      atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  @Test func packagesAndFoldersOfThemAreFound() throws {
    try put("", "class/ada/Sources/F.swift")
    try put("", "class/bob/homework/Sources/F.swift")
    try put("", "class/.git/hooks/x")
    try put("", "class/__MACOSX/x")
    let found = try Submission.all(in: ["\(folder)/class"])
    #expect(found.map(\.name) == ["ada", "bob"])
    #expect(found.allSatisfy { $0.text("Sources/F.swift") == "" })
    #expect { try Submission.all(in: ["\(folder)/class"], name: "eve") } throws: { "\($0)".contains("2 submissions") }
  }

  /// Gradescope unpacks an archive's own folder, and a Mac's leavings beside it.
  @Test func anArchiveMayHoldOneFolder() throws {
    try put("text", "submission/homework/Sources/F.swift")
    try put("", "submission/__MACOSX/homework/x")
    for name in ["submission", nil] {
      let found = try Submission.all(in: ["\(folder)/submission"], name: name)
      #expect(found.map(\.name) == ["submission"] && found[0].text("Sources/F.swift") == "text")
    }
  }

  @Test func linksToElsewhereAreNotHandedIn() throws {
    try put("", "eve/Sources/G.swift")
    try manager.createSymbolicLink(
      atPath: "\(folder)/eve/Sources/F.swift", withDestinationPath: "\(folder)/elsewhere/Sources/F.swift")
    try manager.createSymbolicLink(
      atPath: "\(folder)/eve/Sources/Endless.swift", withDestinationPath: "/dev/zero")
    try manager.createDirectory(atPath: "\(folder)/mallory", withIntermediateDirectories: true)
    try manager.createSymbolicLink(
      atPath: "\(folder)/mallory/Sources", withDestinationPath: "\(folder)/elsewhere/Sources")
    let found = try Submission.all(in: ["\(folder)/eve", "\(folder)/mallory"])
    #expect(found.allSatisfy { $0.text("Sources/F.swift") == nil && $0.text("Sources/Endless.swift") == nil })
  }

  @Test func linesMayEndAsOnWindows() throws {
    try put("a\r\nb\r\n", "ada/Sources/F.swift")
    #expect(try Submission.all(in: ["\(folder)/ada"])[0].text("Sources/F.swift") == "a\nb\n")
  }

  /// Where the machine allows no better, other rights or none are all there is; then there is advice.
  @Test func theSandboxHidesFolders() throws {
    let later = folder + "-later"
    defer { try? manager.removeItem(atPath: later) }
    let sandbox = try Sandbox(hiding: [folder, later])
    try Data().write(to: URL(fileURLWithPath: later + "/answers"))
    guard sandbox.kind == .bubblewrap else {
      #expect(sandbox.advice != nil)
      return
    }
    #expect(try !isSeen("\(folder)/elsewhere/Sources/F.swift", in: sandbox))
    #expect(try !isSeen("\(later)/answers", in: sandbox))
    // Not this file: all of /tmp is hidden, and a clone may be there.
    #expect(try isSeen("/bin/cat", in: sandbox))
  }

  @Test func whatCannotBeHiddenLeavesNothing() throws {
    #expect { try Sandbox(hiding: [folder, "\(folder)/new/deep", "/proc/x"]) } throws: { "\($0)".contains("/proc/x") }
    #expect(!manager.fileExists(atPath: "\(folder)/new"))
  }

  private func isSeen(_ file: String, in sandbox: Sandbox) throws -> Bool {
    try sandbox.withCommand("/bin/cat") { command in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: command[0])
      process.arguments = command.dropFirst() + [file]
      (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
      try process.run()
      process.waitUntilExit()
      return process.terminationStatus == 0
    }
  }
}
