import Foundation
import Testing

@testable import Experiments

/// Records that decode and cannot be: each is refused, and the sentence names the file and the field.
@Suite struct RecordCheckTests {
  /// A comparison of two arms on disk, whose files can be edited.
  final class EditableRecords {
    static let comparison = Result { try RecordStoreTests().comparison() }

    let directory = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString
    var store: RecordStore { RecordStore(directory: directory) }

    init() throws { try RecordStoreTests().save(Self.comparison.get(), in: store) }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func path(_ file: String) -> String { "\(directory)/records/\(file).json" }

    /// Puts a value, given as JSON, in the place of another; no value takes the field out.
    func set(_ field: String, to json: String?, in file: String) throws {
      let url = URL(fileURLWithPath: path(file))
      let value = try json.map {
        try JSONSerialization.jsonObject(with: Data($0.utf8), options: .fragmentsAllowed)
      }
      let record = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
      let edited = try Self.replacing(field.split(separator: ".").map(String.init)[...], in: record, with: value)
      var unsealed = try #require(edited as? [String: Any])
      unsealed["checksum"] = nil
      try JSONSerialization.data(withJSONObject: unsealed).write(to: url)
    }

    private static func replacing(_ path: ArraySlice<String>, in object: Any, with value: Any?) throws -> Any? {
      guard let key = path.first else { return value }
      if var list = object as? [Any] {
        let index = try #require(Int(key))
        list[index] = try replacing(path.dropFirst(), in: list[index], with: value) ?? NSNull()
        return list
      }
      var dictionary = try #require(object as? [String: Any])
      dictionary[key] = try replacing(path.dropFirst(), in: dictionary[key] ?? NSNull(), with: value)
      return dictionary
    }

    func complaint() -> String { RecordStoreTests().complaint { _ = try store.read() } }
  }

  @Test(arguments: [
    ("format", "0"), ("format", "-1"), ("dataset.name", "\"../x\""), ("dataset.name", "\"..\""),
    ("dataset.name", "\"\""),
    ("dataset.title", "\"\""), ("dataset.title", "\"\\u001b[2J\""), ("dataset.width", "0"), ("dataset.width", "-28"),
    ("dataset.height", "4611686018427387904"), ("dataset.classes", "0"), ("dataset.classes", "257"),
    ("dataset.classCounts.training", "[1]"), ("dataset.classCounts.test.1", "-1"),
    ("dataset.classCounts.labelled.0", "9223372036854775807"), ("dataset.classCounts.validation", "[100,0,0,1]"),
    ("dataset.remarks", "[\"\"]"), ("dataset.remarks", "[\"\\u001b[2J\"]"),
    ("dataset.trainingCount", "-1"), ("dataset.labelledCount", "1000000"), ("dataset.validationCount", "0"),
    ("dataset.testCount", "9223372036854775807"), ("settings.dataset", "\"a/b\""), ("settings.arms", "[]"),
    ("settings.arms.0.base", "\"../../x\""), ("settings.arms.1.name", "\"random\""), ("settings.arms.0.name", "\"\""),
    ("settings.arms.0.learningRate", "\"NaN\""), ("settings.arms.0.dropout.hidden", "1.5"),
    ("settings.arms.0.hidden", "[]"), ("settings.arms.0.epochs", "0"), ("settings.arms.1.pretraining.steps", "0"),
    ("settings.arms.0.l1", "2"), ("settings.arms.0.maxNorm", "0"), ("settings.arms.0.clipNorm", "\"NaN\""),
    ("settings.arms.0.warmup", "0"), ("settings.arms.1.batchNormalization", "true"),
    ("settings.arms.0.dropout.alpha", "0.1"),
    ("settings.arms.0.initializer.normal.standardDeviation", "\"Infinity\""),
    ("settings.arms.0.optimizer.gradientDescent.momentum", "\"NaN\""), ("settings.hidden", "[]"),
    ("settings.hidden.0", "0"), ("settings.hidden.0", "4611686018427387904"), ("settings.epochs", "0"),
    ("settings.pretrainEpochs", "-1"), ("settings.batchSize", "0"), ("settings.seedCount", "0"),
    ("settings.seedCount", "-1"), ("settings.seedCount", "1000000000"), ("settings.trainLimit", "0"),
    ("environment.jobs", "0"), ("environment.peakGflops", "\"NaN\""), ("environment.processor", "\"a\\nb\""),
    ("command", "\"\\u0007\""), ("wallSeconds", "-1"), ("wallSeconds", "\"Infinity\""),
  ])
  func comparisonsAreChecked(field: String, value: String) throws {
    let records = try EditableRecords()
    try records.set(field, to: value, in: "comparison")
    let sentence = records.complaint()
    #expect(sentence.contains("\(records.path("comparison")) is damaged (\(field)"), "\(sentence)")
    #expect(sentence.hasSuffix("; run the comparison again."))
  }

