import Datasets
import Foundation
import LinearAlgebra
import Synchronization
import Testing

@testable import Experiments

/// Comparisons that are broken off and gone on with, compared with those that were not.
@Suite struct CheckpointTests {
  /// A directory with one comparison in it.
  final class Place {
    let directory = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString
    let record: ComparisonRecord
    let data: RunData
    var store: RecordStore { RecordStore(directory: directory) }

    init(_ settings: ComparisonSettings) throws {
      data = try RunData(SmallComparison.dataset, settings: settings)
      record = ComparisonRecord(
        settings: settings, dataset: data.description(settings: settings),
        environment: Environment(
          processor: "p", cores: 2, operatingSystem: "o", mathLibrary: "m", jobs: 2, peakGflops: 100),
        command: "c", wallSeconds: 0)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// One session, stopped after a number of steps.
    /// - Returns: the comparison, and what the user was told.
    func run(
      stoppingAfter steps: Int = .max, start: ComparisonSession.Start = .any, jobs: Int = 1
    ) throws -> (comparison: Comparison, notices: [String]) {
      let session = try ComparisonSession(record, data: data, in: store, start: start)
      let stop = StopRequest()
      let told = Mutex<(steps: Int, notices: [String])>((0, []))
      let comparison = try session.run(jobs: jobs, stop: stop, measuresPeak: false) { event in
        told.withLock { told in
          if case .notice(let sentence) = event { told.notices.append(sentence) }
          guard case .progress = event else { return }
          told.steps += 1
          if told.steps == steps { stop.ask() }
        }
      }
      session.close(isComplete: !comparison.isPartial)
      return (comparison, told.withLock { $0.notices })
    }

    /// All sessions that it takes, each a number of steps long.
    func run(inPiecesOf steps: Int) throws -> Comparison {
      while true {
        let comparison = try run(stoppingAfter: steps).comparison
        if !comparison.isPartial { return comparison }
      }
    }

    /// The bytes of every model.
    func models() throws -> [String: Data] {
      let names = try FileManager.default.contentsOfDirectory(atPath: directory + "/models")
      return try Dictionary(
        uniqueKeysWithValues: names.map {
          ($0, try Data(contentsOf: URL(fileURLWithPath: "\(directory)/models/\($0)")))
        })
    }

    var checkpoints: [String] {
      let folder = directory + "/running/checkpoints"
      return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).map { folder + "/" + $0 }.sorted()
    }
  }

  /// Pieces that are no divisor of an epoch's 16 steps end in its midst as well as at its end.
  @Test(arguments: [
    ("random", 7), ("dbn:cd=2,pretrain-schedule=linear", 5),
    ("dbn:estimator=pcd-1,centered=on,sparsity-target=0.1", 37), ("dbn:visible=gaussian,pretrain-optimizer=adam", 41),
    ("he:optimizer=adam,lr=1e-3,dropout=0.2,input-dropout=0.1", 9),
    ("he:optimizer=nesterov,schedule=cosine,warmup=1,l1=1e-4,max-norm=2", 7),
    ("he:optimizer=rmsprop,lr=1e-3,schedule=step,xavier:optimizer=adamw,lr=1e-3,clip=0.5", 13),
    ("he:clip=0.1,dropout=0.2,dbn:optimizer=nesterov,clip=1,l1=1e-5", 17),
    ("lecun:alpha-dropout=0.1,input-dropout=0.1,lecun:alpha-dropout=0.2,batchnorm=on", 9),
    ("he:batchnorm=on,xavier:batchnorm=on,optimizer=adam,lr=1e-3,clip=1,dropout=0.1", 13),
    ("he:activation=prelu,he:activation=prelu-0.1,batchnorm=on,optimizer=adam,lr=1e-3,clip=1,dropout=0.1", 9),
    ("dbn:activation=prelu,lr=0.1,optimizer=nesterov,lsuv:activation=prelu,weight-decay=1e-3,max-norm=2", 19),
    ("xavier:momentum=0,weight-decay=1e-3,schedule=constant", 11), ("dbn,dbn:dropout=0.1,he", 23),
  ])
  func piecesMakeTheSameWhole(arms: String, steps: Int) throws {
    for trainsOnValidation in [false, true] {
      var settings = try SmallComparison.settings(arms: arms)
      settings.trainsOnValidation = trainsOnValidation
      let (whole, pieces) = (try Place(settings), try Place(settings))
      let runs = try whole.run().comparison.runs.map(\.timeless)
      #expect(try pieces.run(inPiecesOf: steps).runs.map(\.timeless) == runs)
      #expect(try pieces.store.read().runs.map(\.timeless) == runs)
      #expect(try pieces.models() == whole.models())
    }
  }

