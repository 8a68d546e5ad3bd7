import BoltzmannMachines

/// What was measured of a machine after an epoch.
public struct LaboratoryEpoch: Codable, Hashable, Sendable {
  /// The machine's place in the stack, and the epoch; both from 1.
  public let machine: Int
  public let epoch: Int
  /// Exact mean log-likelihoods in nats, of the fixed part of the training cases and of the validation cases as the machine sees
  /// them; nil if it has too many states to be enumerated after every epoch.
  public let logLikelihoodTraining: Double?
  public let logLikelihoodValidation: Double?
  /// Of the validation cases, in nats, with log Z from a short annealing upwards: roughly, and rather too high than too low. nil where it
  /// is known exactly, and where units are not binary.
  public let annealedLogLikelihoodValidation: Double?
  /// Of the validation cases, in nats, if every visible unit knew its mean (and variance) alone; see `IndependentUnits`.
  public let independentLogLikelihoodValidation: Double
  /// Of the validation cases, in nats, from the first of them: moved by what independent units find all of them more likely than these;
  /// nil if units are not binary.
  public let pseudoLikelihoodValidation: Double?
  /// The share of validation cases whose label is not the most probable one; nil without labels.
  public let classificationErrorValidation: Double?
  /// Mean squared error a visible unit, up and down by probabilities.
  public let reconstructionErrorValidation: Double
  /// The mean squared distance of validation cases from the training cases' means, a visible unit: the reconstruction error of a machine
  /// that knows these means alone.
  public let varianceValidation: Double
  /// Means in nats, of the fixed part of the training cases and of the validation cases.
  public let freeEnergyTraining: Double
  public let freeEnergyValidation: Double
  /// Length of the last update of the weights relative to the weights.
  public let relativeUpdate: Double
  /// Of parallel tempering: the share of swaps that each pair of neighbouring temperatures accepted, from the hottest pair on.
  public let swapRates: [Double]

  /// How many times the error of plain means the machine's reconstruction error is. Below 1 if it has learned anything.
  public var reconstructionRatio: Double { reconstructionErrorValidation / max(varianceValidation, 1e-3) }

  /// The log-likelihood of the validation cases as well as it is known after an epoch, in nats.
  ///
  /// Where it is not exact it is the lower of two estimates that both err upwards. A short annealing misses modes far from the data, as
  /// of a machine that training has ruined, and may be tens of nats too high then. The pseudo-likelihood sees such a machine's bad
  /// conditionals; under the model itself its mean is never below that of the log-likelihood, as Σᵢ H(vᵢ | v₋ᵢ) ≤ H(v).
  public var knownLogLikelihood: Double? {
    logLikelihoodValidation
      ?? annealedLogLikelihoodValidation.map { min($0, pseudoLikelihoodValidation ?? .infinity) }
  }

  /// What the epochs of one machine are compared by, the greater the better: the likelihood, or else how well labels are told, or how well
  /// cases are given back, which is the weakest witness.
  public var monitor: Double {
    knownLogLikelihood ?? -(classificationErrorValidation ?? reconstructionErrorValidation)
  }
}

extension LaboratoryEpoch {
  /// Whether a later epoch of the same machine was worse. Of rough likelihoods, which flatter by some nats now and then, only a fall that
  /// would be remarked on counts.
  func isBetter(than last: LaboratoryEpoch?) -> Bool {
    guard let last, last != self else { return false }
    let margin = annealedLogLikelihoodValidation == nil ? 0 : TrainingRemark.fall
    return monitor > last.monitor + margin
  }
}

/// A trained network, and how it came about.
public struct LaboratoryOutcome {
  public let network: DeepBeliefNetwork
  public let epochs: [LaboratoryEpoch]
  /// Where the top machine was better in an earlier epoch, by ``LaboratoryEpoch/monitor``.
  public let best: Best?

  public struct Best {
    /// The same machines, but for the top one, which is as it was then.
    public let network: DeepBeliefNetwork
    public let epoch: LaboratoryEpoch
  }
}
