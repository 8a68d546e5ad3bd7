import Foundation
import Testing

/// No use of the program ends in a trap: with each stream closed or full, with few handles and a small stack, a command ends with a
/// code that is one of its own, and what it has written is whole.
@Suite(.serialized) struct StreamTests {
  private static let comparison =
    "run --dataset synthetic --preset smoke --train-limit 300 --hidden 8 --arms he --epochs 1 --out out"

  /// Small uses of the commands that tell how far they are.
  private static let commands = [
    "rbm --dataset synthetic --hidden 6 --epochs 1 --train-limit 300 --ais none --out out",
    "predict --dataset synthetic --results out --index 3", "diagnose --dataset synthetic --depth 2 --width 8 --out out",
    "study cs231n --quick --seeds 1 --out out/studies", "study list", "--help", "rbm --hidden 0",
  ]

  /// Where a comparison and a machine are.
  private static let place = Result {
    let folder = try Folder()
    for command in [comparison, commands[0]] {
      _ = try Program(shell: command + " --quiet", before: "cd \(folder.path)")
    }
    return folder
  }

  private func run(_ before: String = "", _ after: String) throws -> [(command: String, program: Program)] {
    let folder = try Self.place.get()
    let results = try Self.commands.map {
      ($0, try Program(shell: "\($0) \(after)", before: "cd \(folder.path)\n\(before)"))
    }
    // Sentences do not go into files.
    let data = try folder.bytes("out/synthetic/rbm/" + name(in: folder) + "/model.safetensors")
    #expect(data.count > 6 * 784 * 4 && data[8] == UInt8(ascii: "{"))
    return results
  }

  private func name(in folder: Folder) throws -> String {
    try FileManager.default.contentsOfDirectory(atPath: folder.path + "/out/synthetic/rbm").filter {
      !$0.hasSuffix(".part")
    }.sorted()[0]
  }

  @Test(arguments: ["2>&-", "2>/dev/full", ">&- 2>&- <&-"])
  func whatNobodyReadsIsNoReasonToEnd(streams: String) throws {
    for (command, program) in try run("", streams) {
      let expected: Int32 = command.hasSuffix("--hidden 0") ? 1 : 0
      #expect(program.status == expected, "\(command) \(streams): \(program.status) \(program.errors)")
    }
  }

  /// What was to be printed is lost, and that is said; files are there.
  @Test func aFullOutputIsTold() throws {
    for (command, program) in try run("", ">/dev/full") where command != "--help" {
      #expect(program.status == 1, "\(command): \(program.status)")
      #expect(program.errors.contains("Error: "), "\(command): \(program.errors)")
      #expect(!program.errors.contains("Fatal"), "\(command): \(program.errors)")
    }
  }

  @Test(arguments: ["ulimit -n 5", "ulimit -s 256"])
  func fewHandlesAndASmallStackAreNoTrap(limit: String) throws {
    for (command, program) in try run(limit, "") {
      #expect([0, 1, 64].contains(program.status), "\(command), \(limit): \(program.status) \(program.errors)")
    }
  }
}
