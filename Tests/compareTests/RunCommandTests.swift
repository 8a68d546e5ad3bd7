import Foundation
import Testing

@Suite struct RunCommandTests {
  static let small = ["--dataset", "synthetic", "--hidden", "20,15", "--epochs", "2", "--pretrain-epochs", "1"]

  func run(_ folder: Folder, _ more: String...) throws -> Program {
    try Program(list: Self.small + ["--out", folder.path] + more)
  }

  @Test func everythingIsLeftBehind() throws {
    let folder = try Folder()
    let program = try run(folder)
    #expect(program.status == 0, "\(program.errors)")
    for file in [
      "index.html", "synthetic/index.html", "synthetic/report.md", "synthetic/metrics.csv", "synthetic/results.json",
      "synthetic/loss-curves.png", "synthetic/error-curves.png", "synthetic/error-vs-compute.png",
      "synthetic/activation-histograms.png", "synthetic/gradient-histograms.png", "synthetic/rbm-filters.png",
      "synthetic/reconstructions.png", "synthetic/confusion.png", "synthetic/side-by-side.png",
      "synthetic/records/comparison.json", "synthetic/records/dbn-seed1.json",
    ] {
      #expect(try folder.bytes(file).count > 100, "\(file)")
    }
    for arm in ["random", "xavier-sigmoid", "shuffled-dbn", "dbn", "xavier", "he"] {
      #expect(program.output.contains("\n\(arm) "))
    }
    #expect(program.output.contains("Open \(folder.path)/synthetic/index.html"))
    // Not a terminal: plain lines, one an epoch.
    #expect(program.errors.contains("dbn: pretraining layer 1, epoch 1/1, reconstruction error"))
    #expect(program.errors.contains("he: epoch 2/2, loss"))
    #expect(!program.errors.contains("\u{1B}"))
  }

  @Test func theNumberOfJobsChangesNoByte() throws {
    func metrics(jobs: String) throws -> [String] {
      let folder = try Folder()
      _ = try run(folder, "--jobs", jobs, "--quiet")
      // The last column holds times.
      return try folder.text("synthetic/metrics.csv").split(separator: "\r\n").map { line in
        String(line[..<(line.lastIndex(of: ",") ?? line.startIndex)])
      }
    }
    let one = try metrics(jobs: "1")
    // Both pretrained arms have the epochs of the machines that they share.
    #expect(one.count == 1 + 6 * 2 + 2 * 2)
    #expect(one == (try metrics(jobs: "2")))
  }

  /// Learned slopes go through training, saving, prediction and diagnosis.
  @Test func learnedSlopesReachEveryCommand() throws {
    let folder = try Folder()
    let arms = "he:activation=prelu,lsuv:activation=prelu-0.1,batchnorm=on"
    let program = try run(folder, "--arms", arms)
    #expect(program.status == 0, "\(program.errors)")
    #expect(try folder.text("synthetic/report.md").contains("PReLU from 0.25, He normal"))
    let prediction = try Program("predict", "--dataset", "synthetic", "--results", folder.path, "--index", "3")
    #expect(prediction.status == 0 && prediction.output.contains("he:activation=prelu"), "\(prediction.errors)")
    let diagnosis = try Program(
      "diagnose", "--dataset", "synthetic", "--arms", "he:activation=prelu,init=he-normal/slope=0.25", "--depth", "6",
      "--width", "40",
      "--epochs", "1", "--out", folder.path)
    #expect(diagnosis.status == 0 && diagnosis.output.contains("PReLU from 0.25"), "\(diagnosis.errors)")
  }

  @Test func quietSaysNothing() throws {
    let program = try run(try Folder(), "--arms", "he", "--quiet")
    #expect(program.status == 0 && program.output.isEmpty && program.errors.isEmpty)
  }

