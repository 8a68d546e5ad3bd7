import Foundation

/// A program of this package, run as a process to its end.
struct Program {
  let status: Int32
  let output: String
  let errors: String

  init(_ arguments: String...) throws { try self.init(list: arguments) }

  /// The tests' own executable lies beside the programs.
  private static let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
  static let executable = folder.appendingPathComponent("compare")

  /// Runs `compare` with arguments and waits for its end.
  init(list arguments: [String]) throws { try self.init(RunningProgram(list: arguments)) }

  /// Runs `bench` with arguments and waits for its end.
  init(bench arguments: [String]) throws {
    try self.init(RunningProgram(Self.folder.appendingPathComponent("bench"), arguments))
  }

  /// Runs `compare` with arguments as a shell spells them, which may be bytes that are no text.
  /// - Parameter before: commands for the shell, such as limits.
  init(shell arguments: String, before: String = "") throws {
    try self.init(RunningProgram(shell: arguments, before: before))
  }

  /// Waits for the end of a process.
  init(_ running: RunningProgram) throws {
    running.process.waitUntilExit()
    status = running.process.terminationReason == .exit ? running.process.terminationStatus : -1
    output = try running.folder.text("output")
    errors = try running.folder.text("errors")
  }
}

/// A program that may not have ended yet.
struct RunningProgram {
  fileprivate let process = Process()
  fileprivate let folder: Folder

  init(_ executable: URL, _ arguments: [String]) throws {
    folder = try Folder()
    process.executableURL = executable
    process.arguments = arguments
    let (output, errors) = (folder.path + "/output", folder.path + "/errors")
    for file in [output, errors] { try Data().write(to: URL(fileURLWithPath: file)) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
  }

  /// `compare` with arguments.
  init(list arguments: [String]) throws { try self.init(Program.executable, arguments) }

  /// `compare` with arguments as a shell spells them.
  init(shell arguments: String, before: String = "") throws {
    try self.init(
      URL(fileURLWithPath: "/bin/sh"), ["-c", "\(before)\nexec \"$0\" \(arguments)", Program.executable.path])
  }

  var number: Int32 { process.processIdentifier }
  var isRunning: Bool { process.isRunning }

  /// Sends a signal.
  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Waits until the program has said something on its error output, or has ended.
  func wait(forError text: String) throws {
    while isRunning, try !folder.text("errors").contains(text) { usleep(2000) }
  }
}

/// A directory that is removed when the test lets go of it.
final class Folder: Sendable {
  let path = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func text(_ file: String) throws -> String { try String(contentsOfFile: path + "/" + file, encoding: .utf8) }

  func bytes(_ file: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path + "/" + file)) }
}
