import Foundation
import LinearAlgebra
import Testing

/// `compare rbm` and `compare dbn`, broken off and gone on with.
@Suite struct LaboratoryInterruptionTests {
  private static let broken = [
    "--dataset", "synthetic", "--train-limit", "3000", "--ais", "none", "--schedule", "constant", "--learning-rate",
    "0.05",
  ]

  /// Ctrl-C ends in good order, and the same command goes on to the same bytes; another model of the same folder begins anew.
  @Test func anInterruptedRunIsGoneOnWith() throws {
    let (folder, other) = (try Folder(), try Folder())
    let command = ["rbm", "--hidden", "40", "--epochs", "60"] + Self.broken
    let running = try RunningProgram(list: command + ["--out", folder.path])
    try running.wait(forError: "epoch 2/60")
    running.signal(SIGINT)
    let stopped = try Program(running)
    #expect(stopped.status == 130 && stopped.output.isEmpty, "\(stopped.errors)")
    let reached = try #require(stopped.errors.firstMatch(of: /Stopped after epoch (\d+) of 60; the same command goes/))
    let place = folder.path + "/synthetic/rbm"
    let name = "40-pcd-1-sample-60-epochs-lr0.05-constant-decay0.0005-cases3000-seed1-ais-none"
    #expect(try FileManager.default.contentsOfDirectory(atPath: place) == [name + ".part"])

    let resumed = try Program(list: command + ["--out", folder.path])
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.errors.contains("Going on after epoch \(reached.1) of 60."), "\(resumed.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: place) == [name])
    #expect(try Program(list: command + ["--out", other.path, "--quiet"]).status == 0)
    for file in ["model.safetensors", "metrics.csv", "learning-curves.png", "samples.png"] {
      let bytes = [place, other.path + "/synthetic/rbm"].map {
        FileManager.default.contents(atPath: "\($0)/\(name)/\(file)")
      }
      #expect(bytes[0] == bytes[1] && bytes[0] != nil, "\(file)")
    }
    #expect(!FileManager.default.fileExists(atPath: "\(place)/\(name)/checkpoint.safetensors"))
  }

