import Datasets

import Foundation
import NeuralNetworks
import Plotting
import Synchronization
import Testing

@testable import Experiments
@testable import Studies

/// Every study on a data set of a few hundred strokes, in a fraction of a second.
@Suite struct StudyTests {
  static let dataset = Dataset.synthetic(seed: 1, trainingCount: 720, testCount: 60, size: 10, classCount: 10)

  static func context(jobs: Int = 2) -> StudyContext {
    StudyContext(scope: .tiny, seedCount: 2, jobs: jobs, dataset: dataset)
  }

  @Test(arguments: Study.all.map(\.name))
  func everyStudyRuns(name: String) throws {
    let study = try #require(Study.named(name))
    let results = try StudyRunner.compute(study, Self.context())
    let record = results.record
    #expect(!record.effects.isEmpty && record.effects.allSatisfy { $0.values.count == 2 }, "\(record.effects)")
    #expect(!record.pictures.isEmpty && Set(record.pictures.map(\.file)) == Set(results.figures.keys))
    for picture in record.pictures {
      let figure = try #require(results.figures[picture.file])
      let bytes = try figure.png()
      #expect(figure.size.width <= Figure.widestReadable, "\(picture.file)")
      #expect(bytes.count > 5000 && bytes.count < 300_000, "\(picture.file): \(bytes.count) bytes")
      // What is said of a picture has numbers, or the names of what is seen.
      #expect((picture.description ?? "").count > 40, "\(picture)")
    }
    let text = StudyText.terminal(record)
    #expect(text.contains("claimed:  ") && text.contains("measured: ") && text.contains("verdict:  "))
    #expect(study.seconds.quick < 20 && study.seconds.full >= study.seconds.quick)
  }

  /// What was computed before is taken from there, and makes no difference: not to another number of seeds either.
  @Test(arguments: Study.all.map(\.name))
  func nothingIsComputedTwice(name: String) throws {
    let directory = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let study = try #require(Study.named(name))
    func effects(seeds: Int, told: (String) -> Void = { _ in }) throws -> [Effect] {
      let sentences = Mutex([String]())
      let context = StudyContext(
        scope: .tiny, seedCount: seeds, jobs: 2, dataset: Self.dataset, values: ComputedValues(directory: directory)
      ) { text in sentences.withLock { $0.append(text) } }
      defer { sentences.withLock { $0.forEach(told) } }
      return try StudyRunner.compute(study, context).record.effects
    }
    _ = try effects(seeds: 1)
    let kept = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    let more = try effects(seeds: 2)
    var isAllKnown = true
    // Random networks are measured in no time.
    let again = try effects(seeds: 2) { text in
      if !text.hasPrefix("random networks") && !text.hasSuffix("computed before") { isAllKnown = false }
    }
    #expect(isAllKnown && (!kept.isEmpty || name == "cs231n"))
    let fresh = try StudyRunner.compute(study, Self.context()).record.effects
    #expect(more.map(\.values).description == fresh.map(\.values).description)
    #expect(again.map(\.values).description == fresh.map(\.values).description)
  }

  @Test func resultsDoNotDependOnThreads() throws {
    for name in ["symmetry", "he-2015"] {
      let study = try #require(Study.named(name))
      let effects = try [1, 3].map { try StudyRunner.compute(study, Self.context(jobs: $0)).record.effects }
      #expect(effects[0].map(\.values) == effects[1].map(\.values))
    }
  }

  /// Signals need no training data, so their verdicts hold even here.
  @Test func theCoursesFiguresAreReproduced() throws {
    let study = try #require(Study.named("cs231n"))
    let record = try StudyRunner.compute(
      study, StudyContext(scope: .quick, seedCount: 4, jobs: 2, dataset: Self.dataset)
    ).record
    #expect(record.effects.prefix(4).allSatisfy { $0.standing() == .holds }, "\(StudyText.terminal(record))")
  }

  /// Zeros and constants stay alike on any data.
  @Test func symmetryIsNeverBroken() throws {
    let study = try #require(Study.named("symmetry"))
    let effects = try StudyRunner.compute(study, Self.context()).record.effects
    for effect in effects where effect.name.contains("distance") || effect.name.contains("σ₂") {
      #expect(effect.values.allSatisfy { $0.isFinite && $0 < 1e-3 } != effect.name.hasPrefix("Xavier"), "\(effect)")
    }
  }

