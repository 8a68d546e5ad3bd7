import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

@testable import Experiments

@Suite struct RecordStoreTests {
  let directory = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString

  func comparison() throws -> Comparison {
    let settings = try SmallComparison.settings()
    let data = try RunData(SmallComparison.dataset, settings: settings)
    let environment = Environment(
      processor: "p", cores: 2, operatingSystem: "o", mathLibrary: "m", jobs: 2, peakGflops: 100)
    let record = ComparisonRecord(
      settings: settings, dataset: data.description(settings: settings), environment: environment, command: "c",
      wallSeconds: 1)
    return Comparison(record: record, runs: try SmallComparison.run(settings))
  }

  func save(_ comparison: Comparison, in store: RecordStore) throws {
    let unfinished = try store.begin(comparison.record)
    for run in comparison.runs { unfinished.add(run, model: nil) }
    try store.complete(unfinished, as: comparison.record)
    unfinished.remove()
  }

  func complaint(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "nothing"
    } catch {
      return "\(error)"
    }
  }

  @Test func whatIsWrittenIsRead() throws {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let store = RecordStore(directory: directory + "/synthetic")
    var comparison = try comparison()
    comparison.runs[0].training[0].validationLoss = .infinity
    try save(comparison, in: store)
    let read = try store.read()
    #expect(read.record == comparison.record && read.runs == comparison.runs)
    #expect(RecordStore.datasets(in: directory) == ["synthetic"])
  }

  @Test func aComparisonThatWasBrokenOffLeavesTheOldResults() throws {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let store = RecordStore(directory: directory)
    let comparison = try comparison()
    try save(comparison, in: store)
    try store.begin(comparison.record).add(comparison.runs[0], model: nil)
    #expect(try store.read().runs == comparison.runs)
    try save(comparison, in: store)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory).sorted() == ["models", "records"])
  }

  @Test func missingAndDamagedRecordsAreNamed() throws {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let store = RecordStore(directory: directory)
    #expect(complaint { _ = try store.read() }.contains("no results in \(directory)"))
    try save(comparison(), in: store)
    let file = directory + "/records/dbn-seed1.json"
    let whole = try Data(contentsOf: URL(fileURLWithPath: file))
    for count in [0, 1, whole.count / 2, whole.count - 1] {
      try whole.prefix(count).write(to: URL(fileURLWithPath: file))
      #expect(complaint { _ = try store.read() }.contains("\(file) is damaged"))
    }
    try FileManager.default.removeItem(atPath: file)
    #expect(complaint { _ = try store.read() }.contains("Cannot read \(file)"))
  }

  @Test func newerFormatsAreRefused() throws {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let store = RecordStore(directory: directory)
    var comparison = try comparison()
    comparison.record.format = 99
    try save(comparison, in: store)
    #expect(complaint { _ = try store.read() }.contains("format 99"))
  }

  @Test func whatCannotBeWrittenIsToldBeforeAnythingIsComputed() throws {
    let file = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString
    try Data().write(to: URL(fileURLWithPath: file))
    defer { try? FileManager.default.removeItem(atPath: file) }
    let record = try comparison().record
    let sentence = complaint { _ = try RecordStore(directory: file + "/mnist").begin(record) }
    #expect(sentence.contains("Cannot create the directory \(file)/mnist") && sentence.hasSuffix("--out."))
  }

  @Test func atomicFilesAreWholeOrUntouched() throws {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try AtomicFile.createDirectory(directory)
    let path = directory + "/file"
    try AtomicFile.write(Data("old".utf8), to: path)
    // The name aside is taken by a directory, so nothing can be written.
    try FileManager.default.createDirectory(atPath: path + ".part", withIntermediateDirectories: false)
    #expect(
      complaint { try AtomicFile.write(Data("new".utf8), to: path) }.contains("Cannot write \(path): is a directory"))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
  }

  @Test func imagesKeepTheirPrecision() {
    let images = Matrix(rows: 2, columns: 4, values: [0, 1, -2, 0.5, 0, 0, 0, 0])
    let strip = ImageStrip(images, width: 2, height: 2)
    #expect(zip(strip.image(0), [0, 1, -2, 0.5]).allSatisfy { abs($0 - $1) <= 2 / 127 })
    #expect(strip.image(1) == [0, 0, 0, 0])
    #expect(strip.limits == [2, 0])
  }

  @Test func imagesThatDoNotFillTheirSizeAreRefused() throws {
    let strip = ImageStrip(Matrix(rows: 1, columns: 4, values: [1, 2, 3, 4]), width: 2, height: 2)
    let whole = String(decoding: try JSONEncoder().encode(strip), as: UTF8.self)
    #expect(try JSONDecoder().decode(ImageStrip.self, from: Data(whole.utf8)) == strip)
    for (old, new) in [
      ("\"width\":2", "\"width\":3"), ("\"height\":2", "\"height\":0"), ("\"limits\":[4]", "\"limits\":[4,4]"),
    ] {
      let damaged = Data(whole.replacing(old, with: new).utf8)
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(ImageStrip.self, from: damaged) }
    }
  }

  @Test func fileNamesAreSafeShortAndDifferent() throws {
    func name(_ arm: String) throws -> String { RunRecord(arm: try Arm(parsing: arm), seed: 3, shape: []).fileName }
    #expect(try name("he") == "he-seed3.json")
    let long = "he:lr=0.1" + String(repeating: "0", count: 300)
    let names = try ["he", "he:lr=1e+1", "he:lr=1e-1", "he:hidden=10x10,dropout=0.5", long].map(name)
    #expect(Set(names).count == names.count)
    for name in names {
      #expect(
        name.utf8.count < 80 && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) })
    }
  }

  /// Two arms whose names differ only in a sign keep their own records.
  @Test func similarArmsKeepTheirOwnRecords() throws {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var comparison = try comparison()
    comparison.record.settings.arms = try Arm.list("he:lr=1e+1,he:lr=1e-1")
    comparison.runs = try SmallComparison.run(comparison.record.settings)
    let store = RecordStore(directory: directory)
    try save(comparison, in: store)
    #expect(try store.read().runs == comparison.runs && comparison.runs[0].arm != comparison.runs[1].arm)
  }
}
