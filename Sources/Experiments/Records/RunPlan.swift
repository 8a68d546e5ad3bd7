/// All that decides the numbers of one run. Equal plans give equal records, whichever comparison they stand in.
public struct RunPlan: Codable, Hashable, Sendable {
  let arm: Arm
  let seed: UInt64
  /// Without what concerns other runs alone.
  let settings: ComparisonSettings
  /// Of all images and labels, with the numbers of cases that they are divided into.
  let checksum: String
  let counts: [Int]
  let numerics: Numerics

  init(_ arm: Arm, seed: UInt64, settings: ComparisonSettings, checksum: String, counts: [Int], numerics: Numerics) {
    (self.arm, self.seed, self.checksum, self.counts, self.numerics) = (arm, seed, checksum, counts, numerics)
    var own = settings
    (own.arms, own.firstSeed, own.seedCount, own.preset) = ([], seed, 1, .standard)
    (own.hidden, own.epochs) = (settings.hidden(of: arm), settings.epochs(of: arm))
    own.pretrainEpochs = settings.pretrainEpochs(of: arm)
    // An arm's own batch size is of its fine-tuning only.
    if arm.batchSize != nil && !arm.isPretrained { own.batchSize = settings.batchSize(of: arm) }
    (own.budget, own.settling) = (nil, nil)
    self.settings = own
  }
}

extension RunData {
  /// The plans of runs on these data, by this program.
  public func plans(_ settings: ComparisonSettings) -> @Sendable (Arm, UInt64) -> RunPlan {
    let (checksum, counts) = (checksum, [training.count, validation.count, test.count])
    return {
      RunPlan($0, seed: $1, settings: settings, checksum: checksum, counts: counts, numerics: .current)
    }
  }
}

extension ComparisonRecord {
  /// The plan of one of its runs; nil if older versions have not recorded all that decides it.
  func plan(_ arm: Arm, seed: UInt64) -> RunPlan? {
    guard let checksum = dataset.checksum, let numerics = environment.numerics else { return nil }
    return RunPlan(
      arm, seed: seed, settings: settings, checksum: checksum,
      counts: [dataset.trainingCount, dataset.validationCount, dataset.testCount], numerics: numerics)
  }
}
