import Checksums
import Damage
import Foundation
import LinearAlgebra
import Testing

@testable import Experiments

/// What is kept of a comparison, with each of its bytes damaged once: it reads as it was written, or a sentence names it.
@Suite struct DamageTests {
  private typealias Place = CheckpointTests.Place

  private static func settings() throws -> ComparisonSettings {
    var settings = try SmallComparison.settings(arms: "random,he")
    (settings.hidden, settings.epochs, settings.pretrainEpochs) = ([4, 3], 2, 1)
    return settings
  }

  /// Files below a directory, with their bytes.
  private static func files(_ directory: String) throws -> [String: Data] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: directory)
    let pairs = names.map { ($0, FileManager.default.contents(atPath: directory + "/" + $0)) }
    return Dictionary(uniqueKeysWithValues: pairs.compactMap { name, bytes in bytes.map { (name, $0) } })
  }

  /// Each file is read as whoever needs it reads it.
  private static func damageEach(_ directory: String, _ record: ComparisonRecord, finished: [Arm]) throws {
    let files = RunFiles(comparison: record, records: directory + "/records", models: directory + "/models")
    for name in try Self.files(directory).keys.sorted() {
      let path = directory + "/" + name
      let arm = finished.firstIndex { name.contains($0.name) } ?? 0
      let unnoticed =
        switch (name as NSString).pathComponents[0] {
        case "checkpoints":
          try Damage.unnoticed(in: path) { try Checkpoint(reading: RecordFile.contents(of: path), file: path).numbers }
        case "models": try Damage.unnoticed(in: path) { try files.model(finished[arm], seed: 1) }
        case _ where name.hasSuffix("comparison.json"):
          try Damage.unnoticed(in: path) {
            try ComparisonRecord(decoding: RecordFile.contents(of: path), file: path)
          }
        default: try Damage.unnoticed(in: path) { try files.record(finished[arm], seed: 1) }
        }
      #expect(unnoticed == [])
    }
  }

  @Test func everyByteOfResultsCounts() throws {
    let place = try Place(Self.settings())
    _ = try place.run()
    let record = try place.store.readComparison()
    #expect(record.files?.names.count == 4)
    try Self.damageEach(place.directory, record, finished: record.settings.arms)
  }

  @Test func everyByteOfAnInterruptedComparisonCounts() throws {
    let place = try Place(Self.settings())
    #expect(try place.run(stoppingAfter: 45).comparison.runs.map(\.isFinished) == [true, false])
    #expect(place.checkpoints.count == 1)
    let running = place.directory + "/running"
    let file = running + "/comparison.json"
    let record = try ComparisonRecord(decoding: RecordFile.contents(of: file), file: file)
    #expect(record.files?.names.count == 2)
    try Self.damageEach(running, record, finished: [record.settings.arms[0]])
  }

  /// From one end to the other: the same bytes, or a sentence.
  @Test func whatGoesOnAfterDamageIsTheSame() throws {
    let settings = try Self.settings()
    let whole = try Place(settings)
    let runs = try whole.run().comparison.runs.map(\.timeless)
    let models = try whole.models()
    let kept = try Place(settings)
    _ = try kept.run(stoppingAfter: 45)
    let files = try Self.files(kept.directory)
    var stream = PhiloxStream(seed: 1, stream: .shuffle(epoch: 0, layer: 0))
    for name in files.keys.sorted() {
      for _ in 0..<2 {
        let place = try Place(settings)
        try FileManager.default.copyItem(atPath: kept.directory, toPath: place.directory)
        var bytes = try #require(files[name])
        bytes[Int(stream.nextUniform() * Double(bytes.count))] ^= 8
        try bytes.write(to: URL(fileURLWithPath: place.directory + "/" + name))
        do {
          let (comparison, notices) = try place.run()
          #expect(comparison.runs.map(\.timeless) == runs, "\(name): \(notices)")
          #expect(try place.models() == models, "\(name)")
        } catch {
          #expect("\(error)".contains(place.directory + "/" + name), "\(error)")
        }
      }
    }
  }

  /// Whole files, but not those that belong there.
  @Test func exchangedAndOlderFilesAreNoticed() throws {
    var settings = try Self.settings()
    settings.seedCount = 2
    let (place, other) = (try Place(settings), try Place(settings))
    _ = try place.run()
    settings.batchSize = 31
    let older = try Place(settings)
    _ = try older.run()
    for (from, name, to) in [
      (place, "models/random-seed1.safetensors", "models/random-seed2.safetensors"),
      (place, "records/random-seed1.json", "records/random-seed2.json"),
      (older, "models/he-seed1.safetensors", "models/he-seed1.safetensors"),
      (older, "records/he-seed1.json", "records/he-seed1.json"),
      (older, "records/comparison.json", "records/comparison.json"),
    ] {
      try? FileManager.default.removeItem(atPath: other.directory)
      try FileManager.default.copyItem(atPath: place.directory, toPath: other.directory)
      try FileManager.default.removeItem(atPath: other.directory + "/" + to)
      try FileManager.default.copyItem(atPath: from.directory + "/" + name, toPath: other.directory + "/" + to)
      let sentence = RecordStoreTests().complaint {
        try other.store.verifyModels(of: other.store.read().record)
      }
      // A record says itself whose it is.
      let isForeign = sentence.contains("is damaged (it is not the one that comparison.json vouches for)")
      #expect(isForeign || sentence.contains("is damaged (seed is 1 where 2 is expected)"), "\(to): \(sentence)")
    }
  }

  /// The same command computes what is damaged in results that are complete, and nothing else.
  @Test func damagedResultsAreComputedAgain() throws {
    for name in ["models/random-seed1.safetensors", "records/random-seed1.json", "records/comparison.json"] {
      let place = try Place(Self.settings())
      _ = try place.run()
      let models = try place.models()
      var bytes = try #require(FileManager.default.contents(atPath: place.directory + "/" + name))
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: URL(fileURLWithPath: place.directory + "/" + name))
      let session = try ComparisonSession(place.record, data: place.data, in: place.store, start: .any)
      #expect(session.notices.count == (place.record.environment.build == nil ? session.notices.count : 1))
      #expect(session.notices.allSatisfy { $0.contains(place.directory + "/" + name) }, "\(session.notices)")
      _ = try session.run(jobs: 1, stop: StopRequest(), measuresPeak: false) { _ in }
      session.close(isComplete: true)
      #expect(try place.models() == models)
    }
  }

  /// Broken off between models and records, nothing of a comparison is lost.
  @Test func modelsThatWereMovedAlreadyAreTakenBack() throws {
    let place = try Place(Self.settings())
    _ = try place.run(stoppingAfter: 45)
    let expected = try Self.files(place.directory + "/running/models")
    #expect(!expected.isEmpty)
    try FileManager.default.moveItem(
      atPath: place.directory + "/running/models", toPath: place.directory + "/models")
    #expect(try place.run().notices.isEmpty)
    for (name, bytes) in expected { #expect(try place.models()[name] == bytes) }
  }

  /// JSON stays JSON, and one without a checksum is read.
  @Test func aSealIsAField() throws {
    for json in [#"{"a":1}"#, "{\n  \"a\" : 1\n}"] {
      let sealed = Seal.sealed(Data(json.utf8))
      let fields = try #require(JSONSerialization.jsonObject(with: sealed) as? [String: Any])
      #expect(fields.keys.sorted() == ["a", "checksum"] && Seal.isWhole(sealed) && Seal.isWhole(Data(json.utf8)))
    }
    for short in ["", "}", #""}"#] { #expect(Seal.isWhole(Data(short.utf8))) }
  }
}