  /// At the start, mean squares of ReLU from He's and tanh from Xavier's start are those of the theory within the scatter of 20
  /// networks.
  @Test(arguments: [Initializer.heNormal, .xavierNormal])
  func measuredVarianceIsThatOfTheory(initializer: Initializer) throws {
    let setting = SignalSetting("s", initializer == .heNormal ? .relu : .tanh, initializer, Palette.blue)
    let context = StudyContext(scope: .tiny, seedCount: 20, jobs: 2, dataset: Self.dataset)
    let signals = context.gaussianSignals([setting], shape: [Int](repeating: 150, count: 5) + [10], cases: 200)[setting]
      .values
    for layer in 0..<4 {
      let ratios = signals.map { $0.preactivations[layer].meanSquare / $0.theory[layer].preactivations }
      let interval = ConfidenceInterval(ratios)
      // 95 % of intervals hold the truth; with twice the width all eight should, but for the bias of 1/150 a layer.
      #expect(abs(interval.mean - 1) < 2 * (interval.halfWidth ?? 0) + 0.01 * Double(layer + 1), "\(layer): \(ratios)")
    }
  }

  @Test func figuresSayWhichSeedsTheyAreOf() {
    func subtitle(_ text: String, isOfFirstSeed: Bool, seeds: [UInt64]) -> String {
      let plain = Figure(size: Size(width: 100, height: 100), title: "t", subtitle: text)
      return StudyFigure(file: "f.png", caption: "c", figure: plain, isOfFirstSeed: isOfFirstSeed)
        .figure(seeds: seeds).subtitle
    }
    #expect(subtitle("MNIST", isOfFirstSeed: false, seeds: [1, 2, 3]) == "MNIST, 3 seeds")
    #expect(subtitle("MNIST", isOfFirstSeed: true, seeds: [1, 2, 3]) == "MNIST, seed 1")
    #expect(subtitle("", isOfFirstSeed: false, seeds: [4]) == "seed 4")
  }

  @Test func epochsToALossAreInterpolated() throws {
    let arm = try Arm("a", "he", hidden: [4])
    var run = RunRecord(arm: arm, seed: 1, shape: [4, 4, 2])
    for (index, loss) in [2.0, 1.0, 0.5].enumerated() {
      run.training.append(
        TrainingEpoch(
          epoch: index + 1, learningRate: 1, trainingLoss: loss, trainingErrorRate: 0, validationLoss: loss,
          validationErrorRate: 0, operations: 1, seconds: 1))
    }
    #expect(run.epochs(toLoss: 0.75) == 2 && run.epochs(toLoss: 1.5) == 1 && run.epochs(toLoss: 3) == 0.5)
    #expect(run.epochs(toLoss: 0.1) == .infinity && run.finalLoss == 0.5)
    run.divergence = Divergence(epoch: 4, step: 1)
    #expect(run.epochs(toLoss: 1) == .infinity && run.finalLoss == .infinity)
  }

