import Damage
import Foundation
import Testing

@testable import Experiments
@testable import Studies

/// What is kept of a study, with its bytes damaged: it reads as it was written, or a sentence names the file.
@Suite final class StudyDamageTests {
  private let directory = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString
  private var runner: StudyRunner { StudyRunner(directory: directory) }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  private func context(seeds: Int, values: ComputedValues? = nil) -> StudyContext {
    StudyContext(scope: .tiny, seedCount: seeds, jobs: 2, dataset: StudyTests.dataset, values: values)
  }

  /// Every byte of the record, and some three hundred places of the figures, which take a while to read.
  @Test func everyByteOfResultsCounts() throws {
    let study = try #require(Study.named("symmetry"))
    let folder = runner.folder(study, .tiny)
    func read() throws -> [Data] {
      let results = try #require(try StudyResults(readFrom: folder))
      return [try JSON.figure.encoded(results.record), try JSON.figure.encoded(results.figures)]
    }
    _ = try runner.run(study, context(seeds: 1))
    let record = folder + "/result.json"
    let readRecord = { try StudyResults.record(in: folder).map { try JSON.figure.encoded($0) } }
    #expect(try Damage.unnoticed(in: record, read: readRecord) == [])
    #expect(try Damage.unnoticed(in: folder + "/figures.json", most: 300, read: read) == [])
    // Those of another number of seeds.
    let other = StudyRunner(directory: directory + "/other")
    _ = try other.run(study, context(seeds: 2))
    #expect(
      try Damage.isNoticed(
        other.folder(study, .tiny) + "/figures.json", insteadOf: folder + "/figures.json", read: read))
  }

  /// From what an interrupted study has computed, damaged as it may be, the same comes as from nothing.
  @Test(arguments: ["symmetry", "tieleman-2008"])
  func damagedValuesAreComputedAgain(name: String) throws {
    let study = try #require(Study.named(name))
    let values = ComputedValues(directory: directory)
    let expected = try StudyRunner.compute(study, context(seeds: 1, values: values)).record.effects
    let names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    #expect(names.count > 1)
    let (first, last) = (directory + "/" + names[0], directory + "/" + names[names.count - 1])
    let whole = try Data(contentsOf: URL(fileURLWithPath: first))
    var digit = whole
    let place = try #require(digit.lastIndex { (UInt8(ascii: "1")...UInt8(ascii: "8")).contains($0) })
    digit[place] += 1
    for bytes in [digit, whole.prefix(whole.count / 2), try Data(contentsOf: URL(fileURLWithPath: last))] {
      try bytes.write(to: URL(fileURLWithPath: first))
      let effects = try StudyRunner.compute(study, context(seeds: 1, values: values)).record.effects
      #expect(effects.map(\.values).description == expected.map(\.values).description)
      #expect(try Data(contentsOf: URL(fileURLWithPath: first)) != bytes)
    }
  }
}