  @Test(arguments: [
    ("arm.name", "\"he\"", "arm"), ("seed", "2", "seed"), ("shape", "[]", "shape"), ("shape.1", "1000000", "shape"),
    ("training", "[]", "outcome.bestEpoch"), ("training.1.epoch", "1", "training.1.epoch"),
    ("training.0.trainingErrorRate", "2", "training.0.trainingErrorRate"),
    ("training.0.validationErrorRate", "\"NaN\"", "training.0.validationErrorRate"),
    ("training.0.validationLoss", "1e300", "training.0.validationLoss"),
    ("training.0.seconds", "\"NaN\"", "training.0.seconds"), ("training.0.operations", "-1", "training.0.operations"),
    ("training.0.learningRate", "\"Infinity\"", "training.0.learningRate"), ("pretraining", "[]", "pretraining"),
    ("pretraining.0.metrics.layer", "-1", "pretraining.0.metrics.layer"),
    ("pretraining.0.metrics.epoch", "2", "pretraining.0.metrics.epoch"),
    ("pretraining.0.metrics.operations", "\"Infinity\"", "pretraining.0.metrics.operations"),
    ("pretraining.0.seconds", "1e300", "pretraining.0.seconds"), ("outcome", "null", "outcome"),
    ("outcome.bestEpoch", "0", "outcome.bestEpoch"), ("outcome.bestEpoch", "4", "outcome.bestEpoch"),
    ("outcome.testErrorRate", "\"NaN\"", "outcome.testErrorRate"), ("outcome.confusion", "[]", "outcome.confusion"),
    ("outcome.confusion.0", "[]", "outcome.confusion.0"), ("outcome.confusion.1.0", "-1", "outcome.confusion.1"),
    ("outcome.confusion.1.0", "9223372036854775807", "outcome.confusion.1"),
    ("outcome.confusion.1", "[0,0,0,0]", "outcome.confusion"),
    ("divergence", "{\"epoch\":1,\"step\":1}", "outcome"), ("layersBefore", "[]", "layersBefore"),
    ("layersAfter", "[]", "layersAfter"), ("layersBefore.0.saturated", "2", "layersBefore.0.saturated"),
    ("layersBefore.0.dead", "\"NaN\"", "layersBefore.0.dead"),
    ("layersBefore.1.activations.counts", "[]", "layersBefore.1.activations.counts"),
    ("layersBefore.1.activations.counts.0", "-1", "layersBefore.1.activations.counts"),
    ("layersBefore.1.activations.counts.0", "9223372036854775807", "layersBefore.1.activations.counts"),
    ("layersBefore.1.gradients.low", "\"NaN\"", "layersBefore.1.gradients.low"),
    ("layersBefore.1.gradients.high", "\"Infinity\"", "layersBefore.1.gradients.high"),
    ("layersBefore.1.gradients.high", "-1e9", "layersBefore.1.gradients.high"),
    ("layersBefore.1.gradients.standardDeviation", "-1", "layersBefore.1.gradients.standardDeviation"),
    ("layersBefore.1.gradients.mean", "1e200", "layersBefore.1.gradients.mean"),
    ("filtersAfter.width", "0", "filtersAfter"), ("filtersAfter.width", "4611686018427387904", "filtersAfter"),
    ("filtersAfter.limits", "[]", "filtersAfter"), ("filtersAfter.levels", "\"AAAA\"", "filtersAfter"),
    ("reconstructions.0.height", "1", "reconstructions"),
    ("guessing.loss", "-1", "guessing.loss"), ("guessing.loss", "1.4", "guessing.loss"),
    ("guessing.loss", "\"NaN\"", "guessing.loss"), ("guessing.errorRate", "1.1", "guessing.errorRate"),
    ("firstLoss", "\"Infinity\"", "firstLoss"), ("firstLoss", "1e200", "firstLoss"),
  ])
  func runsAreChecked(field: String, value: String, named: String) throws {
    let records = try EditableRecords()
    try records.set(field, to: value, in: "dbn-seed1")
    let sentence = records.complaint()
    #expect(sentence.contains("\(records.path("dbn-seed1")) is damaged (") && sentence.contains(named), "\(sentence)")
  }

