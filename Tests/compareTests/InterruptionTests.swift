import Foundation
import LinearAlgebra
import Testing

/// What is left of a comparison that something happens to, and what becomes of it in the end.
@Suite(.serialized) struct InterruptionTests {
  /// A smoke comparison on drawn digits, with every kind of arm: momentum, Adam, dropout, pretraining, and two that share it.
  static let smoke = [
    "--dataset", "synthetic", "--preset", "smoke", "--train-limit", "1500", "--hidden", "60,40",
    "--arms", "random,dbn,dbn:dropout=0.2,he:optimizer=adam,lr=1e-3,input-dropout=0.1",
  ]

  /// The files of an undisturbed comparison, which the others have to equal.
  private static let undisturbed = Result {
    let folder = try Folder()
    let program = try Program(shell: "\(shell) --quiet", before: "cd \(folder.path)")
    #expect(program.status == 0, "\(program.errors)")
    return try files(of: folder)
  }

  private static let shell = smoke.joined(separator: " ") + " --out results"

  /// Runs in a folder of its own, so that the command, which pictures carry, is the same.
  private func start(in folder: Folder, _ more: String = "--quiet") throws -> RunningProgram {
    try RunningProgram(shell: "\(Self.shell) \(more)", before: "cd \(folder.path)")
  }

