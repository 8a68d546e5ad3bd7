import Foundation
import LinearAlgebra
import Testing

@testable import Experiments

/// What is kept of a comparison, with each of its bytes damaged once: it reads as it was written, or a sentence names it.
@Suite struct DamageTests {
  private typealias Place = CheckpointTests.Place

  private static func settings() throws -> ComparisonSettings {
    var settings = try SmallComparison.settings(arms: "random,dbn")
    (settings.hidden, settings.epochs, settings.pretrainEpochs) = ([4, 3], 2, 1)
    return settings
  }

  /// Files below a directory, with their bytes.
  private static func files(_ directory: String) throws -> [String: Data] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: directory)
    let pairs = names.map { ($0, FileManager.default.contents(atPath: directory + "/" + $0)) }
    return Dictionary(uniqueKeysWithValues: pairs.compactMap { name, bytes in bytes.map { (name, $0) } })
  }

  /// Whether something is as it was, or was refused by a sentence that names the file.
  private static func isTold<Value: Equatable>(
    _ file: String, _ expected: Value, _ read: () throws -> Value
  ) -> Bool {
    do {
      return try read() == expected
    } catch {
      return "\(error)".contains(file)
    }
  }

  /// Damages a file in many ways, and checks after each.
  private static func damage(_ path: String, check: () -> Bool) throws {
    let (url, whole) = (URL(fileURLWithPath: path), try Data(contentsOf: URL(fileURLWithPath: path)))
    defer { try? whole.write(to: url) }
    let file = try FileHandle(forWritingTo: url)
    for place in whole.indices {
      for bytes in [Data([whole[place] ^ (1 << UInt8(place % 8))]), whole[place...place]] {
        try file.seek(toOffset: UInt64(place))
        try file.write(contentsOf: bytes)
        if bytes[bytes.startIndex] != whole[place] { #expect(check(), "byte \(place) of \(path)") }
      }
    }
    for length in [0, 1, whole.count / 2, whole.count - 1] {
      try whole.prefix(length).write(to: url)
      #expect(check(), "\(length) bytes of \(path)")
    }
    for start in stride(from: 0, to: whole.count, by: 512) {
      var zeroed = whole
      for place in start..<min(start + 512, whole.count) { zeroed[place] = 0 }
      try zeroed.write(to: url)
      #expect(check(), "zeros from \(start) in \(path)")
    }
  }

  @Test func everyByteOfResultsCounts() throws {
    let place = try Place(Self.settings())
    _ = try place.run()
    let (store, expected) = (place.store, try place.store.read())
    let models = try place.models()
    #expect(models.count == 2)
    for name in try Self.files(place.directory).keys.sorted() {
      let path = place.directory + "/" + name
      try Self.damage(path) {
        Self.isTold(path, expected.runs) {
          let comparison = try store.read()
          try store.verifyModels(of: comparison.record)
          return comparison.record == expected.record ? comparison.runs : []
        }
      }
    }
    #expect(try store.read().record.files?.names.count == 4)
  }

  @Test func everyByteOfAnInterruptedComparisonCounts() throws {
    let place = try Place(Self.settings())
    #expect(try place.run(stoppingAfter: 45).comparison.runs.map(\.isFinished) == [true, false])
    let running = place.directory + "/running"
    let arm = place.record.settings.arms[0]
    struct State: Equatable {
      var record: ComparisonRecord?
      var run: RunRecord?
      var model: Data?
      var checkpoints: [String: [[Float]]] = [:]
    }
    func state() throws -> State {
      var record = try ComparisonRecord(
        decoding: RecordFile.contents(of: running + "/comparison.json"), file: running + "/comparison.json")
      let finished = try RunFiles(comparison: record, records: running + "/records", models: running + "/models")
        .finished(arm, seed: 1)
      record.wallSeconds = 0
      var state = State(record: record, run: finished?.run, model: finished?.model)
      for path in place.checkpoints {
        let checkpoint = try Checkpoint(reading: FileManager.default.contents(atPath: path) ?? Data(), file: path)
        state.checkpoints[path] = checkpoint.numbers
      }
      return state
    }
    let expected = try state()
    #expect(expected.run != nil && expected.model != nil && expected.checkpoints.count == 1)
    for name in try Self.files(running).keys.sorted() where !name.hasSuffix("index.html") {
      let path = running + "/" + name
      try Self.damage(path) { Self.isTold(path, expected, state) }
    }
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
      for _ in 0..<4 {
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
      (older, "models/dbn-seed1.safetensors", "models/dbn-seed1.safetensors"),
      (older, "records/dbn-seed1.json", "records/dbn-seed1.json"),
      (older, "records/comparison.json", "records/comparison.json"),
    ] {
      try? FileManager.default.removeItem(atPath: other.directory)
      try FileManager.default.copyItem(atPath: place.directory, toPath: other.directory)
      try FileManager.default.removeItem(atPath: other.directory + "/" + to)
      try FileManager.default.copyItem(atPath: from.directory + "/" + name, toPath: other.directory + "/" + to)
      let sentence = RecordStoreTests().complaint {
        try other.store.verifyModels(of: other.store.read().record)
      }
      #expect(sentence.contains("is damaged (it is not the one that comparison.json vouches for)"), "\(sentence)")
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
