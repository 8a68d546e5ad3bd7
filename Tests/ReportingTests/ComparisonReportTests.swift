import BoltzmannMachines
import Datasets
import Foundation
import Plotting
import Testing

@testable import Experiments
@testable import Reporting

@Suite struct ComparisonReportTests {
  /// A small real comparison, computed once for each list of arms.
  static func comparison(
    arms: String = "random,dbn,he", seeds: Int = 1, title: String = "Synthetic strokes", classes: Int = 4,
    depth: Int = 2
  ) throws -> Comparison {
    let data = Dataset.synthetic(seed: 1, trainingCount: 300, testCount: 100, size: 10, classCount: classes)
    let named = Dataset(name: "test", title: title, training: data.training, test: data.test)
    var settings = ComparisonSettings(dataset: "test", preset: .smoke)
    settings.arms = try Arm.list(arms)
    (settings.hidden, settings.epochs) = ([Int](repeating: 12, count: depth), 3)
    (settings.pretrainEpochs, settings.seedCount) = (1, seeds)
    let runData = try RunData(named, settings: settings)
    let result = ComparisonRunner(settings: settings, data: runData, jobs: 2).run { _ in }
    let environment = Environment(
      processor: "<b>p</b>", cores: 2, operatingSystem: "o", mathLibrary: "m", jobs: 2, peakGflops: 100)
    let record = ComparisonRecord(
      settings: settings, dataset: runData.description(settings: settings), environment: environment,
      command: "compare <i>", wallSeconds: result.wallSeconds)
    return Comparison(record: record, runs: result.runs)
  }

  static func written(_ comparison: Comparison) throws -> [String: Data] {
    let directory = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try ComparisonReport(comparison, directory: directory).write()
    return Dictionary(
      uniqueKeysWithValues: try FileManager.default.contentsOfDirectory(atPath: directory).map { name in
        (name, try Data(contentsOf: URL(fileURLWithPath: directory + "/" + name)))
      })
  }

  static func text(_ data: Data?) -> String { String(decoding: data ?? Data(), as: UTF8.self) }

