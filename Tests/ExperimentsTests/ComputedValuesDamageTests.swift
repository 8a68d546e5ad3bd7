import Damage
import Foundation
import Testing

@testable import Experiments

/// What is kept to be computed once, with its bytes damaged: it is what was kept, or a sentence names the file. Kept so are networks and
/// machines of studies, diagnoses of arms, annealed chains, and grades.
@Suite final class ComputedValuesDamageTests {
  private let values = ComputedValues(directory: NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString)

  deinit { values.forget() }

  /// The only file that is there.
  private func file() throws -> String {
    let names = try FileManager.default.contentsOfDirectory(atPath: values.directory)
    try #require(names.count == 1)
    return values.directory + "/" + names[0]
  }

  @Test func everyByteOfANetworksRecordCounts() throws {
    var settings = try SmallComparison.settings(arms: "he")
    (settings.hidden, settings.epochs) = ([3], 1)
    let plan = try RunData(SmallComparison.dataset, settings: settings).plans(settings)(settings.arms[0], 1)
    var record = try SmallComparison.run(settings)[0]
    (record.filtersBefore, record.filtersAfter, record.reconstructions) = (nil, nil, [])
    (record.layersBefore, record.layersAfter) = ([], [])
    try values.keep(record, of: plan, seconds: 1)
    let unnoticed = try Damage.unnoticed(in: file()) { [values] in
      try values.read(plan, as: RunRecord.self).map { [try JSON.record.text($0.value), "\($0.seconds)"] }
    }
    #expect(unnoticed == [])
  }

  /// Some five hundred places of each arm's measurements.
  @Test func damageToADiagnosisIsNoticed() throws {
    let diagnosis = try DiagnosisTests.diagnose("he", depth: 2, width: 10)
    try values.keep(diagnosis, of: "he", seconds: 1)
    let unnoticed = try Damage.unnoticed(in: file(), most: 500) { [values] in
      try values.read("he", as: [ArmDiagnosis].self).map { try JSON.record.text($0.value) }
    }
    #expect(unnoticed == [])
  }

  /// Whole as it is.
  @Test func theValueOfAnotherPlanIsNoticed() throws {
    try values.keep(1.5, of: "one", seconds: 1)
    let one = try file()
    let other = values.directory + "-other"
    try FileManager.default.moveItem(atPath: one, toPath: other)
    defer { try? FileManager.default.removeItem(atPath: other) }
    try values.keep(2.5, of: "two", seconds: 1)
    let two = try file()
    let isNoticed = try Damage.isNoticed(other, insteadOf: two) { [values] in
      try values.read("two", as: Double.self).map { $0.value }
    }
    #expect(isNoticed)
    try Data(contentsOf: URL(fileURLWithPath: other)).write(to: URL(fileURLWithPath: two))
    #expect(values.value(of: "two", as: Double.self) == nil)
  }

  /// Chains of an evaluation that was broken off.
  @Test func damagedChainsAreAnnealedAgain() throws {
    let laboratory = try LaboratoryTests.laboratory(hidden: [30], cases: 100)
    let network = try laboratory.train().network
    func bounds() -> [Double] {
      let bounds = laboratory.evaluate(network, values: values).annealed?.bounds
      return [bounds?.lower.logPartition ?? 0, bounds?.largest ?? 0]
    }
    let expected = bounds()
    let names = try FileManager.default.contentsOfDirectory(atPath: values.directory)
    try #require(names.count > 1 && expected[0] != 0)
    for (index, name) in names.enumerated() {
      let url = URL(fileURLWithPath: values.directory + "/" + name)
      let whole = try Data(contentsOf: url)
      var flipped = whole
      flipped[whole.count * (index + 1) / (names.count + 1)] ^= 1
      let other = try Data(contentsOf: URL(fileURLWithPath: values.directory + "/" + names[index == 0 ? 1 : 0]))
      for bytes in [flipped, whole.prefix(whole.count / 2), other] {
        try bytes.write(to: url)
        #expect(bounds() == expected, "\(name)")
        #expect(try Data(contentsOf: url) != bytes, "\(name) is not mended")
      }
    }
  }
}
