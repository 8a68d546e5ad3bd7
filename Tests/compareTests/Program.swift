import Foundation

/// A program of this package, run as a process.
struct Program {
  let status: Int32
  let output: String
  let errors: String

  init(_ arguments: String...) throws { try self.init(list: arguments) }

  /// The tests' own executable lies beside the programs.
  private static let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
  static let executable = folder.appendingPathComponent("compare")

  /// Runs `compare` with arguments and waits for its end.
  init(list arguments: [String]) throws { try self.init(Self.executable, arguments) }

  /// Runs `bench` with arguments and waits for its end.
  init(bench arguments: [String]) throws { try self.init(Self.folder.appendingPathComponent("bench"), arguments) }

  /// Runs `compare` with arguments as a shell spells them, which may be bytes that are no text.
  /// - Parameter preparation: what the shell does first, such as setting a limit.
  init(shell arguments: String, after preparation: String = "") throws {
    let line = "\(preparation) exec \"$0\" \(arguments)"
    try self.init(URL(fileURLWithPath: "/bin/sh"), ["-c", line, Self.executable.path])
  }

  private init(_ executable: URL, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    let folder = try Folder()
    let (outputFile, errorFile) = (folder.path + "/output", folder.path + "/errors")
    for file in [outputFile, errorFile] { try Data().write(to: URL(fileURLWithPath: file)) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: outputFile)
    process.standardError = FileHandle(forWritingAtPath: errorFile)
    try process.run()
    process.waitUntilExit()
    status = process.terminationReason == .exit ? process.terminationStatus : -1
    output = try String(contentsOfFile: outputFile, encoding: .utf8)
    errors = try String(contentsOfFile: errorFile, encoding: .utf8)
  }
}

/// A directory that is removed when the test lets go of it.
final class Folder {
  let path = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func text(_ file: String) throws -> String { try String(contentsOfFile: path + "/" + file, encoding: .utf8) }

  func bytes(_ file: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path + "/" + file)) }
}
