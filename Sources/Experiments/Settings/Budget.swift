/// What all arms of a comparison have as much of.
public enum Budget: String, CaseIterable, Codable, Sendable {
  /// Epochs of fine-tuning; pretraining comes on top.
  case epochs
  /// Operations, pretraining included: whoever is not pretrained has more epochs.
  case operations
}

extension ComparisonSettings {
  /// With as many operations for each arm as the one that needs most would have with its own epochs.
  ///
  /// An arm of which the user says the epochs keeps them. The others get as many whole epochs as fit, at least one.
  public func spendingEqually(_ data: RunData) -> ComparisonSettings {
    let spent = arms.map { operations(of: $0, data) }
    guard let most = spent.map(\.all).max() else { return self }
    var settings = self
    settings.budget = .operations
    for (index, arm) in arms.enumerated() where arm.epochs == nil {
      let left = most - spent[index].pretraining
      let epoch = (spent[index].all - spent[index].pretraining) / Double(epochs)
      // What is meant to be whole may come out a little below.
      settings.arms[index].epochs = max(1, Int(left / epoch + 1e-9))
    }
    return settings
  }

  private func operations(of arm: Arm, _ data: RunData) -> (pretraining: Double, all: Double) {
    // The seed decides nothing here.
    let pretraining = PretrainedStack.Plan(arm, seed: firstSeed, settings: self)?.recordedOperations(data) ?? 0
    return (pretraining, pretraining + Run.trainingOperations(arm, settings: self, data: data))
  }
}
