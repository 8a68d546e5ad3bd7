import Foundation
import Synchronization
import Testing

@testable import Experiments

/// Comparisons in a directory where others were before: what those have computed is not computed again.
@Suite struct TakingOverTests {
  private let directory = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString

  private struct Computed {
    let comparison: Comparison
    let models: [String: Data]
    /// Names of runs that were trained now, and how many were said to be taken over.
    let trained: Set<String>
    let adopted: Int
  }

  private func compare(
    _ arms: String, seeds: Int = 1, start: ComparisonSession.Start = .any, build: String? = "b", in folder: String,
    change: (inout ComparisonSettings) -> Void = { _ in }
  ) throws -> Computed {
    var settings = try SmallComparison.settings(arms: arms, seeds: seeds)
    change(&settings)
    let data = try RunData(SmallComparison.dataset, settings: settings)
    let record = ComparisonRecord(
      settings: settings, dataset: data.description(settings: settings),
      environment: Environment(
        processor: "p", cores: 2, operatingSystem: "o", mathLibrary: "m", jobs: 2, peakGflops: 100, build: build),
      command: "c", wallSeconds: 0)
    let store = RecordStore(directory: folder)
    let session = try ComparisonSession(record, data: data, in: store, start: start)
    let trained = Mutex(Set<String>())
    let comparison = try session.run(jobs: 2, stop: StopRequest(), measuresPeak: false) { event in
      guard case .finished(let record, _) = event else { return }
      trained.withLock { _ = $0.insert(record.stem) }
    }
    session.close(isComplete: true)
    let models = try FileManager.default.contentsOfDirectory(atPath: folder + "/models")
    return Computed(
      comparison: comparison,
      models: Dictionary(
        uniqueKeysWithValues: models.map {
          ($0, FileManager.default.contents(atPath: folder + "/models/" + $0) ?? Data())
        }),
      trained: trained.withLock { $0 }, adopted: session.adoptedCount)
  }

  private func expectSame(_ one: Computed, _ other: Computed) {
    #expect(one.comparison.runs.map(\.timeless) == other.comparison.runs.map(\.timeless))
    #expect(one.models == other.models)
  }

  @Test func moreSeedsAndOtherArmsComputeThoseAlone() throws {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let folder = directory + "/a"
    let first = try compare("dbn,he,dbn:lr=0.3", in: folder)
    #expect(first.trained.count == 3 && first.adopted == 0)
    let more = try compare("he,dbn:lr=0.3,xavier", seeds: 2, in: folder)
    #expect(more.adopted == 2 && more.trained.count == 4 && !more.trained.contains("he-seed1"))
    // The arm that shared its machines with `dbn` is the first to need them now.
    expectSame(more, try compare("he,dbn:lr=0.3,xavier", seeds: 2, in: directory + "/b"))
    #expect(try RecordStore(directory: folder).read().runs.map(\.timeless) == more.comparison.runs.map(\.timeless))
    // `dbn` and the first seed are in `earlier` by now.
    let back = try compare("dbn,xavier", seeds: 2, in: folder)
    #expect(back.adopted == 3 && back.trained == ["dbn-seed2"])
    #expect(try compare("dbn,xavier", seeds: 2, in: folder).adopted == 4)
    #expect(try compare("dbn,xavier", seeds: 2, start: .fresh, in: folder).adopted == 0)
  }

  /// What was taken over counts with its share of the time, so that all of it has that of the comparison it is from.
  @Test func takenOverTimeCounts() throws {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let first = try compare("he,xavier", in: directory).comparison.record.wallSeconds
    let again = try compare("he,xavier", in: directory).comparison.record.wallSeconds
    #expect(again >= first && first > 0)
  }

  @Test(arguments: ["epochs", "batch", "limit", "labels", "hidden", "build", "unknown build", "damage", "no model"])
  func whatMayDifferIsComputed(what: String) throws {
    defer { try? FileManager.default.removeItem(atPath: directory) }
    _ = try compare("he", build: what == "unknown build" ? nil : "b", in: directory)
    if what == "damage" { try Data("{".utf8).write(to: URL(fileURLWithPath: directory + "/records/he-seed1.json")) }
    if what == "no model" { try FileManager.default.removeItem(atPath: directory + "/models") }
    let again = try compare(
      "he", build: ["build": "c", "unknown build": nil][what] ?? "b", in: directory
    ) { settings in
      switch what {
      case "epochs": settings.epochs = 2
      case "batch": settings.batchSize = 30
      case "limit": settings.trainLimit = 100
      case "labels": settings.labels = 50
      case "hidden": settings.hidden = [20, 14]
      default: break
      }
    }
    #expect(again.adopted == 0 && again.trained == ["he-seed1"])
  }

  /// Values that all arms have are the comparison's, wherever they were told.
  @Test func anArmsOwnValuesAreThatOfAComparison() throws {
    let settings = try SmallComparison.settings(arms: "he")
    let data = try RunData(SmallComparison.dataset, settings: settings)
    let arm = settings.arms[0]
    var (other, batch) = (settings, settings)
    (other.arms, other.seedCount, other.preset, other.pretrainEpochs) = ([], 7, .paper, 99)
    batch.batchSize += 1
    #expect(data.plans(settings)(arm, 3) == data.plans(other)(arm, 3))
    #expect(data.plans(settings)(arm, 3) != data.plans(settings)(arm, 4))
    #expect(data.plans(settings)(arm, 3) != data.plans(batch)(arm, 3))
    let pretrained = try Arm.list("dbn")[0]
    #expect(data.plans(settings)(pretrained, 3) != data.plans(other)(pretrained, 3))
  }
}

@Suite struct ComputedValuesTests {
  private struct Plan: Codable {
    let name: String
  }

  @Test func whatIsKeptComesBackAndNothingElse() throws {
    let directory = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let values = ComputedValues(directory: directory)
    #expect(values.value(of: Plan(name: "a"), as: [Double].self) == nil)
    let numbers = [0.1, .infinity, -.infinity, 1e-300, .pi]
    try values.keepCheckpoint(Data("half".utf8), of: Plan(name: "a"))
    #expect(values.checkpoint(of: Plan(name: "a"))?.bytes == Data("half".utf8))
    try values.keep(numbers, of: Plan(name: "a"), seconds: 2)
    let found = try #require(values.value(of: Plan(name: "a"), as: [Double].self))
    #expect(found.value == numbers && found.seconds == 2 && values.checkpoint(of: Plan(name: "a")) == nil)
    #expect(values.value(of: Plan(name: "b"), as: [Double].self) == nil)
    #expect(values.value(of: Plan(name: "a"), as: [String].self) == nil)
    // A file of another plan under this one's name, as after a collision of digests, is not taken for it.
    try values.keep([1.0], of: Plan(name: "b"), seconds: 1)
    let files = try FileManager.default.contentsOfDirectory(atPath: directory).map { directory + "/" + $0 }
    #expect(files.count == 2)
    let contents = files.map { FileManager.default.contents(atPath: $0) ?? Data() }
    for (file, bytes) in zip(files, contents.reversed()) { try bytes.write(to: URL(fileURLWithPath: file)) }
    for name in ["a", "b"] { #expect(values.value(of: Plan(name: name), as: [Double].self) == nil) }
    for file in files { try Data("{".utf8).write(to: URL(fileURLWithPath: file)) }
    #expect(values.value(of: Plan(name: "a"), as: [Double].self) == nil)
    values.forget()
    #expect(!FileManager.default.fileExists(atPath: directory))
  }
}
