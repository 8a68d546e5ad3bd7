import LinearAlgebra

extension RestrictedBoltzmannMachine {
  /// Trains this machine for some epochs, each with cases binarised as the settings say.
  ///
  /// - Parameter afterEpoch: called with the epoch, from 0.
  public func train(
    _ settings: LikelihoodTraining, on cases: CaseTable, epochs: Int, layer: Int = 0, seed: UInt64,
    afterEpoch: (Int, LikelihoodTrainer.Epoch) -> Void = { _, _ in }
  ) {
    var settings = settings
    settings.batchSize = min(settings.batchSize, max(cases.count, 1))
    var data = settings.binarization.cases(cases, of: .training(), epoch: 0, seed: seed)
    let trainer = LikelihoodTrainer(self, settings: settings, cases: data, layer: layer, seed: seed)
    for epoch in 0..<epochs {
      if epoch > 0 && !settings.binarization.isTheSameEachEpoch {
        data = settings.binarization.cases(cases, of: .training(), epoch: epoch, seed: seed)
      }
      afterEpoch(epoch, trainer.trainEpoch(data, epoch: epoch, of: epochs))
    }
  }
}

extension LikelihoodTraining {
  /// What the estimator samples the model by; nil for the exact gradient.
  /// - Parameter cases: those that tempering takes its base rates from.
  func negativePhase(
    _ machine: RestrictedBoltzmannMachine, cases: CaseTable, seed: UInt64
  ) -> (any NegativePhase)? {
    switch estimator {
    case .contrastiveDivergence(let steps):
      ContrastiveNegativePhase(
        machine, steps: steps, drawsVisible: visibleUnits == .sampled, batchSize: batchSize,
        seed: seed)
    case .persistent(let steps):
      PersistentNegativePhase(machine, steps: steps, chains: chains, seed: seed)
    case .fastPersistent(let steps):
      PersistentNegativePhase(
        machine, steps: steps, chains: chains, fastLearningRate: learningRate, seed: seed)
    case .parallelTempering(let inverseTemperatures):
      TemperingNegativePhase(
        machine, inverseTemperatures: inverseTemperatures,
        baseBiases: AnnealedImportanceSampling(data: cases, seed: seed).baseBiases, chains: chains, seed: seed)
    case .exact: nil
    }
  }
}