  @Test func fewLabelsAndSeveralSeedsGoOnToo() throws {
    var settings = try SmallComparison.settings(arms: "dbn,he", seeds: 2)
    settings.labels = 150
    let (whole, pieces) = (try Place(settings), try Place(settings))
    let runs = try whole.run().comparison.runs.map(\.timeless)
    #expect(try pieces.run(inPiecesOf: 13).runs.map(\.timeless) == runs)
  }

  @Test func longEpochsAreSavedInTheirMidst() throws {
    let place = try Place(SmallComparison.settings(arms: "he"))
    let unfinished = try place.store.begin(place.record)
    func saves(interval: Double, passes: Int) throws -> Int {
      let keeper = CheckpointKeeper("task", storage: unfinished, stop: StopRequest(), interval: interval)
      var count = 0
      for _ in 0..<passes {
        try keeper.pass {
          count += 1
          return Data()
        }
        // A disk that lags behind gets no other one.
        unfinished.flush()
      }
      return count
    }
    #expect(try saves(interval: 0, passes: 3) == 3)
    #expect(try saves(interval: 1000, passes: 3) == 0)
    unfinished.flush()
    #expect(place.checkpoints == [place.directory + "/running/checkpoints/task.safetensors"])
  }

  @Test func finishedRunsAreNotComputedAgain() throws {
    let place = try Place(SmallComparison.settings(arms: "random,he"))
    let partial = try place.run(stoppingAfter: 60).comparison
    #expect(partial.runs.map(\.isFinished) == [true, false])
    let whole = try place.run().comparison
    // To the second: the record is the one that was kept.
    #expect(whole.runs[0] == partial.runs[0])
    #expect(whole.record.wallSeconds > partial.record.wallSeconds)
  }

  @Test func aComparisonWithoutAnyStepCanBeStopped() throws {
    let place = try Place(SmallComparison.settings())
    let session = try ComparisonSession(place.record, data: place.data, in: place.store, start: .any)
    let stop = StopRequest()
    stop.ask()
    let comparison = try session.run(jobs: 2, stop: stop) { _ in }
    #expect(comparison.isPartial && comparison.runs.allSatisfy { $0.training.isEmpty && !$0.isFinished })
  }

  /// Whatever is damaged, its run begins anew, the user is told, and the numbers stay right.
  @Test func damagedCheckpointsAreNotUsed() throws {
    let settings = try SmallComparison.settings(arms: "dbn,he")
    let whole = try Place(settings)
    let runs = try whole.run().comparison.runs.map(\.timeless)
    for (steps, file) in [(40, "dbn-seed1-pretraining"), (90, "dbn-seed1")] {
      for damage in [{ $0.dropLast(10) }, { $0 + [0] }, { _ in Data() }, Self.flippingABit] as [(Data) -> Data] {
        let place = try Place(settings)
        #expect(try place.run(stoppingAfter: steps).comparison.isPartial)
        let path = place.directory + "/running/checkpoints/\(file).safetensors"
        let url = URL(fileURLWithPath: path)
        try damage(Data(contentsOf: url)).write(to: url)
        let (comparison, notices) = try place.run()
        #expect(notices.count == 1 && notices[0].contains("The checkpoint \(path) is damaged"), "\(notices)")
        #expect(comparison.runs.map(\.timeless) == runs)
      }
    }
  }

  @Test func damagedRecordsOfFinishedRunsAreNotUsed() throws {
    let place = try Place(SmallComparison.settings(arms: "random,he"))
    let runs = try place.run(stoppingAfter: 60).comparison.runs
    #expect(runs.map(\.isFinished) == [true, false])
    let path = place.directory + "/running/records/random-seed1.json"
    try Data("{}".utf8).write(to: URL(fileURLWithPath: path))
    let (comparison, notices) = try place.run()
    #expect(notices.count == 1 && notices[0].contains("The record \(path) is damaged"), "\(notices)")
    #expect(comparison.runs[0].timeless == runs[0].timeless)
  }

