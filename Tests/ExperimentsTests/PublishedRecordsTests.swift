import Foundation
import NeuralNetworks
import Testing

@testable import Experiments

/// What earlier versions of the program have written is still read.
@Suite struct PublishedRecordsTests {
  @Test func theFirstRecordsAreRead() throws {
    let fixtures = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/first-records")
    let comparison = try RecordStore(directory: fixtures.path).read()
    let arms = comparison.record.settings.arms
    #expect(arms.map(\.name) == ["dbn", "he"] && arms.map(\.initializer) == [.smallNormal, .heNormal])
    #expect(arms.map(\.activation) == [.sigmoid, .relu])
    #expect(comparison.runs.map(\.outcome?.testErrorRate) == [0.0153, 0.0176])
    #expect(
      comparison.runs.map { $0.training.count } == [12, 12] && comparison.runs.map { $0.pretraining.count } == [30, 0])
  }

  /// Whichever comparison that is: the README's command replaces the one of the repository.
  @Test func theComparisonInTheRepositoryIsRead() throws {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    let comparison = try RecordStore(directory: package.appendingPathComponent("figures/reference/mnist").path).read()
    let settings = comparison.record.settings
    #expect(comparison.runs.count == settings.arms.count * settings.seedCount)
  }
}