  /// What a record holds of a run that diverged in its second epoch, in the third of sixteen steps.
  private func diverged(_ records: EditableRecords, _ divergence: String) throws {
    try records.set("outcome", to: nil, in: "dbn-seed1")
    try records.set("training", to: "[]", in: "dbn-seed1")
    try records.set("divergence", to: divergence, in: "dbn-seed1")
  }

  /// What a record holds of a run of whose machines the second diverged in its second epoch.
  private func divergedInPretraining(_ records: EditableRecords, _ divergence: String) throws {
    try diverged(records, divergence)
    for field in ["layersBefore", "layersAfter", "reconstructions"] {
      try records.set(field, to: "[]", in: "dbn-seed1")
    }
    for field in ["filtersBefore", "filtersAfter"] { try records.set(field, to: nil, in: "dbn-seed1") }
    let epochs = try Self.epochs(records)
    try records.set("pretraining", to: "[\(epochs.prefix(3).joined(separator: ","))]", in: "dbn-seed1")
  }

  /// The epochs of pretraining, two for each of two machines, as JSON.
  private static func epochs(_ records: EditableRecords) throws -> [String] {
    let record = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: records.path("dbn-seed1"))))
    let epochs = try #require((record as? [String: Any])?["pretraining"] as? [Any])
    return try epochs.map { String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self) }
  }

  /// The comparison's 500 cases make 16 steps of 32.
  @Test(arguments: [
    ("{\"epoch\":1,\"step\":1}", "nothing"), ("{\"epoch\":1,\"step\":16}", "nothing"),
    ("{\"epoch\":1,\"step\":3,\"firstLoss\":2.3,\"lastLoss\":4e12}", "nothing"),
    ("{\"epoch\":1,\"step\":17}", "divergence.step is 17, not from 1 to 16"),
    ("{\"epoch\":1,\"step\":0}", "divergence.step is 0"), ("{\"epoch\":2,\"step\":1}", "divergence.epoch is 2"),
    ("{\"epoch\":4,\"step\":1}", "divergence.epoch is 4"),
    ("{\"epoch\":1,\"step\":3,\"firstLoss\":2.3}", "divergence.lastLoss and firstLoss are not told together"),
    ("{\"epoch\":1,\"step\":3,\"firstLoss\":\"NaN\",\"lastLoss\":1}", "divergence.firstLoss is not finite"),
    ("{\"epoch\":1,\"step\":3,\"firstLoss\":1,\"lastLoss\":\"Infinity\"}", "divergence.lastLoss is not finite"),
    ("{\"epoch\":1,\"step\":1,\"firstLoss\":2.3,\"lastLoss\":2.3}", "divergence.firstLoss is there although no"),
    ("{\"epoch\":1,\"step\":3,\"firstLoss\":1e200,\"lastLoss\":1e200}", "divergence.firstLoss is 1e+200"),
    ("{\"epoch\":2,\"step\":2,\"layer\":1}", "pretraining has 4 entries where 3 are expected"),
  ])
  func divergencesOfTheNetworkAreChecked(divergence: String, complaint: String) throws {
    let records = try EditableRecords()
    try diverged(records, divergence)
    #expect(records.complaint().contains(complaint), "\(records.complaint())")
  }

  @Test(arguments: [
    ("{\"epoch\":2,\"step\":16,\"layer\":1}", "nothing"),
    ("{\"epoch\":2,\"step\":17,\"layer\":1}", "divergence.step is 17"),
    ("{\"epoch\":3,\"step\":1,\"layer\":1}", "divergence.epoch is 3, not from 1 to 2"),
    ("{\"epoch\":1,\"step\":1,\"layer\":1}", "pretraining has 3 entries where 2 are expected"),
    ("{\"epoch\":2,\"step\":2,\"layer\":2}", "divergence.layer is 2, not from 0 to 1"),
    ("{\"epoch\":2,\"step\":2,\"layer\":-1}", "divergence.layer is -1"),
    ("{\"epoch\":1,\"step\":2}", "pretraining has 3 entries where 4 are expected"),
  ])
  func divergencesOfAMachineAreChecked(divergence: String, complaint: String) throws {
    let records = try EditableRecords()
    try divergedInPretraining(records, divergence)
    #expect(records.complaint().contains(complaint), "\(records.complaint())")
  }

  /// A run whose machines did not get ready has no network to measure.
  @Test(arguments: ["layersBefore", "filtersBefore", "filtersAfter", "reconstructions", "training"])
  func aRunWithoutMachinesHasNoNetwork(field: String) throws {
    let (records, whole) = try (EditableRecords(), EditableRecords())
    try divergedInPretraining(records, "{\"epoch\":2,\"step\":2,\"layer\":1}")
    let record = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: whole.path("dbn-seed1"))))
    let value = try #require((record as? [String: Any])?[field])
    let json = String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
    try records.set(field, to: json, in: "dbn-seed1")
    #expect(records.complaint().contains("(\(field)"), "\(records.complaint())")
  }

  @Test func anArmWithoutMachinesCannotDivergeInThem() throws {
    let records = try EditableRecords()
    try records.set("outcome", to: nil, in: "random-seed1")
    try records.set("training", to: "[]", in: "random-seed1")
    try records.set("divergence", to: "{\"epoch\":1,\"step\":1,\"layer\":0}", in: "random-seed1")
    #expect(records.complaint().contains("divergence.layer is told although nothing was pretrained"))
  }

  /// A partial record is a beginning of a whole one, and nothing else.
  @Test func aRunThatWasBrokenOffIsABeginning() throws {
    let comparison = try EditableRecords.comparison.get()
    let whole = try #require(comparison.runs.first { $0.arm.isPretrained })
    func complaint(isPartial: Bool = true, _ change: (inout RunRecord) -> Void) -> String {
      var run = whole
      change(&run)
      return RecordStoreTests().complaint {
        try run.check(arm: whole.arm, seed: whole.seed, in: comparison.record, isPartial: isPartial)
      }
    }
    func cut(_ run: inout RunRecord) { (run.outcome, run.layersAfter, run.filtersAfter) = (nil, [], nil) }
    func empty(_ run: inout RunRecord) { run = RunRecord(arm: whole.arm, seed: whole.seed, shape: whole.shape) }
    let beginnings: [(inout RunRecord) -> Void] = [
      empty, cut,
      {
        cut(&$0); $0.training.removeLast()
      },
      {
        cut(&$0); $0.training = []
      },
      {
        empty(&$0); $0.pretraining = whole.pretraining
      },
      {
        empty(&$0); $0.pretraining = Array(whole.pretraining.prefix(3))
      },
    ]
    for beginning in beginnings {
      #expect(complaint(beginning) == "nothing")
      #expect(complaint(isPartial: false, beginning).contains("outcome is missing"))
    }
    #expect(complaint { _ in } == "nothing")
    let impossible: [(String, (inout RunRecord) -> Void)] = [
      ("training has 2 entries where 3 are expected", { $0.training.removeLast() }),
      (
        "training.1.epoch is 3",
        {
          cut(&$0); $0.training.remove(at: 1)
        }
      ),
      ("pretraining has 3 entries where 4", { $0.pretraining.removeLast() }),
      (
        "training has 3 entries where 0",
        {
          cut(&$0); $0.pretraining.removeLast()
        }
      ),
      (
        "pretraining.1.metrics.layer is 1",
        {
          empty(&$0); $0.pretraining = [0, 2].map { whole.pretraining[$0] }
        }
      ),
      (
        "layersBefore has 0 entries where 2",
        {
          cut(&$0); $0.layersBefore = []
        }
      ),
      (
        "layersBefore has 0 entries where 2",
        {
          $0.outcome = nil; ($0.training, $0.layersBefore) = ([], [])
        }
      ),
      (
        "reconstructions has 2 entries",
        {
          cut(&$0); $0.reconstructions.removeLast()
        }
      ),
    ]
    for (reason, change) in impossible { #expect(complaint(change).contains(reason), "\(complaint(change))") }
  }

  /// Numbers that a run can have come to are kept, however strange.
  @Test(arguments: [
    ("training.0.validationLoss", "\"NaN\""), ("layersAfter.1.activations.mean", "\"NaN\""),
    ("layersAfter.1.activations.standardDeviation", "\"Infinity\""), ("filtersAfter.limits.0", "\"Infinity\""),
    ("pretraining.0.metrics.freeEnergyTraining", "\"-Infinity\""), ("reconstructions.1.limits.0", "\"NaN\""),
  ])
  func numbersThatDivergedAreKept(field: String, value: String) throws {
    let records = try EditableRecords()
    try records.set(field, to: value, in: "dbn-seed1")
    #expect(records.complaint() == "nothing")
  }

  @Test func whatIsMissingIsNamed() throws {
    let records = try EditableRecords()
    try records.set("outcome.confusion", to: nil, in: "dbn-seed1")
    #expect(records.complaint().contains("'confusion' is missing at outcome"))
    try records.set("settings.preset", to: "\"huge\"", in: "comparison")
    #expect(records.complaint().contains("a value cannot be used at settings.preset"))
  }

  /// The parser must not follow the depth of a file down its own stack.
  @Test(arguments: ["[", "{\"settings\":"])
  func deepNestingIsRefused(opening: String) throws {
    let records = try EditableRecords()
    let text = String(repeating: opening, count: 1_000_000)
    try Data(text.utf8).write(to: URL(fileURLWithPath: records.path("comparison")))
    #expect(records.complaint().contains("comparison.json is damaged (it is cut short or not JSON)"))
  }

  @Test func onlyOrdinaryFilesOfAReasonableSizeAreRead() throws {
    let records = try EditableRecords()
    let path = records.path("dbn-seed1")
    // Takes no room on the disk.
    truncate(path, off_t(RecordFile.sizeLimit + 1))
    #expect(records.complaint().contains("Cannot read \(path): it is larger than 256 MiB, which no record is."))
    try FileManager.default.removeItem(atPath: path)
    mkfifo(path, 0o600)
    #expect(records.complaint().contains("Cannot read \(path): it is not an ordinary file."))
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    #expect(records.complaint().contains("it is not an ordinary file"))
  }

  /// An older program must not call a newer record damaged.
  @Test func theFormatIsLookedAtFirst() throws {
    let records = try EditableRecords()
    try Data("{\"format\":99}".utf8).write(to: URL(fileURLWithPath: records.path("comparison")))
    #expect(records.complaint().contains("has format 99"))
  }
}
