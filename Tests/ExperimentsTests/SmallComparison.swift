import Datasets

@testable import Experiments

/// A comparison that takes a fraction of a second.
enum SmallComparison {
  static let dataset = Dataset.synthetic(seed: 1, trainingCount: 600, testCount: 100, size: 12, classCount: 4)

  static func settings(arms: String = "random,dbn,he:dropout=0.1", seeds: Int = 1) throws -> ComparisonSettings {
    var settings = ComparisonSettings(dataset: "synthetic", preset: .smoke)
    settings.arms = try Arm.list(arms)
    (settings.hidden, settings.epochs, settings.pretrainEpochs, settings.batchSize) = ([20, 15], 3, 2, 32)
    settings.seedCount = seeds
    return settings
  }

  static func run(_ settings: ComparisonSettings, jobs: Int = 2) throws -> [RunRecord] {
    let data = try RunData(dataset, settings: settings)
    return ComparisonRunner(settings: settings, data: data, jobs: jobs).run { _ in }.runs
  }
}

extension RunRecord {
  /// The record without what depends on the clock.
  var timeless: RunRecord {
    var copy = self
    for index in copy.pretraining.indices { copy.pretraining[index].seconds = 0 }
    for index in copy.training.indices { copy.training[index].seconds = 0 }
    return copy
  }
}
