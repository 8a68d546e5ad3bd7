import Checking
import Experiments
import Foundation

/// What a tested program may see of the machine: neither solutions, nor answers, nor other submissions.
public struct Sandbox: Sendable {
  public enum Kind: String, Sendable {
    /// Bubblewrap, with a file system in which the repository, the submissions and all homes are empty, and no network.
    case bubblewrap
    /// Another user, who may not read what only this one may. For containers that allow no name spaces.
    case otherUser
    case none
  }

  public let kind: Kind
  private let hidden: [String]

  /// The best that this machine allows.
  /// - Parameter hidden: folders that nobody is to see; they are made if they do not exist yet, since only then can they be hidden.
  public init(hiding hidden: [String]) throws {
    var made: [String] = []
    do throws(OutputError) {
      for folder in hidden {
        made = AtomicFile.missingDirectories(folder) + made
        try AtomicFile.createDirectory(folder)
      }
    } catch {
      AtomicFile.removeEmpty(made)
      throw error
    }
    let usual = ["/home", "/root", "/tmp", "/var/tmp"].filter { FileManager.default.fileExists(atPath: $0) }
    self.hidden = (usual + hidden.map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().path }).sorted()
    let kinds: [Kind] = [.bubblewrap, .otherUser]
    let folders = self.hidden
    kind = kinds.first { Self.runs(Self.command("/bin/true", kind: $0, hidden: folders)) } ?? .none
  }

  /// - Parameter body: gets what starts a program, for as long as it runs.
  public func withCommand<Result>(_ program: String, _ body: ([String]) throws -> Result) throws -> Result {
    guard kind == .otherUser else { return try body(Self.command(program, kind: kind, hidden: hidden)) }
    let copy = try Self.copy(of: program)
    defer { try? FileManager.default.removeItem(atPath: AtomicFile.directory(of: copy)) }
    return try body(Self.command(copy, kind: kind, hidden: hidden))
  }

  /// A sentence for who grades, if there is something to do.
  public var advice: String? {
    switch kind {
    case .bubblewrap: nil
    case .otherUser:
      "Solutions run as the user nobody, who must not be able to read the repository: chmod 700 it. Bubblewrap would hide it, but does not run here."
    case .none:
      "Solutions run with your rights, and could read the repository: install bubblewrap (apt-get install bubblewrap), or grade in a container."
    }
  }

  private static func command(_ program: String, kind: Kind, hidden: [String]) -> [String] {
    switch kind {
    case .bubblewrap:
      // The libraries of the language may lie in a home.
      let kept = runtimeLibraries.map { ["--ro-bind", $0, $0] } ?? []
      return ["/usr/bin/env", "bwrap", "--ro-bind", "/", "/"] + hidden.flatMap { ["--tmpfs", $0] } + kept + [
        "--proc", "/proc", "--dev", "/dev", "--ro-bind", program, "/tmp/program", "--chdir", "/tmp", "--unshare-all",
        "--cap-drop", "ALL", "--die-with-parent", "--new-session", "--", "/tmp/program",
      ]
    case .otherUser:
      return [
        "/usr/bin/env", "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs", "--", program,
      ]
    case .none: return [program]
    }
  }

  /// The folder of the libraries that Swift programs load, as this one has.
  private static var runtimeLibraries: String? {
    let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
    let line = maps.split(separator: "\n").first { $0.hasSuffix("/libswiftCore.so") }
    return line.flatMap { line in line.firstIndex(of: "/").map { AtomicFile.directory(of: String(line[$0...])) } }
  }

  /// The program where another user may start it, who may not enter the repository, but cannot read it, as solutions are in it.
  private static func copy(of program: String) throws -> String {
    let folder = NSTemporaryDirectory() + "assignment-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o711])
    let copy = folder + "/program"
    try FileManager.default.copyItem(atPath: program, toPath: copy)
    try FileManager.default.setAttributes([.posixPermissions: 0o711], ofItemAtPath: copy)
    return copy
  }

  private static func runs(_ command: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
