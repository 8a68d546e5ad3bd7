import Datasets
import Experiments
import Foundation
import Testing

/// The estimate against real processes, and what becomes of a comparison that needs more than there is.
@Suite(.serialized) struct MemoryTests {
  private struct Case: Sendable {
    let arms: String
    let jobs: Int
    /// Few cases of a small data set, so that a wide network takes seconds; nil for the smoke preset as it is.
    let hidden: [Int]?

    var dataset: String { hidden == nil ? "mnist" : "synthetic" }

    var arguments: [String] {
      let widths = hidden.map { $0.map(String.init).joined(separator: ",") }
      return ["--preset", "smoke", "--dataset", dataset, "--arms", arms, "--jobs", "\(jobs)", "--quiet"]
        + (widths.map { ["--hidden", $0, "--train-limit", "300", "--epochs", "1", "--pretrain-epochs", "1"] } ?? [])
    }

    /// What the program makes of these arguments.
    func estimate() throws -> Double {
      var settings = Preset.smoke.settings(dataset: dataset)
      settings.arms = try Arm.list(arms)
      if let hidden { (settings.hidden, settings.trainLimit) = (hidden, 300) }
      let data = try RunData(hidden == nil ? .mnist() : .synthetic(seed: 1), settings: settings)
      return MemoryEstimate(settings: settings, data: data.description(settings: settings), jobs: jobs).bytes
    }
  }

  /// No process takes more than its estimate, and none less than half of it.
  @Test(arguments: [
    Case(arms: "random,dbn,xavier,he", jobs: 2, hidden: nil), Case(arms: "he", jobs: 1, hidden: [3000, 3000]),
    Case(arms: "dbn", jobs: 1, hidden: [3000, 3000]), Case(arms: "he,xavier", jobs: 2, hidden: [3000, 3000]),
    Case(arms: "he:optimizer=adam,dropout=0.5", jobs: 1, hidden: [3000, 3000]),
  ])
  private func theEstimateFitsRealProcesses(settings: Case) throws {
    let folder = try Folder()
    let peak = try PeakMemory.ofCompare(settings.arguments + ["--out", folder.path])
    let estimate = try settings.estimate()
    #expect(peak < estimate && peak > 0.5 * estimate, "\(peak / 1e6) MB of an estimated \(estimate / 1e6) MB")
  }

  @Test func moreThanThereIsIsRefused() throws {
    let folder = try Folder()
    let place = ["--out", folder.path + "/new", "--dataset", "synthetic", "--jobs", "2"]
    let program = try Program(list: ["--hidden", "100000,100000"] + place)
    #expect(program.status == 1 && program.output.isEmpty)
    let sentence = #/Error: --hidden 100000,100000 with 2 jobs needs about \d+ GB of memory, \d+ GB are available; /#
    #expect(program.errors.prefixMatch(of: sentence) != nil, "\(program.errors)")
    #expect(program.errors.hasSuffix("; take narrower layers or fewer --jobs.\n"), "\(program.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/new"))
  }

  /// The largest settings that are accepted: no count may overflow on its way to the refusal.
  @Test func theLargestSettingsAreRefusedToo() throws {
    let widths = [String](repeating: "100000", count: 32).joined(separator: ",")
    let program = try Program(
      list: [
        "--hidden", widths, "--arms", "dbn,dbn:batch-size=100000,optimizer=adam,dropout=0.5", "--seeds", "10000",
        "--jobs", "1024", "--batch-size", "100000", "--dataset", "synthetic", "--out", "/nonexistent",
      ])
    #expect(program.status == 1 && program.errors.contains("--hidden 100000,100000,100000,100000,… (32 layers) with"))
  }

  /// Under a limit, a comparison is refused in a sentence or comes to its end; it never breaks off in the middle.
  @Test func aLimitOfTheShellIsKept() throws {
    var ends: Set<Int32> = []
    for megabytes in stride(from: 500, through: 1300, by: 200) {
      let folder = try Folder()
      let program = try Program(
        shell: """
          --dataset synthetic --train-limit 300 --arms dbn,he --hidden 2000,2000 --epochs 1 --pretrain-epochs 1 --jobs 1 \
          --quiet --out \(folder.path)/new
          """,
        before: "ulimit -v \(megabytes << 10);")
      ends.insert(program.status)
      let isRefused = program.errors.contains("of memory,")
      #expect(program.status == (isRefused ? 1 : 0), "\(megabytes) MiB: \(program.status) \(program.errors)")
      #expect(FileManager.default.fileExists(atPath: folder.path + "/new") != isRefused)
    }
    #expect(ends == [0, 1], "the limits should lie on both sides of what is needed")
  }
}

/// The most memory that a process has held at once.
enum PeakMemory {
  /// Runs `compare` to its end. Linux only, where a process's peak can be read while it runs.
  static func ofCompare(_ arguments: [String]) throws -> Double {
    let process = Process()
    process.executableURL = Program.executable
    process.arguments = arguments
    try process.run()
    var peak = 0.0
    while process.isRunning {
      let status = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
      peak = max(peak, kilobytes * 1024)
      usleep(2000)
    }
    guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
    return peak
  }

  struct Failure: Error { let status: Int32 }
}
