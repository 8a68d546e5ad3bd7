import Foundation
import Testing

/// A disk, a directory or a limit that fails while a comparison runs: one sentence, a code that is not zero, nothing half-written,
/// earlier results as they were, and the same command goes on afterwards.
@Suite(.serialized) struct FaultTests {
  private static let smoke =
    "--dataset synthetic --preset smoke --train-limit 1500 --hidden 60,40 --arms random,he --out results --quiet"

  /// The numbers of an undisturbed comparison.
  private static let undisturbed = Result {
    let folder = try Folder()
    _ = try Program(shell: smoke, before: "cd \(folder.path)")
    return try metrics(folder)
  }

  /// The table of metrics without its last column, which holds times.
  private static func metrics(_ folder: Folder) throws -> [String] {
    try folder.text("results/synthetic/metrics.csv").split(separator: "\r\n").map {
      String($0[..<($0.lastIndex(of: ",") ?? $0.startIndex)])
    }
  }

  private func expectOneSentence(_ program: Program, _ parts: String...) {
    #expect(program.status == 1, "\(program.errors)")
    let lines = program.errors.split(separator: "\n")
    #expect(lines.count == 1 && program.errors.hasPrefix("Error: "), "\(program.errors)")
    for part in parts { #expect(program.errors.contains(part), "\(program.errors)") }
  }

  private func expectNothingHalfWritten(_ folder: Folder) throws {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    #expect(!names.contains { $0.hasSuffix(".part") }, "\(names)")
  }

  private func expectTheSameCommandGoesOn(_ folder: Folder) throws {
    let next = try Program(shell: Self.smoke, before: "cd \(folder.path)")
    #expect(next.status == 0, "\(next.errors)")
    #expect(try Self.metrics(folder) == Self.undisturbed.get())
  }

  /// A file system of its own, with too little room for a checkpoint and later for the models.
  @Test(.enabled(if: canMount, "mounting needs user namespaces"), arguments: [200, 700, 1100])
  func aFullDiskLosesNothing(kibibytes: Int) throws {
    let folder = try Folder()
    let mount = "mkdir results && mount -t tmpfs -o size=\(kibibytes)k tmpfs results"
    // What the file system holds in the end is copied out of it, since it ends with the process.
    let keep = "\"$0\" \(Self.smoke); code=$?; cp -a results kept; exit $code"
    let program = try Program(
      shell: "", before: "cd \(folder.path)\nexec unshare -rm sh -c '\(mount) && \(keep)' \"$0\"")
    expectOneSentence(
      program, "Cannot write results/synthetic/", ": no space left on device; ", "the same command goes on")
    try expectNothingHalfWritten(folder)
    try FileManager.default.removeItem(atPath: folder.path + "/results")
    try FileManager.default.moveItem(atPath: folder.path + "/kept", toPath: folder.path + "/results")
    try expectTheSameCommandGoesOn(folder)
  }

  private static let canMount =
    (try? Program(shell: "", before: "exec unshare -rm mount -t tmpfs tmpfs /mnt").status) == 0

  /// A limit on the size of files, in blocks of 512 or 1024 bytes: models and checkpoints are above it, records below.
  @Test func filesBeyondTheLimitAreAnError() throws {
    let folder = try Folder()
    let program = try Program(shell: Self.smoke, before: "cd \(folder.path)\nulimit -f 100")
    expectOneSentence(program, "Cannot write results/synthetic/running/", ": file too large; ")
    try expectNothingHalfWritten(folder)
    try expectTheSameCommandGoesOn(folder)
  }

  @Test(.enabled(if: getuid() != 0, "the superuser may write anywhere"))
  func aReadOnlyDirectoryIsToldFirst() throws {
    let folder = try Folder()
    let program = try Program(shell: Self.smoke, before: "cd \(folder.path)\nmkdir results\nchmod a-w results")
    expectOneSentence(program, "Cannot create the directory results/synthetic: permission denied")
  }

  /// The same by a file system that is mounted read-only, which holds for the superuser too.
  @Test(.enabled(if: canMount, "mounting needs user namespaces"))
  func aReadOnlyFileSystemIsToldFirst() throws {
    let folder = try Folder()
    let mount = "mkdir results && mount -t tmpfs -o ro tmpfs results"
    let program = try Program(
      shell: "", before: "cd \(folder.path)\nexec unshare -rm sh -c '\(mount) && \"$0\" \(Self.smoke)' \"$0\"")
    expectOneSentence(
      program, "Cannot create the directory results/synthetic: read-only file system; choose another place")
  }

  @Test func aDirectoryThatIsRemovedIsNamed() throws {
    let folder = try Folder()
    let command = Self.smoke.replacing(" --quiet", with: "")
    let running = try RunningProgram(shell: command, before: "cd \(folder.path)")
    try running.wait(forError: "epoch 1/5")
    try FileManager.default.removeItem(atPath: folder.path + "/results")
    let program = try Program(running)
    #expect(program.status == 1 && program.errors.contains("Error: Cannot write results/synthetic/running/"))
    #expect(program.errors.contains("no such file or directory; "), "\(program.errors)")
    try expectTheSameCommandGoesOn(folder)
  }

  @Test func runningOutOfFileHandlesIsTold() throws {
    let folder = try Folder()
    // Few enough for the lock or a first file to fail, whichever comes first.
    for limit in 5...9 {
      let program = try Program(shell: Self.smoke, before: "cd \(folder.path)\nulimit -n \(limit)")
      guard program.status != 0 else { continue }
      #expect(!program.errors.contains("Fatal"), "\(limit): \(program.errors)")
      #expect(program.errors.split(separator: "\n").count == 1, "\(limit): \(program.errors)")
    }
    try expectNothingHalfWritten(folder)
    try expectTheSameCommandGoesOn(folder)
  }

  /// Whatever fails, complete results stay as they were.
  @Test func earlierResultsStay() throws {
    let folder = try Folder()
    _ = try Program(shell: Self.smoke, before: "cd \(folder.path)")
    let before = try files(in: folder)
    let program = try Program(shell: Self.smoke + " --epochs 2", before: "cd \(folder.path)\nulimit -f 100")
    expectOneSentence(program, ": file too large; nothing that was there before has been changed")
    let after = try files(in: folder).filter { !$0.key.hasPrefix("running/") }
    #expect(after == before)
  }

  private func files(in folder: Folder) throws -> [String: Data] {
    let results = folder.path + "/results/synthetic"
    let names = try FileManager.default.subpathsOfDirectory(atPath: results)
    let contents = names.map { ($0, (try? Data(contentsOf: URL(fileURLWithPath: "\(results)/\($0)"))) ?? Data()) }
    return Dictionary(uniqueKeysWithValues: contents).filter { $0.key != "running" }
  }
}