  /// Killed at random moments and begun again each time, with another number of threads, a stack is in the end what it would have been
  /// at once.
  @Test func killedAtRandomMomentsAndBegunAgain() throws {
    let (folder, other) = (try Folder(), try Folder())
    let command = ["dbn", "--hidden", "30,20", "--epochs", "12", "--quiet"] + Self.broken
    var stream = PhiloxStream(seed: 16, stream: .shuffle(epoch: 0, layer: 0))
    for attempt in 0..<4 {
      let running = try RunningProgram(list: command + ["--out", folder.path, "--jobs", "\(1 + attempt % 3)"])
      usleep(200_000 + UInt32(stream.nextUniform() * 1_500_000))
      running.signal(SIGKILL)
      _ = try Program(running)
    }
    for place in [folder, other] { #expect(try Program(list: command + ["--out", place.path]).status == 0) }
    let names = try FileManager.default.subpathsOfDirectory(atPath: other.path + "/synthetic")
    #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.path + "/synthetic").sorted() == names.sorted())
    for name in names where name.hasSuffix(".safetensors") || name.hasSuffix(".png") || name.hasSuffix(".csv") {
      let bytes = [folder, other].map { FileManager.default.contents(atPath: $0.path + "/synthetic/" + name) }
      #expect(bytes[0] == bytes[1], "\(name)")
    }
  }

  /// Chains that are annealed are not annealed again, and the numbers are those of an evaluation without a break.
  @Test func anEvaluationIsGoneOnWith() throws {
    let folder = try Folder()
    let place = folder.path + "/synthetic/rbm"
    let small = ["--dataset", "synthetic", "--train-limit", "1000", "--epochs", "1", "--hidden", "60", "--ais", "none"]
    #expect(try Program(list: ["rbm"] + small + ["--quiet", "--out", folder.path]).status == 0)
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: place).first)
    let command = ["rbm", "evaluate", "\(place)/\(name)/model.safetensors", "--ais", "3000", "--jobs", "1"]
    let running = try RunningProgram(list: command + ["--out", folder.path])
    try running.wait(forError: "  30 %")
    running.signal(SIGKILL)
    _ = try Program(running)
    let part = try #require(
      try FileManager.default.contentsOfDirectory(atPath: place).first { $0.hasSuffix(".part") })
    let kept = try FileManager.default.contentsOfDirectory(atPath: "\(place)/\(part)/evaluation")
    #expect(!kept.isEmpty)
    let resumed = try Program(list: command + ["--out", folder.path])
    #expect(resumed.status == 0 && !FileManager.default.fileExists(atPath: "\(place)/\(part)"), "\(resumed.errors)")
    let evaluated = "\(place)/\(part.dropLast(5))"
    #expect(!FileManager.default.fileExists(atPath: evaluated + "/evaluation"))
    let whole = try Program(list: command + ["--out", folder.path + "/other"])
    #expect(
      whole.output.split(separator: "\n").filter { $0.contains("nats") }
        == resumed.output.split(separator: "\n").filter { $0.contains("nats") })
    #expect(whole.output.contains("reverse AIS"))
  }

  /// What cannot be gone on from is told, and nothing of it is used.
  @Test func aDamagedCheckpointBeginsAnew() throws {
    let folder = try Folder()
    let command = ["rbm", "--hidden", "40", "--epochs", "60", "--out", folder.path] + Self.broken
    func interrupted(_ more: [String] = [], after epoch: Int = 2) throws -> Program {
      let running = try RunningProgram(list: command + more)
      try running.wait(forError: "epoch \(epoch)/60")
      running.signal(SIGINT)
      return try Program(running)
    }
    #expect(try interrupted().status == 130)
    let name =
      "40-pcd-1-sample-60-epochs-lr0.05-constant-decay0.0005-cases3000-seed1-ais-none.part/checkpoint.safetensors"
    let file = URL(fileURLWithPath: "\(folder.path)/synthetic/rbm/\(name)")
    #expect(!(try interrupted(["--fresh"]).errors.contains("Going on")))
    #expect(try interrupted(after: 30).errors.contains("Going on"))
    var bytes = try Data(contentsOf: file)
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: file)
    let damaged = try interrupted()
    #expect(damaged.errors.contains("is damaged") && !damaged.errors.contains("Going on"), "\(damaged.errors)")
  }

  /// Before anything is computed.
  @Test func whatWasRefusedLeavesNothing() throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(atPath: folder.path + "/folder.npy", withIntermediateDirectories: false)
    for file in ["/proc/x.npy", folder.path + "/folder.npy"] {
      let program = try Program(
        "rbm", "--dataset", "synthetic", "--hidden", "4", "--features", file, "--out", folder.path + "/new")
      #expect(program.status == 1 && program.errors.contains("Cannot write \(file)"), "\(program.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["folder.npy"])
    }
  }

  @Test(arguments: [["--hidden", "30000"], ["--hidden", "25", "--estimator", "exact"]])
  func whatTakesLongSaysSo(options: [String]) throws {
    let folder = try Folder()
    let running = try RunningProgram(list: ["rbm", "--dataset", "synthetic", "--out", folder.path] + options)
    try running.wait(forError: "Training takes about")
    try running.wait(forError: "  Training: ")
    running.signal(SIGKILL)
    let errors = try Program(running).errors
    #expect(errors.contains("Training takes about") && errors.contains("  Training: "), "\(errors)")
  }

  @Test func anInterruptionWithoutAnEpochLeavesNothing() throws {
    let folder = try Folder()
    let running = try RunningProgram(list: [
      "rbm", "--dataset", "synthetic", "--hidden", "2000", "--estimator", "cd-1000", "--ais", "none", "--out",
      folder.path + "/new",
    ])
    usleep(1_500_000)
    running.signal(SIGINT)
    let program = try Program(running)
    #expect(program.status == 130 && program.errors.contains("before the end of the first epoch"), "\(program.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/new"))
  }
}