  private static func flippingABit(_ data: Data) -> Data {
    var data = data
    data[data.count / 2] ^= 4
    return data
  }

  @Test func aDamagedDescriptionIsNamedAndFreshHelps() throws {
    let place = try Place(SmallComparison.settings(arms: "he"))
    _ = try place.run(stoppingAfter: 5)
    let file = place.directory + "/running/comparison.json"
    try Data("{}".utf8).write(to: URL(fileURLWithPath: file))
    let sentence = RecordStoreTests().complaint { _ = try place.run() }
    #expect(sentence.hasPrefix("The record of an unfinished comparison, \(file), is damaged ('format' is missing)"))
    #expect(try !place.run(start: .fresh).comparison.isPartial)
  }

  /// A checkpoint of another run, whole as it is, fits nothing.
  @Test func checkpointsOfOtherRunsAreNotUsed() throws {
    let place = try Place(SmallComparison.settings(arms: "random,he", seeds: 2))
    _ = try place.run(stoppingAfter: 20, jobs: 1)
    let path = try #require(place.checkpoints.first)
    let other = path.replacing("random", with: "he").replacing("seed1", with: "seed2")
    try FileManager.default.copyItem(atPath: path, toPath: other)
    let notices = try place.run().notices
    #expect(
      notices == ["The checkpoint \(other) is damaged (arm is not the comparison's arm 'he'); its run begins anew."])
  }

  @Test func everySettingThatChangesIsNamed() throws {
    let settings = try SmallComparison.settings(arms: "random,he")
    let changes: [(String, (inout ComparisonSettings) throws -> Void)] = [
      ("--preset", { $0.preset = .paper }), ("--arms", { $0.arms = try Arm.list("random") }),
      ("--hidden", { $0.hidden = [20, 16] }), ("--epochs", { $0.epochs = 4 }),
      ("--pretrain-epochs", { $0.pretrainEpochs = 1 }), ("--batch-size", { $0.batchSize = 31 }),
      ("--seed", { $0.firstSeed = 2 }), ("--seeds", { $0.seedCount = 2 }), ("--train-limit", { $0.trainLimit = 100 }),
      ("--labels", { $0.labels = 100 }), ("--arms", { $0.arms[0].learningRate = 9 }),
      ("--arms", { $0.arms[0].pretraining = .init() }),
    ]
    for (option, change) in changes {
      let place = try Place(settings)
      _ = try place.run(stoppingAfter: 5)
      var changed = settings
      try change(&changed)
      let other = try Place(changed)
      let sentence = RecordStoreTests().complaint {
        _ = try ComparisonSession(other.record, data: other.data, in: place.store, start: .any)
      }
      #expect(sentence.hasPrefix("\(option): \(place.directory) holds an unfinished comparison with "), "\(sentence)")
    }
  }

  @Test func otherDataAndOtherProgramsAreRefused() throws {
    let place = try Place(SmallComparison.settings(arms: "he"))
    _ = try place.run(stoppingAfter: 5)
    for (change, name) in [
      ({ $0.dataset.checksum = "00000000" }, "the data"), ({ $0.environment.program = "x" }, "the program"),
      ({ $0.environment.mathLibrary = "x" }, "the mathematics library"),
    ] as [((inout ComparisonRecord) -> Void, String)] {
      var record = place.record
      change(&record)
      let sentence = RecordStoreTests().complaint {
        _ = try ComparisonSession(record, data: place.data, in: place.store, start: .any)
      }
      #expect(sentence.hasPrefix(name), "\(sentence)")
    }
  }

  // MARK: Earlier results

  private func earlier(_ place: Place) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: place.directory + "/earlier")) ?? []).sorted()
  }

  @Test func freshMovesEverythingAside() throws {
    let place = try Place(SmallComparison.settings(arms: "he"))
    let runs = try place.run().comparison.runs
    _ = try place.run(stoppingAfter: 5)
    _ = try place.run(start: .fresh)
    #expect(earlier(place).count == 1)
    let old = RecordStore(directory: place.directory + "/earlier/" + earlier(place)[0])
    #expect(try old.read().runs == runs && old.unfinished() != nil)
    #expect(try place.store.read().runs.map(\.timeless) == runs.map(\.timeless) && place.store.unfinished() == nil)
  }

  /// The same again takes the old one's place; anything else leaves it in `earlier`.
  @Test func resultsThatWouldBeLostAreKept() throws {
    let settings = try SmallComparison.settings(arms: "he")
    let place = try Place(settings)
    let runs = try place.run().comparison.runs
    _ = try place.run()
    #expect(earlier(place) == [])
    var changed = settings
    changed.epochs = 2
    let other = try Place(changed)
    let session = try ComparisonSession(other.record, data: other.data, in: place.store, start: .any)
    _ = try session.run(jobs: 1, stop: StopRequest(), measuresPeak: false) { _ in }
    session.close(isComplete: true)
    #expect(try place.store.read().runs[0].training.count == 2 && earlier(place).count == 1)
    let kept = try RecordStore(directory: place.directory + "/earlier/" + earlier(place)[0]).read().runs
    #expect(kept.map(\.timeless) == runs.map(\.timeless))
  }

  /// Broken off between its steps, completing can be done again.
  @Test func completingCanBeBrokenOffAnywhere() throws {
    let place = try Place(SmallComparison.settings(arms: "he"))
    let runs = try place.run().comparison.runs.map(\.timeless)
    for breakOff in [
      { _ in }, { try FileManager.default.moveItem(atPath: $0 + "/running/models", toPath: $0 + "/models") },
      { try FileManager.default.moveItem(atPath: $0 + "/records", toPath: $0 + "/records-old") },
    ] as [(String) throws -> Void] {
      let unfinished = try place.store.begin(place.record)
      for run in try place.store.read().runs { unfinished.add(run, model: Data()) }
      try? FileManager.default.removeItem(atPath: place.directory + "/models")
      try breakOff(place.directory)
      #expect(try place.run().comparison.runs.map(\.timeless) == runs)
      #expect(place.checkpoints.isEmpty && !FileManager.default.fileExists(atPath: place.directory + "/records-old"))
    }
  }

  // MARK: The lock

  @Test func aDirectoryIsHeldByOne() throws {
    let place = try Place(SmallComparison.settings(arms: "he"))
    let lock = try DirectoryLock(place.directory)
    let sentence = RecordStoreTests().complaint { _ = try DirectoryLock(place.directory) }
    #expect(sentence.hasPrefix("Another process, number \(getpid()), is writing to \(place.directory); wait"))
    lock.release()
  }

  @Test func aStaleLockIsTakenOver() throws {
    let place = try Place(SmallComparison.settings(arms: "he"))
    try AtomicFile.createDirectory(place.directory)
    try Data("4194304\n".utf8).write(to: URL(fileURLWithPath: place.directory + "/lock"))
    let lock = try DirectoryLock(place.directory)
    #expect(try String(contentsOfFile: place.directory + "/lock", encoding: .utf8) == "\(getpid())\n")
    lock.release()
  }

  // MARK: Divergence

  @Test func pretrainingThatDivergesStopsItsArmsAlone() throws {
    let place = try Place(SmallComparison.settings(arms: "dbn:pretrain-lr=1e30,he"))
    let runs = try place.run().comparison.runs
    #expect(runs[0].divergence?.layer == 0 && runs[0].outcome == nil && runs[0].training.isEmpty)
    #expect(runs[1].outcome != nil)
    #expect(try place.models().keys.sorted() == ["he-seed1.safetensors"])
  }

  /// The one step of the only epoch breaks the weights, and no other step is there to notice.
  @Test func aNetworkThatTheLastStepBrokeIsNotTested() throws {
    var settings = try SmallComparison.settings(arms: "he:lr=1e30,epochs=1,batch-size=1000")
    settings.trainsOnValidation = true
    let run = try Place(settings).run().comparison.runs[0]
    #expect(run.outcome == nil && run.divergence?.epoch == 1 && run.divergence?.step == 1)
  }

  @Test func aDivergenceIsTheSameAfterABreak() throws {
    let settings = try SmallComparison.settings(arms: "xavier:lr=1e18,momentum=0,activation=relu")
    let (whole, pieces) = (try Place(settings), try Place(settings))
    // As text, since a mean that is no number does not equal itself.
    let runs = try whole.run().comparison.runs.map { try JSON.record.encoded($0.timeless) }
    #expect(String(decoding: runs[0], as: UTF8.self).contains("\"divergence\":{\"epoch\":1"))
    #expect(try pieces.run(inPiecesOf: 3).runs.map { try JSON.record.encoded($0.timeless) } == runs)
  }
}
