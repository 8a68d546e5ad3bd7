/// Everything that decides the results of a comparison.
public struct ComparisonSettings: Hashable, Codable, Sendable {
  public var dataset: String
  public var preset: Preset
  public var arms: [Arm] = []
  /// Widths of the hidden layers, from the data up.
  public var hidden = [500, 500, 500]
  public var epochs = 12
  /// Epochs of contrastive divergence for each layer.
  public var pretrainEpochs = 10
  public var batchSize = 100
  /// The first seed, and how many consecutive ones; each is a full repetition.
  public var firstSeed: UInt64 = 1
  public var seedCount = 1
  /// Only so many training cases.
  public var trainLimit: Int?
  /// Only so many of the training cases have labels, balanced over the classes; pretraining sees them all.
  public var labels: Int?
  /// With few labels an epoch is short, so there are more of them unless the user says how many.
  public static let epochFactorWithFewLabels = 5
  /// Whether the validation cases are trained on too. Then the last epoch counts rather than the best.
  public var trainsOnValidation = false

  /// How much each arm is trained, if not for the same number of epochs; nil for that.
  public var budget: Budget?
  /// Whether seeds are added until enough is known; nil for a fixed number.
  public var settling: Settling?

  public init(dataset: String, preset: Preset) {
    (self.dataset, self.preset) = (dataset, preset)
  }

  /// How many of a training file's images, the last ones, are set aside for validation: 10,000 of MNIST's 60,000, and a sixth
  /// of smaller files.
  public func validationCount(of trainingCount: Int) -> Int { min(10_000, trainingCount / Self.leastTrainingCount) }

  /// Of so many images one is set aside for validation; of fewer none.
  static let leastTrainingCount = 6

  public var seeds: [UInt64] { (0..<UInt64(seedCount)).map { firstSeed &+ $0 } }

  /// The most seeds, and the most hidden layers, which figures have to find room for.
  public static let mostSeeds = 10_000
  public static let mostLayers = 32
  /// Of a layer whose states `exact` goes through.
  private static let enumerableUnits = 25
  static let possibleWidths = 1...100_000

  /// Reads widths such as `500,500,2000`; nil if they are not whole numbers from 1 to 100,000, or more than
  /// ``mostLayers``.
  public static func widths(_ text: String, separator: Character = ",") -> [Int]? {
    let widths = text.split(separator: separator, omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    return widths.count <= mostLayers && widths.allSatisfy(possibleWidths.contains) ? widths : nil
  }

  /// Refuses machines that cannot be trained with the arms' widths.
  public func checkMachines() throws(SettingsError) {
    for arm in arms where arm.machines?.estimator == .exact {
      guard hidden(of: arm).allSatisfy({ $0 <= Self.enumerableUnits }) else {
        throw .keyNeedsOtherArm(
          "estimator=exact", arm: arm.name, needs: "hidden layers of at most \(Self.enumerableUnits) units to enumerate"
        )
      }
    }
  }

  /// Refuses what an arm and the comparison's own values make of each other.
  public func checkArms() throws(SettingsError) {
    try checkMachines()
    for arm in arms {
      guard !arm.isNormalized || batchSize(of: arm) > 1 else {
        throw .keyNeedsOtherArm("batchnorm", arm: arm.name, needs: "a batch-size from 2, since one case does not vary")
      }
      guard arm.warmup ?? 0 < epochs(of: arm) else {
        throw .keyNeedsOtherArm("warmup", arm: arm.name, needs: "more epochs, or its schedule would never begin")
      }
    }
  }

  /// The widths, epochs and so on that hold for an arm: its own, or else the comparison's.
  public func hidden(of arm: Arm) -> [Int] { arm.hidden ?? hidden }
  public func epochs(of arm: Arm) -> Int { arm.epochs ?? epochs }
  public func pretrainEpochs(of arm: Arm) -> Int { arm.isPretrained ? arm.pretrainEpochs ?? pretrainEpochs : 0 }
  public func batchSize(of arm: Arm) -> Int { arm.batchSize ?? batchSize }
}