  /// All results but what holds times: pictures and models as they are, metrics without their last column.
  private static func files(of folder: Folder) throws -> [String: Data] {
    let results = folder.path + "/results/synthetic"
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: results) {
      files[name] = Data()
      guard name.hasSuffix(".png") || name.hasSuffix(".safetensors") || name == "metrics.csv" else { continue }
      files[name] = try Data(contentsOf: URL(fileURLWithPath: "\(results)/\(name)"))
    }
    let metrics = String(decoding: files["metrics.csv"] ?? Data(), as: UTF8.self).split(separator: "\r\n")
    let timeless = metrics.map { $0[..<($0.lastIndex(of: ",") ?? $0.startIndex)] }.joined(separator: "\n")
    files["metrics.csv"] = Data(timeless.utf8)
    return files
  }

  private func expectEqualToUndisturbed(_ folder: Folder) throws {
    let (files, whole) = (try Self.files(of: folder), try Self.undisturbed.get())
    #expect(whole["metrics.csv"]?.count ?? 0 > 1000 && whole.keys.count(where: { $0.hasSuffix(".png") }) == 10)
    #expect(files.keys.sorted() == whole.keys.sorted())
    for (name, data) in whole { #expect(files[name] == data, "\(name)") }
  }

  private func expectEqualNumbers(_ folder: Folder) throws {
    #expect(try Self.files(of: folder)["metrics.csv"] == Self.undisturbed.get()["metrics.csv"])
  }

  @Test func killedAtTenRandomMomentsAndResumedEachTime() throws {
    var (folder, kills, completed) = (try Folder(), 0, 0)
    // The same moments every time, so that a failure can be had again.
    var stream = PhiloxStream(seed: 20, stream: .shuffle(epoch: 0, layer: 0))
    while kills < 10 {
      let program = try start(in: folder)
      usleep(50_000 + UInt32(stream.nextUniform() * 1_450_000))
      program.signal(SIGKILL)
      let end = try Program(program)
      if end.status == -1 {
        kills += 1
      } else {
        #expect(end.status == 0, "\(end.errors)")
        try expectEqualToUndisturbed(folder)
        (folder, completed) = (try Folder(), completed + 1)
      }
    }
    #expect(try Program(start(in: folder)).status == 0)
    try expectEqualToUndisturbed(folder)
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
  func aSignalLeavesAPartialReportAndTheSameCommandGoesOn(signal: Int32, code: Int32) throws {
    let folder = try Folder()
    let program = try start(in: folder, "")
    try program.wait(forError: "dbn: pretraining layer 2, epoch 1")
    program.signal(signal)
    let end = try Program(program)
    #expect(end.status == code && end.output.contains("Stopped before the end; the same command goes on."))
    let partial = "results/synthetic/running"
    #expect(try folder.text(partial + "/index.html").contains("nfinished"))
    #expect(try folder.text(partial + "/report.md").contains("nfinished"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/results/synthetic/index.html"))
    try Pages(of: folder.path + "/results").expectWhole()
    let next = try Program(start(in: folder, "--jobs 1"))
    #expect(
      next.status == 0 && next.errors.contains("Going on with the comparison that was begun in results/synthetic."))
    #expect(!next.errors.contains("dbn: pretraining layer 1, epoch 1/"))
    try expectEqualNumbers(folder)
  }

  @Test func resumeNeedsNoSettingsAndSomethingToResume() throws {
    let folder = try Folder()
    let program = try start(in: folder, "")
    try program.wait(forError: "random: epoch 2")
    program.signal(SIGINT)
    #expect(try Program(program).status == 130)
    func resume(_ arguments: String) throws -> Program {
      try Program(shell: "\(arguments) --resume --out results", before: "cd \(folder.path)")
    }
    let other = try resume("--quiet")
    #expect(other.status == 1)
    #expect(other.errors.contains("nothing to resume in results/mnist, but in results/synthetic; name the data set"))
    #expect(
      try resume("--dataset synthetic --epochs 9").errors.contains("--preset: results/synthetic holds an unfinished"))
    #expect(try resume("--dataset synthetic --quiet").status == 0)
    try expectEqualNumbers(folder)
    // Nothing is left to compute, and the pictures can still be drawn.
    try FileManager.default.removeItem(atPath: folder.path + "/results/synthetic/confusion.png")
    let again = try resume("--dataset synthetic")
    #expect(again.status == 0 && !again.errors.contains("epoch"))
    #expect(try folder.bytes("results/synthetic/confusion.png").count > 1000)
  }

  @Test func changedSettingsAreRefusedAndFreshKeepsTheOld() throws {
    let folder = try Folder()
    let program = try start(in: folder, "")
    try program.wait(forError: "random: epoch 1")
    program.signal(SIGINT)
    #expect(try Program(program).status == 130)
    let changed = try Program(start(in: folder, "--epochs 3"))
    #expect(changed.status == 1)
    #expect(
      changed.errors.contains(
        "--epochs: results/synthetic holds an unfinished comparison with 5, and this one has 3; go on with the settings"
      ))
    let fresh = try Program(start(in: folder, "--fresh --quiet"))
    #expect(fresh.status == 0, "\(fresh.errors)")
    try FileManager.default.removeItem(atPath: folder.path + "/results/synthetic/earlier")
    try expectEqualNumbers(folder)
  }

  @Test func twoRunsOnOneDirectoryDoNotMix() throws {
    let folder = try Folder()
    let first = try start(in: folder, "")
    try first.wait(forError: "random: epoch 1")
    let second = try Program(start(in: folder))
    #expect(second.status == 1)
    #expect(second.errors.contains("Another process, number \(first.number), is writing to results/synthetic; wait"))
    // What a killed process leaves holds nobody up.
    first.signal(SIGKILL)
    #expect(try Program(first).status == -1)
    #expect(FileManager.default.fileExists(atPath: folder.path + "/results/synthetic/lock"))
    #expect(try Program(start(in: folder)).status == 0)
    try expectEqualNumbers(folder)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/results/synthetic/lock"))
  }

  /// Drawing again waits for nobody either, and here the holder has not said its number.
  @Test func reportKeepsOutOfTheWayToo() throws {
    let folder = try Folder()
    #expect(try Program(start(in: folder, "--arms he --quiet")).status == 0)
    let held = "touch results/synthetic/lock && exec flock results/synthetic/lock \"$0\" report --out results"
    let report = try Program(shell: "", before: "cd \(folder.path)\n\(held)")
    #expect(report.status == 1 && report.errors.contains("Another process is writing to results/synthetic; wait"))
  }
}