  @Test func everyPictureDecodesAndShowsEveryArm() throws {
    let comparison = try Self.comparison()
    let files = try Self.written(comparison)
    // That of a table's columns is none of pictures.
    #expect(files["feature-weights.png"] == nil)
    for name in ReportFigure.fileNames where name != "feature-weights.png" {
      let png = try PNG(decoding: [UInt8](try #require(files[name])))
      #expect(png.bitmap.width >= 1000 && png.bitmap.height >= 300, "\(name)")
      #expect(png.texts.contains { $0.keyword == "Command" && $0.value == "compare <i>" })
      #expect(png.texts.contains { $0.keyword == "Seeds" && $0.value == "1" })
      guard ["side-by-side.png", "loss-curves.png", "error-vs-compute.png", "gradient-histograms.png"].contains(name)
      else { continue }
      for style in ArmStyle.styles(of: comparison.record.settings.arms) {
        let pixels = (0..<png.bitmap.height).reduce(0) { sum, y in
          sum + (0..<png.bitmap.width).count { png.bitmap[$0, y] == style.color }
        }
        #expect(pixels > 50, "\(style.color) in \(name)")
      }
    }
  }

  @Test func sameRecordsSameBytes() throws {
    let comparison = try Self.comparison()
    #expect(try Self.written(comparison) == Self.written(comparison))
  }

  @Test func textFromFilesAndOptionsStaysText() throws {
    let files = try Self.written(Self.comparison(arms: "he", title: "<script>alert(1)</script>|x"))
    let (html, markdown) = (Self.text(files["index.html"]), Self.text(files["report.md"]))
    #expect(!html.contains("<script>") && html.contains("&lt;script&gt;"))
    #expect(!html.contains("<b>p</b>") && !html.contains("compare <i>"))
    #expect(!markdown.contains("<script>") && markdown.contains("&lt;script&gt;alert(1)&lt;/script&gt;\\|x"))
    #expect(!markdown.contains("<b>p</b>"))
    #expect(CSV.field("=cmd()") == "'=cmd()" && CSV.field("a,\"b\"") == "\"a,\"\"b\"\"\"")
  }

  @Test func metricsHaveARowForEveryEpoch() throws {
    let comparison = try Self.comparison(seeds: 2)
    let lines = Self.text(try Self.written(comparison)["metrics.csv"]).split(separator: "\r\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(lines.count == 1 + 2 * (3 * 3 + 2))
    #expect(lines.allSatisfy { $0.count == MetricsTable.columns.count })
    let run = comparison.runs[0]
    #expect(lines[1].prefix(4) == ["random", "1", "train", "1"])
    #expect(Double(lines[1][7]) == run.training[0].validationLoss)
  }

  @Test func pagesShowEveryFigureThatIsThere() throws {
    let files = try Self.written(Self.comparison(arms: "random,he"))
    let html = Self.text(files["index.html"])
    let markdown = Self.text(files["report.md"])
    for name in ReportFigure.fileNames {
      let isThere = ![
        "pretraining-curves.png", "rbm-filters.png", "reconstructions.png", "feature-weights.png",
      ].contains(name)
      #expect((files[name] != nil) == isThere && markdown.contains("(\(name))") == isThere, "\(name)")
      if let bytes = files[name] { #expect(html.contains("base64,\(bytes.base64EncodedString())\""), "\(name)") }
    }
    #expect(!html.contains("http://") && !html.contains("https://") && !html.contains("<script"))
    #expect(html.contains("One seed: nothing tells how others would do"))
    // What a narrow window shows.
    #expect(html.contains("<th scope=\"col\">arm</th><th scope=\"col\">test error</th>"))
  }

  @Test func staleFiguresGo() throws {
    let directory = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try ComparisonReport(Self.comparison(arms: "dbn"), directory: directory).write()
    #expect(FileManager.default.fileExists(atPath: directory + "/rbm-filters.png"))
    try ComparisonReport(Self.comparison(arms: "he"), directory: directory).write()
    #expect(!FileManager.default.fileExists(atPath: directory + "/rbm-filters.png"))
  }

  @Test func aDivergedArmSaysSo() throws {
    let comparison = try Self.comparison(arms: "he:lr=1e30,xavier")
    let files = try Self.written(comparison)
    #expect(Self.text(files["report.md"]).contains("diverged at epoch 1, step"))
    #expect(SummaryTable(comparison).text.contains("diverged at epoch 1, step"))
    let results = try #require(
      try JSONSerialization.jsonObject(with: files["results.json"] ?? Data()) as? [String: Any])
    let arm = try #require((results["arms"] as? [[String: Any]])?.first)
    #expect((arm["testErrorPercent"] as? [String: Any])?["mean"] is NSNull)
    let told = try #require((arm["diverged"] as? [[String: Any]])?.first)
    #expect(told["epoch"] as? Int == 1 && told["seed"] as? Int == 1 && told["firstLoss"] is Double)
    // The likely cause, wherever the run is told of.
    let cause = try #require(comparison.runs[0].likelyCause)
    #expect(cause.contains("lr=1e+30") && told["likelyCause"] as? String == cause)
    #expect(SummaryTable(comparison).text.contains("he:lr=1e30 diverged at epoch 1, step 2. \(cause)"))
    #expect(Self.text(files["report.md"]).contains(markdownEscaped(cause)))
    #expect(Self.text(files["index.html"]).contains(pageEscaped(cause)))
  }

  /// A real run whose loss explodes and stays finite: no place says that it was merely done.
  @Test func anArmThatExplodedSaysSo() throws {
    let comparison = try Self.comparison(arms: "he:lr=50,schedule=constant,zeros,xavier")
    #expect(comparison.runs.map(\.failure?.name) == ["exploded", "learned nothing", nil])
    let files = try Self.written(comparison)
    let summaries = ArmSummary.all(of: comparison)
    #expect(summaries[0].testErrorText.hasSuffix(" % (exploded)") && summaries[0].testError.values.count == 1)
    #expect(summaries[1].testErrorText.hasSuffix(" % (learned nothing)"))
    for index in 0...1 {
      let note = try #require(comparison.runs[index].failureNote)
      let sentence = "\(comparison.runs[index].arm.name) \(note)"
      #expect(SummaryTable(comparison).text.contains(sentence) && RunNotes.all(of: summaries)[index] == sentence)
      #expect(Self.text(files["report.md"]).contains(markdownEscaped(sentence)))
      #expect(Self.text(files["index.html"]).contains(pageEscaped(sentence)))
    }
    let results = try #require(
      try JSONSerialization.jsonObject(with: files["results.json"] ?? Data()) as? [String: Any])
    let arms = try #require(results["arms"] as? [[String: Any]])
    let told = try #require((arms[0]["failed"] as? [[String: Any]])?.first)
    #expect(told["what"] as? String == "exploded" && told["seed"] as? Int == 1)
    #expect((told["trainingLoss"] as? Double ?? 0) > 12 && (told["guessingLoss"] as? Double).map { $0 < 1.4 } == true)
    #expect(told["likelyCause"] as? String == "The learning rate lr=50.0 is probably too high: try lr=5.")
    let nothing = try #require((arms[1]["failed"] as? [[String: Any]])?.first)
    #expect(nothing["what"] as? String == "learned nothing" && nothing["guessingErrorPercent"] is Double)
    #expect((arms[2]["failed"] as? [Any])?.isEmpty == true)
  }

  /// Beside a mean stand both the seeds that it leaves out and those that ended in vain.
  @Test func seedsThatExplodedAreNamed() throws {
    var comparison = try Self.diverging(seeds: [2], of: 4)
    for index in [0, 3] { comparison.runs[index].training[2].trainingLoss = 2e10 }
    let summary = ArmSummary.all(of: comparison)[0]
    let remarks = "3 of 4 seeds; seed 2 diverged at epoch 2, step 2; seeds 1 and 4 exploded"
    #expect(summary.remarks == remarks && summary.testErrorText.hasSuffix("; \(remarks))"))
    #expect(summary.testError.values.count == 3)
    #expect(
      RunNotes.all(of: [summary])[0].hasPrefix("he, seed 1 exploded: its training loss ended at 2e+10, far above"))
  }

  /// Made of a real comparison: its records say that a seed diverged in the second of three epochs.
  static func diverging(seeds diverged: Set<UInt64>, of count: Int) throws -> Comparison {
    var comparison = try comparison(arms: "he,xavier", seeds: count)
    for index in comparison.runs.indices
    where comparison.runs[index].arm.base == "he" && diverged.contains(comparison.runs[index].seed) {
      comparison.runs[index].training.removeLast(2)
      comparison.runs[index].outcome = nil
      var losses = LossTrace()
      for loss in [1.4, 4e12] { losses.add(loss) }
      comparison.runs[index].divergence = Divergence(epoch: 2, step: 2, losses: losses)
    }
    return comparison
  }

  /// Everywhere that a mean stands, the seeds that it leaves out stand beside it.
  @Test func intervalsLeaveDivergedSeedsOutAndSaySo() throws {
    let comparison = try Self.diverging(seeds: [2], of: 3)
    let summary = ArmSummary.all(of: comparison)[0]
    let errors = [0, 2].compactMap { comparison.runs[$0].outcome?.testErrorRate }
    #expect(summary.testError == SeedSpread(errors, scale: .share))
    let note = "2 of 3 seeds; seed 2 diverged at epoch 2, step 2"
    #expect(summary.testErrorText == SeedSpread(errors, scale: .share).percentText([note]))
    let files = try Self.written(comparison)
    #expect(SummaryTable(comparison).text.contains(note))
    for page in ["index.html", "report.md"] {
      #expect(
        Self.text(files[page]).contains(note) && Self.text(files[page]).contains("without a test error are left out"))
    }
    #expect(Headline(comparison).sentence.contains(note))
    let results = try #require(
      try JSONSerialization.jsonObject(with: files["results.json"] ?? Data()) as? [String: Any])
    let estimate = (results["arms"] as? [[String: Any]])?.first?["testErrorPercent"] as? [String: Any]
    #expect(estimate?["seeds"] as? [Int] == [1, 3] && (estimate?["values"] as? [Double])?.count == 2)
    // The mean curve has as many epochs as the seeds that it is of.
    #expect(Curve(summary.shown, scale: .positive) { $0.trainingLoss }.center.count == 3)
  }

  @Test func noNumberIsPrintedIfAllSeedsDiverged() throws {
    let comparison = try Self.diverging(seeds: [1, 2], of: 2)
    let summary = ArmSummary.all(of: comparison)[0]
    #expect(summary.testErrorText == "seeds 1 and 2 diverged at epoch 2, step 2")
    #expect(summary.bestEpochText == "–" && summary.idleUnits == "–")
    let files = try Self.written(comparison)
    #expect(files["side-by-side.png"] != nil && files["loss-curves.png"] != nil)
    let many = try ArmSummary.all(of: Self.diverging(seeds: Set(1...5), of: 5))[0]
    #expect(many.testErrorText == "seeds 1, 2, 3 and 2 more diverged at epoch 2, step 2")
    var different = try Self.diverging(seeds: Set(1...5), of: 5)
    for index in 0..<5 { different.runs[index].divergence?.step = index + 1 }
    #expect(ArmSummary.all(of: different)[0].testErrorText.hasSuffix("step 3; 2 more without a test error"))
    let marks = DivergenceMarks.overEpochs([many], in: try Self.diverging(seeds: Set(1...5), of: 5))
    #expect(marks.map(\.label) == ["he, seeds 1, 2, 3 and 2 more diverged at epoch 2, step 2"])
  }

  /// The line where a run diverged is there for each figure of curves, in the arm's colour.
  @Test func curvesAreMarkedWhereARunDiverged() throws {
    let comparison = try Self.diverging(seeds: [1], of: 1)
    let summaries = ArmSummary.all(of: comparison)
    let marks = DivergenceMarks.overEpochs(summaries, in: comparison)
    #expect(marks.map(\.label) == ["he diverged at epoch 2, step 2"] && marks[0].color == summaries[0].style.color)
    // 250 cases make three steps: two thirds of the second epoch.
    #expect(abs(marks[0].value - (1 + 2 / 3.0)) < 1e-9)
    let run = comparison.runs[0]
    #expect(DivergenceMarks.overWork(summaries, unit: 1e12).map(\.value) == [run.operations / 1e12])
    var plain = comparison
    plain.runs[0].divergence = nil
    let (marked, bare) = try (Self.written(comparison), Self.written(plain))
    for name in ["loss-curves.png", "error-curves.png", "error-vs-compute.png"] {
      func ink(_ files: [String: Data]) throws -> Int {
        let bitmap = try PNG(decoding: [UInt8](try #require(files[name]))).bitmap
        return (0..<bitmap.height).reduce(0) { sum, y in
          sum + (0..<bitmap.width).count { bitmap[$0, y] == summaries[0].style.color }
        }
      }
      #expect(try ink(marked) > ink(bare) + 200, "\(name)")
    }
  }

  @Test func manyDivergedRunsLeaveRoomForTheCurves() throws {
    var comparison = try Self.diverging(seeds: Set(1...12), of: 12)
    for index in 0..<12 { comparison.runs[index].divergence?.step = index + 1 }
    let marks = DivergenceMarks.overEpochs(ArmSummary.all(of: comparison), in: comparison)
    #expect(marks.count == 12 && marks.count { !$0.label.isEmpty } == 8)
  }

  /// A machine diverged: there is no network, and every figure that needs one leaves the arm out.
  @Test func aMachineThatDivergedIsDrawn() throws {
    var comparison = try Self.comparison(arms: "dbn,he")
    var run = RunRecord(arm: comparison.runs[0].arm, seed: 1, shape: comparison.runs[0].shape)
    run.pretraining = Array(comparison.runs[0].pretraining.prefix(1))
    run.divergence = Divergence(epoch: 1, step: 2, layer: 1)
    comparison.runs[0] = run
    try run.check(arm: run.arm, seed: 1, in: comparison.record)
    let files = try Self.written(comparison)
    #expect(files["rbm-filters.png"] == nil && files["reconstructions.png"] == nil)
    #expect(files["pretraining-curves.png"] != nil && files["side-by-side.png"] != nil)
    #expect(SummaryTable(comparison).text.contains("dbn  diverged at epoch 1, step 2 of machine 2"))
    let marks = DivergenceMarks.overPretraining(of: run, in: comparison, color: .black)
    #expect(marks.map(\.label) == ["machine 2 diverged at epoch 1, step 2"])
  }

  @Test(arguments: [(1, 1, 2), (8, 1, 3), (2, 6, 40)])
  func anyNumberOfArmsLayersAndClassesIsDrawn(arms: Int, depth: Int, classes: Int) throws {
    let names = (0..<arms).map { "he:lr=0.0\($0 + 1)" }.joined(separator: ",")
    let files = try Self.written(Self.comparison(arms: names, classes: classes, depth: depth))
    #expect(files["side-by-side.png"] != nil && files["confusion.png"] != nil)
  }

  @Test func theHeadlineIsMadeOfTheNumbers() throws {
    let comparison = try Self.comparison(arms: "zeros,he")
    let summaries = ArmSummary.all(of: comparison)
    let sentence = Headline(comparison).sentence
    #expect(sentence.contains("he makes the fewest test errors, \(summaries[1].testErrorText)"))
    #expect(sentence.contains(summaries[0].testErrorText))
  }

  @Test func theIndexLeadsToEveryDataSet() throws {
    let directory = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let comparison = try Self.comparison(arms: "he")
    for name in ["one", "two"] {
      let store = RecordStore(directory: directory + "/" + name)
      let unfinished = try store.begin(comparison.record)
      for run in comparison.runs { unfinished.add(run, model: nil) }
      try store.complete(unfinished, as: comparison.record)
      unfinished.remove()
    }
    try OutputIndex.write(in: directory)
    let page = try String(contentsOfFile: directory + "/index.html", encoding: .utf8)
    #expect(page.contains("href=\"one/index.html\"") && page.contains("href=\"two/index.html\""))
  }

  @Test func numbersReadWell() {
    #expect(NumberText.percent(0.0143) == "1.43 %")
    #expect(NumberText.decimal(-0.001, digits: 2) == "0.00" && NumberText.decimal(-1.5, digits: 1) == "−1.5")
    #expect(NumberText.decimal(.nan, digits: 1) == "–" && NumberText.significant(.infinity) == "–")
    #expect(NumberText.significant(4.1e-7) == "4.1e−07")
    #expect(NumberText.duration(12.34) == "12.3 s" && NumberText.duration(125) == "2 min 5 s")
    #expect(NumberText.duration(7322) == "2 h 2 min")
    #expect(1234567.formatted == "1,234,567" && 12.formatted == "12" && 123.formatted == "123")
  }
}