  @Test func reportDrawsTheSameAgain() throws {
    let folder = try Folder()
    _ = try run(folder, "--arms", "random,dbn", "--quiet")
    let files = ["metrics.csv", "results.json", "index.html", "side-by-side.png", "loss-curves.png"]
    let before = try files.map { try folder.bytes("synthetic/" + $0) }
    for file in files { try FileManager.default.removeItem(atPath: folder.path + "/synthetic/" + file) }
    #expect(try Program("report", "--out", folder.path, "--quiet").status == 0)
    #expect(try files.map { try folder.bytes("synthetic/" + $0) } == before)
  }

  @Test func settingsReachTheResults() throws {
    let folder = try Folder()
    _ = try run(folder, "--arms", "he:lr=0.01,xavier", "--seeds", "2", "--seed", "7", "--labels", "200", "--quiet")
    let data = try folder.bytes("synthetic/results.json")
    let results = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let arms = try #require(results["arms"] as? [[String: Any]])
    #expect(arms.map { $0["name"] as? String } == ["he:lr=0.01", "xavier"])
    let error = try #require(arms[0]["testErrorPercent"] as? [String: Any])
    let values = try #require(error["values"] as? [Double])
    #expect(values.count == 2)
    #expect(abs((error["mean"] as? Double ?? 0) - (values[0] + values[1]) / 2) < 1e-6)
    // t for one degree of freedom is 12.706, and the half-width t·|a − b|/2.
    #expect(abs((error["ci95"] as? Double ?? 0) - 12.7062 * abs(values[0] - values[1]) / 2) < 1e-3)
    let description = try #require(results["data"] as? [String: Any])
    #expect(description["labelledCount"] as? Int == 200 && description["trainingCount"] as? Int == 5000)
    #expect(
      results["dataset"] as? String == "synthetic" && results["wallSeconds"] is Double && results["gflops"] is Double)
    #expect(try folder.text("synthetic/metrics.csv").contains("\"he:lr=0.01\"") == false)
    #expect(try folder.text("synthetic/metrics.csv").contains("\r\nhe:lr=0.01,8,train,2,"))
  }

  /// What goes wrong is told in one sentence, with a code that is not zero and nothing left behind.
  @Test(arguments: [
    (["--dataset", "emnist"], "--dataset: 'emnist' cannot be used: the data sets known by name are mnist"),
    (["--data-dir", "/nonexistent"], "There is no directory /nonexistent"),
    (["--arms", "he,hee"], "there is no arm 'hee'"),
    (["--arms", "he:dropout=2"], "'2' cannot be the dropout of arm 'he'"),
    (["--hidden", "5,zero"], "--hidden: '5,zero' cannot be used"),
    (["--epochs", "0"], "--epochs: 0 cannot be used: give a whole number from 1"),
    (["--seeds", "0"], "--seeds: 0 cannot be used"),
    (["--jobs", "0"], "--jobs: 0 cannot be used"),
    (["--labels", "0"], "--labels: 0 cannot be used"),
    (["--epochs", "many"], "The value 'many' is invalid for '--epochs <n>'"),
    (["--preset", "huge"], "The value 'huge' is invalid for '--preset <name>'"),
    (["--speed", "3"], "Unknown option '--speed'"),
    (["report"], "There are no results in"),
  ])
  func badInputGetsASentence(arguments: [String], sentence: String) throws {
    let folder = try Folder()
    let program = try Program(list: arguments + ["--out", folder.path + "/new"])
    #expect(program.status != 0)
    #expect(program.errors.contains(sentence), "\(program.errors)")
    #expect(program.errors.split(separator: "\n").count(where: { $0.hasPrefix("Error:") }) == 1)
    #expect(!program.errors.contains("Fatal") && program.output.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/new"))
  }

  @Test func aDivergenceIsToldWithItsLikelyCause() throws {
    let program = try run(try Folder(), "--arms", "he:lr=1e30,xavier")
    #expect(program.status == 0)
    let sentence = "he:lr=1e30: diverged at epoch 1, step 2. The learning rate lr=1e+30 is probably too high: the loss"
    #expect(program.errors.contains(sentence), "\(program.errors)")
  }

  /// Finite is not healthy: a loss far above guessing is not "done".
  @Test func anExplosionIsToldWithItsLikelyCause() throws {
    let program = try run(try Folder(), "--arms", "he:lr=50,schedule=constant,xavier")
    #expect(program.status == 0)
    let lines = program.errors.split(separator: "\n").filter { $0.hasPrefix("he:lr=50") }
    #expect(lines.contains { $0.contains("which is far above guessing, validation error") }, "\(lines)")
    #expect(
      lines.contains { $0.contains(": ended after") && $0.contains(", but exploded: its training loss ended at") })
    #expect(!lines.contains { $0.contains("done in") })
    #expect(program.output.contains("(exploded)") && program.errors.contains("xavier: done in"), "\(program.output)")
  }

  @Test func whatCannotBeWrittenIsToldFirst() throws {
    let folder = try Folder()
    try Data().write(to: URL(fileURLWithPath: folder.path + "/file"))
    let program = try Program(list: ["--dataset", "synthetic", "--out", folder.path + "/file/results"])
    #expect(program.status != 0 && program.errors.contains("Cannot create the directory"))
  }

  /// A directory stands where two pictures should go; it stays, and nothing but the pictures is missing.
  @Test func aPictureThatCannotBeWrittenLosesNoNumber() throws {
    let folder = try Folder()
    let place = folder.path + "/synthetic/"
    for name in ["loss-curves.png", "rbm-filters.png"] {
      try FileManager.default.createDirectory(atPath: place + name + "/mine", withIntermediateDirectories: true)
    }
    let program = try run(folder, "--arms", "random,he")
    #expect(program.status == 1)
    let sentence = """
      Error: Cannot write \(place)loss-curves.png: is a directory; the numbers and everything else are kept, and `compare \
      report` draws again once nothing is in the way.
      """
    #expect(program.errors.hasSuffix(sentence + "\n"), "\(program.errors)")
    #expect(program.output.contains("\nrandom ") && program.output.contains("\nhe "), "the table is told all the same")
    for file in [
      "metrics.csv", "results.json", "index.html", "records/comparison.json", "models/he-seed1.safetensors",
      "error-curves.png", "side-by-side.png",
    ] { #expect(try folder.bytes("synthetic/" + file).count > 100, "\(file)") }
    let report = try folder.text("synthetic/report.md")
    #expect(report.contains("(error-curves.png)") && !report.contains("(loss-curves.png)"))
    #expect(try folder.text("index.html").contains("synthetic/index.html"))
    for name in ["loss-curves.png", "rbm-filters.png"] {
      #expect(FileManager.default.fileExists(atPath: place + name + "/mine"), "\(name)")
      try FileManager.default.removeItem(atPath: place + name)
    }
    #expect(try Program("report", "--out", folder.path).status == 0)
    #expect(try folder.text("synthetic/report.md").contains("(loss-curves.png)"))
  }

  /// Nor does a table: the pictures are drawn, and the records have the numbers.
  @Test func aTableThatCannotBeWrittenLosesNoPicture() throws {
    let folder = try Folder()
    for name in ["metrics.csv", "report.md"] {
      let path = folder.path + "/synthetic/" + name
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    let program = try run(folder, "--arms", "he")
    #expect(program.status == 1)
    #expect(program.errors.contains("synthetic/metrics.csv and 1 more file: is a directory; the numbers"))
    #expect(try folder.bytes("synthetic/loss-curves.png").count > 100)
  }

  @Test func helpReadsLikeDocumentation() throws {
    let help = try Program("--help")
    #expect(help.status == 0 && help.output.contains("swift run compare --dataset mnist"))
    let run = try Program("run", "--help").output
    for word in ["ARMS", "PRESETS", "--labels", "--seeds", "dropout", "smoke", "paper", "prelu-0.25", "prelu-SLOPE"] {
      #expect(run.contains(word))
    }
    #expect(try Program("--version").output.hasPrefix("DeepBelief "))
  }
}
