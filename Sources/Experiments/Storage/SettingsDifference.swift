extension ComparisonRecord {
  /// Whether a comparison computes the same numbers again, so that nothing is lost when it takes this one's place.
  func isRepeated(by other: ComparisonRecord) -> Bool { difference(from: other) == nil }

  /// The first setting in which a comparison differs from this one, which was begun before.
  /// - Returns: the option or what else it is, and both values; nil if it would compute the same numbers.
  public func difference(from other: ComparisonRecord) -> (setting: String, before: String, now: String)? {
    let before = settings.planned.described + described
    let now = other.settings.planned.described + other.described
    for (old, new) in zip(before, now) where old.value != new.value { return (old.setting, old.value, new.value) }
    return settings.planned == other.settings.planned ? nil : ("--arms", "other details", "those of this version")
  }

  /// What numbers depend on besides the settings.
  private var described: [(setting: String, value: String)] {
    [
      ("the data", "\(dataset.trainingCount) training cases and checksum \(dataset.checksum ?? "unknown")"),
      ("the program", environment.program),
      ("the mathematics library", environment.mathLibrary),
    ]
  }
}

extension ComparisonSettings {
  /// As they were before anything was computed: how many seeds it takes to settle a comparison is a result.
  fileprivate var planned: ComparisonSettings {
    var planned = self
    if let settling { planned.seedCount = settling.mostSeeds }
    return planned
  }

  /// Each setting by the option that changes it.
  fileprivate var described: [(setting: String, value: String)] {
    [
      ("--dataset", dataset), ("--preset", preset.rawValue), ("--arms", arms.map(\.name).joined(separator: ",")),
      ("--hidden", hidden.map(String.init).joined(separator: ",")), ("--epochs", "\(epochs)"),
      ("--pretrain-epochs", "\(pretrainEpochs)"), ("--batch-size", "\(batchSize)"), ("--seed", "\(firstSeed)"),
      ("--seeds", settling == nil ? "\(seedCount)" : "as many as it takes"),
      ("--train-limit", trainLimit.map(String.init) ?? "no limit"),
      ("--labels", labels.map(String.init) ?? "all labels"), ("--budget", (budget ?? .epochs).rawValue),
      ("--until-settled", settling.map { "up to \($0.mostSeeds) seeds" } ?? "a fixed number of seeds"),
    ]
  }
}
