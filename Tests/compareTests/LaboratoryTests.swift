import BoltzmannMachines
import Datasets
import Foundation
import LinearAlgebra
import ModelFiles
import Plotting
import Testing

/// `compare rbm` and `compare dbn`, by what they print and leave behind.
@Suite struct LaboratoryTests {
  private static let small = ["--dataset", "synthetic", "--train-limit", "1000", "--epochs", "2"]

  /// What the names of folders say of the usual recipe of binary units.
  private static let recipe = "lr0.2-linear-decay0.0005"

  private func train(_ folder: Folder, _ more: [String]) throws -> Program {
    try Program(list: [more[0]] + Self.small + ["--out", folder.path] + more.dropFirst())
  }

  /// The numbers of a printed row, by the beginning of its name.
  private func numbers(_ program: Program, _ name: String) throws -> [Double] {
    let line = try #require(program.output.split(separator: "\n").first { $0.hasPrefix(name) }, "\(program.output)")
    return line.dropFirst(name.count).split(separator: " ").compactMap { Double($0.replacing("−", with: "-")) }
  }

  private func results(_ folder: Folder, _ path: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: folder.bytes(path + "/results.json")) as? [String: Any])
  }

  private func test(threshold: Float) -> CaseTable {
    let images = Dataset.synthetic(seed: 1).test
    return Binarization.threshold(threshold).cases(
      .bytes(images.pixels, columns: images.pixelCount), of: .test, seed: 1)
  }

  @Test func thePrintedLikelihoodIsThatOfTheSavedMachine() throws {
    let folder = try Folder()
    let program = try train(
      folder, ["rbm", "--hidden", "9", "--binarize", "threshold", "--centered", "--ais", "200", "--seed", "1"])
    #expect(program.status == 0, "\(program.errors)")
    let path = folder.path + "/synthetic/rbm/9-pcd-1-centered-threshold-2-epochs-\(Self.recipe)-cases1000-seed1-ais-200"
    let file = path + "/model.safetensors"
    let machine = try RestrictedBoltzmannMachine(Safetensors(contentsOf: file), file: file)
    #expect(program.output.contains("no lower bound") == ((machine.unboundedCoupling ?? 0) >= 1))
    #expect(machine.visibleUnits == 784 && machine.hiddenUnits == 9)
    let logPartition = machine.logPartitionFunction()
    let likelihood = machine.meanLogLikelihood(of: test(threshold: 0.5), logPartition: logPartition)
    #expect(abs(try numbers(program, "exact, by enumeration")[0] - logPartition) <= 0.00051)
    let printed = try #require(try numbers(program, "log-likelihood, exact log Z").last)
    #expect(abs(printed - likelihood) <= 0.00051, "printed \(printed), computed \(likelihood)")
    // By annealing too, and both near the truth: a hundred chains at 200 steps are within 2 nats here.
    for name in ["AIS, on average at most", "reverse AIS, on average at least"] {
      #expect(abs(try numbers(program, name)[0] - logPartition) < 2, "\(program.output)")
    }
    // How its chains mix, from exact draws.
    let mixing = try numbers(program, "100 chains of 1,000 steps")
    let told = try #require(
      try results(folder, String(path.dropFirst(folder.path.count + 1)))["mixing"] as? [String: Any])
    #expect(abs((told["integratedAutocorrelationTime"] as? Double ?? 0) - mixing[0]) <= 0.051, "\(program.output)")
    let reasons = try #require(told["unreliableBecause"] as? [String])
    #expect(reasons.contains("chains-too-short") == (mixing[0] > 20) && mixing[0] >= 1)
    #expect(told["isReliable"] as? Bool == reasons.isEmpty)
    #expect(told["chains"] as? Int == 100 && told["steps"] as? Int == 1000 && told["burnIn"] == nil)
    #expect((told["starts"] as? [[String: Any]])?.map { $0["start"] as? String } == ["exact-draws", "cases", "noise"])
    #expect((told["hiddenStates"] as? [String: Any])?["states"] as? Int == 512)
    #expect(program.output.contains("R̂ between these starts") && program.output.contains("test cases want"))
    #expect(program.output.contains("Cases: binarised at the threshold 0.5."))
    #expect(program.errors.contains("epoch 2/2: validation log-likelihood −"))
    #expect(!program.errors.contains("\u{1B}"))
  }

  @Test func numbersInTheResultsSayHowCasesWereMadeBinary() throws {
    let folder = try Folder()
    _ = try train(folder, ["rbm", "--hidden", "8", "--binarize", "none", "--ais", "none", "--estimator", "cd-2"])
    let results = try results(
      folder, "synthetic/rbm/8-cd-2-none-2-epochs-lr0.1-linear-decay0.005-cases1000-seed1-ais-none")
    let parts = try #require(results["parts"] as? [[String: Any]])
    #expect(parts.map { $0["name"] as? String } == ["training", "validation", "test"])
    for part in parts {
      #expect((part["binarization"] as? String)?.contains("learned from grey intensities") == true)
      #expect(part["logLikelihoodExact"] is Double && part["logLikelihoodAIS"] == nil)
    }
    #expect(results["ais"] == nil && results["estimator"] as? String == "cd-2")
  }

  /// Every option of training changes the model, and is told in the name of its folder, the results and the report.
  @Test func penaltiesReachTheModel() throws {
    let folder = try Folder()
    let usual = ["rbm", "--hidden", "8", "--ais", "none", "--quiet", "--weight-decay", "0"]
    let place = "synthetic/rbm/8-pcd-1-sample-2-epochs-lr0.2-linear"
    func weights(_ path: String) throws -> [Float] {
      let file = folder.path + "/" + path + "/model.safetensors"
      return try RestrictedBoltzmannMachine(Safetensors(contentsOf: file), file: file).weight.values
    }
    #expect(try train(folder, usual).status == 0)
    let plain = try weights(place + "-cases1000-seed1-ais-none")
    for (options, name) in [
      (["--l1", "0.001"], "l1-0.001"), (["--max-norm", "0.2"], "maxnorm0.2"), (["--momentum", "0.5"], "momentum0.5"),
      (["--optimizer", "adam", "--learning-rate", "0.2"], "adam"),
      (["--sparsity-target", "0.1", "--sparsity-cost", "0.2", "--sparsity-decay", "0.9"], "sparsity0.1x0.2x0.9"),
    ] {
      #expect(try train(folder, usual + options).status == 0)
      #expect(try weights("\(place)-\(name)-cases1000-seed1-ais-none") != plain, "\(name)")
    }
    let adaptive = try String(
      contentsOfFile: folder.path + "/\(place)-adam-cases1000-seed1-ais-none/results.json", encoding: .utf8)
    #expect(adaptive.contains("\"Adam\""))
    let sparse = "\(place)-sparsity0.1x0.2x0.9-cases1000-seed1-ais-none"
    let settings = try #require(try results(folder, sparse)["sparsity"] as? [String: Double])
    #expect(abs((settings["cost"] ?? 0) - 0.2) < 1e-6)
    #expect(try folder.text(sparse + "/report.md").contains("target 0.1, cost 0.2, average decays by 0.9"))
    let lengths = try weights("\(place)-maxnorm0.2-cases1000-seed1-ais-none").enumerated().reduce(
      into: [Float](repeating: 0, count: 8)
    ) {
      $0[$1.offset % 8] += $1.element * $1.element
    }
    #expect(lengths.allSatisfy { $0 < 0.0401 } && lengths.contains { $0 > 0.035 }, "\(lengths)")
  }

  /// log Z and likelihoods of Gaussian visible units are exact where the hidden units are few, and belong to the model in the file.
  @Test(arguments: ["gaussian", "gaussian-learned"])
  func gaussianMachinesArePrintedExactly(kind: String) throws {
    let folder = try Folder()
    let program = try train(folder, ["rbm", "--hidden", "9", "--visible", kind])
    #expect(program.status == 0, "\(program.errors)")
    let place =
      folder.path
      + "/synthetic/rbm/9-\(kind)-pcd-1-none-2-epochs-\(kind == "gaussian" ? "lr0.03-linear" : "lr0.001-linear-momentum0.9")-cases1000-seed1"
    let file = place + "/model.safetensors"
    let contents = try Safetensors(contentsOf: file)
    let machine = try RestrictedBoltzmannMachine(contents, file: file)
    #expect(machine.visibleKind == (kind == "gaussian" ? .gaussian : .gaussianLearned))
    let logPartition = machine.logPartitionFunction()
    #expect(abs(try numbers(program, "exact, by enumeration")[0] - logPartition) <= 0.00051)
    // Test cases from the data set, standardised by what the file says.
    let (means, deviations) = (try #require(contents["pixels.mean"]), try #require(contents["pixels.deviation"]))
    let images = Dataset.synthetic(seed: 1).test
    let cases = Matrix(rows: images.count, columns: 784)
    CaseTable.bytes(images.pixels, columns: 784).gather(from: 0, into: cases)
    for index in 0..<cases.count {
      cases.pointer[index] = (cases.pointer[index] - means[0, index % 784]) / deviations[0, index % 784]
    }
    let likelihood = machine.meanLogLikelihood(of: .numbers(cases), logPartition: logPartition)
    let printed = try #require(try numbers(program, "log-likelihood, exact log Z").last)
    #expect(abs(printed - likelihood) <= 0.005, "printed \(printed), computed \(likelihood)")
    #expect(program.output.contains("each pixel less its training mean, divided by its training standard deviation"))
    #expect(deviations.values.allSatisfy { $0 >= 0.1 } && deviations.values.contains { $0 > 0.2 })
  }

  /// The printed classification error is that of the saved machine, better than chance, and an RBM's pictures are of pixels only.
  @Test func aMachineWithLabelsClassifies() throws {
    let folder = try Folder()
    let program = try train(
      folder,
      [
        "rbm", "--hidden", "60", "--visible", "bernoulli+labels", "--binarize", "threshold", "--estimator", "cd-1",
        "--learning-rate", "0.2", "--epochs", "20",
      ])
    #expect(program.status == 0, "\(program.errors)")
    let place = "synthetic/rbm/60-bernoulli+labels-cd-1-threshold-20-epochs-lr0.2-linear-decay0.01-cases1000-seed1"
    let file = "\(folder.path)/\(place)/model.safetensors"
    let machine = try RestrictedBoltzmannMachine(Safetensors(contentsOf: file), file: file)
    #expect(machine.visibleKind == .bernoulliAndLabels(classes: 10) && machine.visibleUnits == 794)
    let images = Dataset.synthetic(seed: 1).test
    var bytes: [UInt8] = []
    for (index, label) in images.labels.enumerated() {
      for pixel in images.pixels[index * 784..<(index + 1) * 784] { bytes.append(pixel >= 128 ? 255 : 0) }
      for candidate in 0..<10 { bytes.append(candidate == Int(label) ? 255 : 0) }
    }
    let error = machine.classificationError(of: .bytes(bytes, columns: 794))
    let printed = try #require(try numbers(program, "classification error").last)
    #expect(abs(printed - 100 * error) <= 0.0051, "printed \(printed), computed \(100 * error)")
    #expect(error < 0.3, "\(error)")
    #expect(try folder.text(place + "/metrics.csv").contains(",classification_error_validation\r\n"))
    for name in ["filters", "samples", "completions"] { try expectInk("\(folder.path)/\(place)/\(name).png") }
  }

  /// Every kind, in pairs, is trained, measured, drawn and saved, and what a kind has no number for is left out.
  @Test(arguments: [
    ("bernoulli", "gaussian"), ("bernoulli+labels", "noisy-rectified"), ("gaussian", "noisy-rectified"),
    ("gaussian-learned", "gaussian"),
  ])
  func everyKindRuns(visible: String, hidden: String) throws {
    let folder = try Folder()
    let program = try train(
      folder, ["rbm", "--hidden", "20", "--visible", visible, "--hidden-units", hidden, "--estimator", "cd-1"])
    #expect(program.status == 0, "\(program.errors)")
    #expect(!program.output.contains("nan") && !program.output.contains("pseudo-likelihood"), "\(program.output)")
    #expect(program.output.contains("(\(visible) × \(hidden))"))
    #expect(program.output.contains("have no energy") == (hidden == "noisy-rectified"))
    #expect(program.errors.contains("epoch 2/2: validation free-energy gap"))
    let root = folder.path + "/synthetic/rbm"
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: root).first)
    let file = "\(root)/\(name)/model.safetensors"
    let machine = try RestrictedBoltzmannMachine(Safetensors(contentsOf: file), file: file)
    #expect(machine.hiddenKind.name == hidden && machine.visibleKind.name == visible)
    #expect(try results(folder, "synthetic/rbm/\(name)")["hiddenUnits"] as? String == hidden)
  }

  /// Another evaluation of the same model has a folder of its own, and both have the same model.
  @Test func anotherScheduleDoesNotOverwriteAnEvaluation() throws {
    let folder = try Folder()
    for steps in ["20", "30", "none"] {
      #expect(try train(folder, ["rbm", "--hidden", "4", "--quiet", "--ais", steps]).status == 0)
    }
    let names = ["20", "30", "none"].map {
      "synthetic/rbm/4-pcd-1-sample-2-epochs-\(Self.recipe)-cases1000-seed1-ais-\($0)"
    }
    let models = try names.map { try folder.bytes($0 + "/model.safetensors") }
    #expect(Set(models).count == 1)
    #expect(try results(folder, names[0])["temperatures"] as? Int == 20)
    #expect(try results(folder, names[1])["temperatures"] as? Int == 30)
  }

  /// All swap rates are told, those of the hottest pair first, and all training cases are measured where that costs little.
  @Test func swapRatesOfAllPairsAndAllTrainingCasesAreTold() throws {
    let folder = try Folder()
    let options = ["--dataset", "synthetic", "--epochs", "1", "--hidden", "6", "--ais", "none", "--out", folder.path]
    let program = try Program(list: ["rbm", "--estimator", "pt-4"] + options)
    #expect(program.status == 0, "\(program.errors)")
    let results = try results(folder, "synthetic/rbm/6-pt-4-sample-1-epochs-\(Self.recipe)-seed1-ais-none")
    let rates = try #require((results["swapRates"] as? [[Double]])?.first)
    #expect(rates.count == 3 && rates.allSatisfy { $0 >= 0 && $0 <= 1 })
    let told = try #require(program.output.split(separator: "\n").first { $0.hasPrefix("3 pairs") })
    let mean = rates.reduce(0, +) / 3
    let printed = told.split(separator: " ").compactMap { Double($0) }.dropFirst()
    for (mine, right) in zip(printed, [rates.min() ?? -1, mean, rates.max() ?? -1]) {
      #expect(abs(mine - 100 * right) <= 0.051, "\(told), not \(rates)")
    }
    #expect(printed.count == 3)
    let cases = (results["parts"] as? [[String: Any]])?.map { $0["cases"] as? Int ?? 0 } ?? []
    let data = try #require((results["data"] as? [String: Any])?["trainingCount"] as? Int)
    #expect(data > 2000 && cases.first == data, "\(cases) of \(data)")
  }

  /// A schedule of three steps is too short for 30 units, and the program says so and what to do.
  @Test func openBoundsAreToldWithTheRunToBlame() throws {
    let folder = try Folder()
    let program = try train(folder, ["rbm", "--hidden", "30", "--ais", "3", "--learning-rate", "0.5"])
    #expect(program.status == 0, "\(program.errors)")
    #expect(
      program.output.contains("nats apart") && program.output.contains("the schedule of 3 steps is too short"),
      "\(program.output)")
    #expect(program.errors.contains("annealing at fewer temperatures to find out why"))
  }

  @Test func everythingIsLeftBehindAndNothingElse() throws {
    let folder = try Folder()
    let program = try train(folder, ["rbm", "--hidden", "30", "--ais", "50", "--quiet"])
    #expect(program.status == 0 && program.output.isEmpty && program.errors.isEmpty, "\(program.errors)")
    let place = "synthetic/rbm/30-pcd-1-sample-2-epochs-\(Self.recipe)-cases1000-seed1-ais-50"
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/" + place).sorted()
    // An earlier epoch's model is there if it was better.
    let best = try #require(try results(folder, place)["bestEpoch"] as? Int)
    #expect(files.contains("best.safetensors") == (best < 2))
    #expect(
      files.filter { $0 != "best.safetensors" } == [
        "completions.png", "filters.png", "free-energies.png", "index.html", "learning-curves.png", "metrics.csv",
        "model.safetensors", "page.json", "parameters.png", "report.md", "results.json", "samples.png",
      ])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/synthetic/rbm").count == 1)
    // 30 hidden units are too many to enumerate: both bounds, and no exact number.
    let results = try results(folder, place)
    #expect(results["logPartitionExact"] == nil && results["ais"] != nil && results["reverseAIS"] != nil)
    let report = try folder.text(place + "/report.md")
    for file in files where file.hasSuffix(".png") { #expect(report.contains("](\(file))"), "\(file)") }
    for file in files where file.hasSuffix(".png") { try expectInk(folder.path + "/" + place + "/" + file) }
  }

  /// A picture is neither empty nor full: some of it is white, and some has colour or ink.
  private func expectInk(_ path: String) throws {
    let bitmap = try PNG(contentsOf: path).bitmap
    var white = 0
    for y in 0..<bitmap.height {
      for x in 0..<bitmap.width where bitmap[x, y] == .white { white += 1 }
    }
    let share = Double(white) / Double(bitmap.width * bitmap.height)
    #expect(share > 0.2 && share < 0.98, "\(path): \(share) of it is white")
  }

  @Test func theSameSeedGivesTheSameBytesWithAnyJobs() throws {
    func bytes(jobs: String, seed: String = "3") throws -> [Data] {
      let folder = try Folder()
      let features = folder.path + "/features.npy"
      let program = try train(
        folder,
        [
          "dbn", "--hidden", "30,8", "--ais", "60", "--estimator", "pt-3", "--jobs", jobs, "--seed", seed, "--features",
          features, "--features-of", "test",
        ])
      #expect(program.status == 0, "\(program.errors)")
      let place = "synthetic/dbn/30-8-pt-3-sample-2-epochs-\(Self.recipe)-cases1000-seed\(seed)-ais-60/"
      return try ["model.safetensors", "metrics.csv", "results.json", "filters.png", "samples.png", "bounds.png"].map {
        try folder.bytes(place + $0)
      } + [folder.bytes("features.npy")]
    }
    let one = try bytes(jobs: "1")
    #expect(one == (try bytes(jobs: "2")))
    let other = try bytes(jobs: "2", seed: "4")
    #expect(zip(one, other).allSatisfy { $0 != $1 })
  }

  @Test func aStackPrintsItsBounds() throws {
    let folder = try Folder()
    let features = folder.path + "/test.npy"
    let program = try train(
      folder,
      [
        "dbn", "--hidden", "20,10", "--binarize", "threshold", "--ais", "none", "--features", features, "--features-of",
        "test",
      ])
    #expect(program.status == 0, "\(program.errors)")
    let place = "synthetic/dbn/20-10-pcd-1-threshold-2-epochs-\(Self.recipe)-cases1000-seed1-ais-none"
    let file = "\(folder.path)/\(place)/model.safetensors"
    let network = try DeepBeliefNetwork(Safetensors(contentsOf: file), file: file)
    let cases = test(threshold: 0.5)
    let bound = network.logLikelihoodBounds(
      of: cases, topLogPartition: network.machines[1].logPartitionFunction(), seed: 1)
    let printed = try #require(try numbers(program, "variational bound, exact log Z").last)
    #expect(abs(printed - bound.variational.reduce(0, +) / Double(cases.count)) <= 0.00051, "\(program.output)")
    let weighted = try #require(try numbers(program, "importance-weighted bound, exact log Z").last)
    #expect(abs(weighted - bound.importanceWeighted.reduce(0, +) / Double(cases.count)) <= 0.00051)
    #expect(weighted > printed, "the tighter bound is the higher one")
    let array = try NumPyArray(folder.bytes("test.npy"))
    #expect(array.shape == [1000, 10])
    var table = cases
    for machine in network.machines { table = .numbers(machine.hiddenProbabilities(of: table)) }
    let expected = Matrix(rows: 1000, columns: 10)
    table.gather(from: 0, into: expected)
    let difference = zip(array.values, expected.values).map { abs($0 - $1) }.max() ?? .infinity
    #expect(array.values.count == expected.count && difference < 1e-6, "largest difference \(difference)")
    #expect(FileManager.default.fileExists(atPath: "\(folder.path)/\(place)/filters-machine-2.png"))
  }

  /// What goes wrong is told in one sentence, with a code that is not zero and nothing left behind.
  @Test(arguments: [
    (["rbm", "--hidden", "0"], "--hidden: 0 cannot be used: give a whole number from 1"),
    (["rbm", "--hidden", "5,5"], "The value '5,5' is invalid for '--hidden <n>'"),
    (["dbn", "--hidden", "5,x"], "--hidden: '5,x' cannot be used"),
    (["rbm", "--estimator", "cd-0"], "--estimator: 'cd-0' cannot be used: give cd-K"),
    (["rbm", "--estimator", "pcd"], "--estimator: 'pcd' cannot be used"),
    (["rbm", "--estimator", "pt-1"], "--estimator: 'pt-1' cannot be used"),
    (["rbm", "--estimator", "cd--1"], "--estimator: 'cd--1' cannot be used"),
    (
      ["rbm", "--estimator", "exact", "--hidden", "26"], "--estimator: 'exact' cannot be used: it enumerates a layer of"
    ),
    (["rbm", "--visible", "relu"], "--visible: 'relu' cannot be used: give bernoulli, bernoulli+labels, gaussian or"),
    (["rbm", "--hidden-units", "relu"], "--hidden-units: 'relu' cannot be used: give bernoulli, gaussian or noisy-"),
    (["dbn", "--visible", "gaussian"], "--visible: 'gaussian' cannot be used: the machines of a stack have bernoulli"),
    (["dbn", "--hidden-units", "gaussian"], "--hidden-units: 'gaussian' cannot be used: the machines of a stack"),
    (
      ["rbm", "--visible", "gaussian", "--binarize", "sample"],
      "--binarize: 'sample' cannot be used: --visible gaussian"
    ),
    (
      ["rbm", "--visible", "gaussian", "--ais", "100"], "--ais: '100' cannot be used: annealing begins at base rates of"
    ),
    (["rbm", "--visible", "bernoulli+labels", "--estimator", "pt-3"], "--estimator: 'pt-3' cannot be used: tempering"),
    (
      ["rbm", "--visible", "gaussian", "--hidden-units", "gaussian", "--estimator", "exact"],
      "--estimator: 'exact' cannot be used: --hidden-units gaussian have no states to enumerate"
    ),
    (
      ["rbm", "--visible", "gaussian", "--estimator", "exact", "--hidden", "26"],
      "--estimator: 'exact' cannot be used: it enumerates a layer of"
    ),
    (["rbm", "--visible", "gaussian-learned", "--centered"], "--centered: this cannot be used: variances are learned"),
    (
      ["rbm", "--hidden-units", "noisy-rectified", "--sparsity-target", "0.1"],
      "--sparsity-target: '0.1' cannot be used: it is a probability"
    ),
    (["rbm", "--binarize", "maybe"], "--binarize: 'maybe' cannot be used: give none, sample, fixed or threshold"),
    (["rbm", "--learning-rate", "0"], "--learning-rate: '0' cannot be used: give a number above 0 to 100"),
    (["rbm", "--learning-rate", "nan"], "--learning-rate: 'nan' cannot be used"),
    (["rbm", "--optimizer", "adamw"], "--optimizer: 'adamw' cannot be used: give sgd, rmsprop or adam"),
    (["rbm", "--optimizer", "adam", "--momentum", "0.5"], "--momentum: '0.5' cannot be used: --optimizer adam has"),
    (["rbm", "--momentum", "1"], "--momentum: '1' cannot be used"),
    (["rbm", "--weight-decay=-1"], "--weight-decay: '-1' cannot be used"),
    (["rbm", "--l1=-1"], "--l1: '-1' cannot be used: give a number from 0"),
    (["rbm", "--max-norm", "0"], "--max-norm: '0' cannot be used: give a number above 0"),
    (["rbm", "--sparsity-target", "1"], "--sparsity-target: '1' cannot be used"),
    (["rbm", "--sparsity-cost", "0.1"], "--sparsity-cost: '0.1' cannot be used: it needs --sparsity-target"),
    (["rbm", "--sparsity-target", "0.1", "--sparsity-decay", "1"], "--sparsity-decay: '1' cannot be used"),
    (
      ["rbm", "--schedule", "exponential"],
      "--schedule: 'exponential' cannot be used: give constant, linear, step or cosine"
    ),
    (["rbm", "--ais", "0"], "--ais: '0' cannot be used: give published, none, or a number of steps"),
    (["rbm", "--jobs", "0"], "--jobs: 0 cannot be used"),
    (["rbm", "--features", "f.txt"], "--features: 'f.txt' cannot be used: give a file with a name that ends in .npy"),
    (["rbm", "--features", "/nowhere/f.npy"], "--features: '/nowhere/f.npy' cannot be used"),
    (["rbm", "--features", "x"], "--features: 'x' cannot be used"),
    (["rbm", "--features-of", "test"], "--features-of: this cannot be used: it needs --features"),
    (["dbn", "--hidden", "100000,100000"], "This model needs about"),
    (
      ["rbm", "--hidden", "5", "--learning-rate", "100", "--weight-decay", "1", "--ais", "none", "--quiet"],
      "diverged in epoch"
    ),
  ])
  func badInputGetsASentence(arguments: [String], sentence: String) throws {
    let folder = try Folder()
    let program = try Program(list: arguments + ["--dataset", "synthetic", "--out", folder.path + "/new"])
    #expect(program.status > 0, "\(program.errors)")
    #expect(program.errors.contains(sentence), "\(program.errors)")
    #expect(program.errors.split(separator: "\n").count(where: { $0.hasPrefix("Error:") }) == 1, "\(program.errors)")
    #expect(!program.errors.contains("Fatal") && program.output.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/new"))
  }

  @Test func aFileInTheWayIsToldBeforeTraining() throws {
    let folder = try Folder()
    try Data().write(to: URL(fileURLWithPath: folder.path + "/file"))
    let program = try Program("rbm", "--dataset", "synthetic", "--out", folder.path + "/file")
    #expect(program.status > 0 && program.errors.contains("Cannot create the directory"), "\(program.errors)")
    #expect(!program.errors.contains("epoch 1/"))
  }

  /// Foundation's own way to a path's directory ends the program for a name of one character.
  @Test(arguments: ["w", "w/", "./w", "w/x"])
  func shortNamesOfDirectoriesAreTaken(name: String) throws {
    let folder = try Folder()
    let options = "rbm --dataset synthetic --train-limit 200 --hidden 3 --epochs 1 --ais none --quiet --out \(name)"
    let program = try Program(shell: options, before: "cd '\(folder.path)'")
    #expect(program.status == 0, "\(program.errors)")
    let place = "\(name)/synthetic/rbm/3-pcd-1-sample-1-epochs-\(Self.recipe)-cases200-seed1-ais-none/model.safetensors"
    #expect(try folder.bytes(place).count > 100)
  }

  @Test func anEarlierModelOfTheSameNameIsReplacedAsAWhole() throws {
    let folder = try Folder()
    let place = "synthetic/rbm/4-pcd-1-sample-2-epochs-\(Self.recipe)-cases1000-seed1-ais-none"
    let command = ["rbm", "--hidden", "4", "--ais", "none", "--quiet"]
    _ = try train(folder, command)
    let model = try folder.bytes(place + "/model.safetensors")
    try Data().write(to: URL(fileURLWithPath: folder.path + "/\(place)/stale"))
    #expect(try train(folder, command).status == 0)
    #expect(try folder.bytes(place + "/model.safetensors") == model)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/\(place)/stale"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/synthetic/rbm").count == 1)
  }
}

/// A parser of `.npy` files of its own, after NumPy's description of format 1.0.
struct NumPyArray {
  let shape: [Int]
  let values: [Float]

  struct Malformed: Error { let reason: String }

  init(_ data: Data) throws {
    let bytes = [UInt8](data)
    guard bytes.count > 10, bytes.starts(with: [0x93] + Array("NUMPY".utf8) + [1, 0]) else {
      throw Malformed(reason: "no magic number")
    }
    let start = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
    guard start.isMultiple(of: 64), start <= bytes.count, bytes[start - 1] == 10 else {
      throw Malformed(reason: "header of \(start) bytes")
    }
    let header = String(decoding: bytes[10..<start], as: UTF8.self)
    let pattern = /\{'descr': '<f4', 'fortran_order': False, 'shape': \((\d+), (\d+)\), \} *\n/
    guard let match = try pattern.wholeMatch(in: header), let rows = Int(match.1), let columns = Int(match.2) else {
      throw Malformed(reason: header)
    }
    guard bytes.count - start == 4 * rows * columns else { throw Malformed(reason: "\(bytes.count) bytes") }
    shape = [rows, columns]
    values = stride(from: start, to: bytes.count, by: 4).map { place in
      Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) })
    }
  }
}