  /// Neither a quick look nor another number of seeds takes away what a full study found.
  @Test func earlierResultsAreKept() throws {
    let directory = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let runner = StudyRunner(directory: directory)
    let study = try #require(Study.named("five-layers"))
    func earlier() throws -> [String] {
      let folder = directory + "/earlier"
      return try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix("result.json") }
        .map { try String(contentsOfFile: folder + "/" + $0, encoding: .utf8) }
    }
    func run(_ scope: Scope, seeds: Int) throws {
      _ = try runner.run(study, StudyContext(scope: scope, seedCount: seeds, jobs: 2, dataset: Self.dataset))
    }
    try run(.tiny, seeds: 2)
    try run(.tiny, seeds: 2)
    try run(.quick, seeds: 1)
    #expect(try runner.records().map(\.scope) == [.tiny])
    #expect(!FileManager.default.fileExists(atPath: directory + "/earlier"))
    #expect(FileManager.default.fileExists(atPath: directory + "/five-layers-quick/result.json"))
    let first = try String(contentsOfFile: directory + "/five-layers/result.json", encoding: .utf8)
    try run(.tiny, seeds: 1)
    #expect(try earlier() == [first] && runner.records().map(\.seeds) == [[1]])
    // Nothing half-written stays.
    let names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    #expect(names == ["earlier", "five-layers", "five-layers-quick"])
  }

  /// A sentence to remember goes when what was measured does not bear it out.
  @Test func lessonsFollowFromWhatWasMeasured() throws {
    for lesson in Lesson.all { #expect(Study.named(lesson.study) != nil, "\(lesson.study)") }
    let directory = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var record = try StudyRunner(directory: directory).run(try #require(Study.named("symmetry")), Self.context())
    #expect(StudyText.lessons([record]).contains("Units that start alike stay alike"))
    record.effects = record.effects.map { Effect($0.name, $0.values.map { _ in 1 }, $0.criterion) }
    #expect(StudyText.lessons([record]).isEmpty)
  }

  /// Contexts are gone through until all effects of a made-up study are settled, and only the last leaves a record.
  @Test(arguments: [
    (0.0, 6.0, 4, "reproduced"), (1.0, 6.5, 5, "reproduced"), (1.0, 5.5, 6, "open"), (1.0, 2.0, 4, "refuted"),
  ])
  func seedsAreAddedUntilAllIsSettled(spread: Double, limit: Double, expected: Int, verdict: String) throws {
    let directory = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let study = Study("made-up", title: "t", claim: "c", source: "s", cost: (1, 1, 1)) { context in
      Findings(effects: [Effect("e", context.seeds.map { 5 + spread * Double($0 % 2) }, .below(limit + spread / 2))])
    }
    let runner = StudyRunner(directory: directory)
    let contexts = (4...6).map { StudyContext(scope: .tiny, seedCount: $0, jobs: 1, dataset: Self.dataset) }
    let record = try runner.run(study, contexts)
    #expect(record.seeds.count == expected && record.verdict.name == verdict, "\(record.verdict.text)")
    #expect(record.isSequential == true && !FileManager.default.fileExists(atPath: directory + "/earlier"))
    #expect(try runner.run(study, contexts, isTimeLeft: { false }).seeds.count == 4)
  }

  @Test(arguments: [
    ("figures/studies", "Docs/Studies.md", "../figures/studies"),
    ("figures/studies", "Studies.md", "figures/studies"), ("/tmp/a/studies", "/tmp/b/c/page.md", "../../a/studies"),
    ("/tmp/a", "/tmp/a/page.md", "."), ("out/my studies", "page.md", "out/my%20studies"),
  ])
  func linksLeadFromThePage(directory: String, page: String, link: String) {
    #expect(StudyText.relative(directory, toFolderOf: page) == link)
  }

  @Test func moreSeedsTakeLonger() throws {
    let study = try #require(Study.named("melchior-2016"))
    #expect(study.expectedSeconds(.full, seedCount: study.seedCount) == study.seconds.full)
    #expect(study.expectedSeconds(.full, seedCount: 2 * study.seedCount) == 2 * study.seconds.full)
    #expect(study.expectedSeconds(.quick, seedCount: 6) == 2 * study.seconds.quick)
  }

  @Test func recordsComeBackAndMakeAPage() throws {
    let directory = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let runner = StudyRunner(directory: directory)
    let record = try runner.run(try #require(Study.named("saxe-2013")), Self.context())
    let records = try runner.records()
    #expect(records.count == 1 && records[0].name == record.name && records[0].tables == record.tables)
    let page = StudyText.page(records, in: "figures/studies", for: "Docs/Studies.md")
    for text in [
      "## saxe-2013", "Verdict: **", "](../figures/studies/saxe-2013/learning-time.png)", "| [saxe-2013](#saxe-2013) |",
      "Epochs to a training loss",
    ] { #expect(page.contains(text), "\(text)") }
    // The others are named too.
    #expect(page.contains("| five-layers | ") && page.contains(" | not computed yet |"))
    try Data("{}".utf8).write(to: URL(fileURLWithPath: directory + "/saxe-2013/result.json"))
    #expect(throws: OutputError.self) { try runner.records() }
  }

  /// From what is kept, pictures and page are made again to the byte; a picture of other numbers than the record's never is.
  @Test func picturesAreDrawnAgainWithoutComputing() throws {
    let directory = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let runner = StudyRunner(directory: directory)
    let record = try runner.run(try #require(Study.named("cs231n")), Self.context())
    let paths = (record.pictures.map(\.file) + ["index.html"]).map { directory + "/cs231n/" + $0 }
    let before = paths.map { FileManager.default.contents(atPath: $0) }
    for path in paths { try FileManager.default.removeItem(atPath: path) }
    try runner.drawAgain()
    #expect(paths.map { FileManager.default.contents(atPath: $0) } == before && !before.contains(nil))

    let figures = URL(fileURLWithPath: directory + "/cs231n/figures.json")
    var bytes = try Data(contentsOf: figures)
    let place = try #require(bytes.lastIndex(of: UInt8(ascii: "3")))
    bytes[place] = UInt8(ascii: "4")
    try bytes.write(to: figures)
    #expect(throws: OutputError.damagedStudy(file: figures.path, study: "cs231n")) { try runner.drawAgain() }
    try FileManager.default.removeItem(at: figures)
    #expect(throws: OutputError.damagedStudy(file: figures.path, study: "cs231n")) { try runner.drawAgain() }
  }
}
