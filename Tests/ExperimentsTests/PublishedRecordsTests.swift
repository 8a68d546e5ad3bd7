import Foundation
import NeuralNetworks
import Testing

@testable import Experiments

/// The records in the repository were written by earlier versions of the program, and are still read.
@Suite struct PublishedRecordsTests {
  @Test func recordsInTheRepositoryAreRead() throws {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    let comparison = try RecordStore(directory: package.appendingPathComponent("figures/mnist").path).read()
    let arms = comparison.record.settings.arms
    #expect(arms.map(\.name) == Arm.defaultNames && comparison.runs.count == 12)
    #expect(arms.map(\.initializer) == [.smallNormal, .smallNormal, .xavierUniform, .heNormal])
    #expect(arms.map(\.activation) == [.sigmoid, .sigmoid, .tanh, .relu])
  }
}
