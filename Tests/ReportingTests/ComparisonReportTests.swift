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
    for name in ReportFigure.fileNames {
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
    #expect(MetricsTable.field("=cmd()") == "'=cmd()" && MetricsTable.field("a,\"b\"") == "\"a,\"\"b\"\"\"")
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
      let isThere = !["pretraining-curves.png", "rbm-filters.png", "reconstructions.png"].contains(name)
      #expect((files[name] != nil) == isThere && markdown.contains("(\(name))") == isThere, "\(name)")
      if let bytes = files[name] { #expect(html.contains("base64,\(bytes.base64EncodedString())\""), "\(name)") }
    }
    #expect(!html.contains("http://") && !html.contains("https://") && !html.contains("<script"))
    #expect(html.contains("One seed: there is no interval"))
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
    #expect(Self.text(files["report.md"]).contains("diverged in epoch 1, step"))
    #expect(SummaryTable(comparison).text.contains("diverged in epoch 1, step"))
    let results = try #require(
      try JSONSerialization.jsonObject(with: files["results.json"] ?? Data()) as? [String: Any])
    let arm = try #require((results["arms"] as? [[String: Any]])?.first)
    #expect((arm["testErrorPercent"] as? [String: Any])?["mean"] is NSNull)
    #expect((arm["diverged"] as? [[String: Int]])?.first?["epoch"] == 1)
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
    #expect(NumberText.interval(ofShares: ConfidenceInterval([0.01, 0.02])) == "1.50 ± 6.35 %")
  }
}
