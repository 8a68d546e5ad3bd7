import BoltzmannMachines
import Experiments

/// What `results.json` has of log Z and of chains.
extension LaboratoryResults {
  struct Estimate: Encodable {
    let logPartition: Number
    /// log Z is at least this (upwards) or at most this (downwards, if the starts are draws), each with 97.5 %.
    let bound: Number
    let chains: Int
    let effectiveSampleSize: Number
    let largestShare: Number
    let logWeightVariance: Number
    /// Of the single chains' estimates: the looser bound.
    let meanLogPartition: Number

    init(_ estimate: AnnealedEstimate) {
      (logPartition, chains) = (Number(estimate.logPartition), estimate.logPartitions.count)
      bound = Number(estimate.bound())
      (effectiveSampleSize, largestShare) = (Number(estimate.effectiveSampleSize), Number(estimate.largestShare))
      (logWeightVariance, meanLogPartition) = (Number(estimate.logWeightVariance), Number(estimate.meanLogPartition))
    }
  }

  struct Downward: Encodable {
    let start: ChainStart
    /// Whether the starts are shown to be no draws of the machine.
    let isRefuted: Bool
    let estimate: Estimate

    init(_ run: LogPartitionBounds.Downward, _ bounds: LogPartitionBounds) {
      (start, isRefuted, estimate) = (run.start, bounds.refutes(run), Estimate(run.estimate))
    }
  }

  struct Bounds: Encodable {
    /// Of the hidden states that chains visited: certainly at most log Z. Missing where none were looked at.
    let visitedStates: Number?
    /// The upper end is null where the bounds are crossed.
    let ci95: [Number]
    let gap: Number
    let areCrossed: Bool
    let upperStandsOn: LaboratoryEvaluation.Annealed.Standing

    init(_ annealed: LaboratoryEvaluation.Annealed) {
      let bounds = annealed.bounds
      let interval = bounds.interval()
      visitedStates = bounds.visited.isFinite ? Number(bounds.visited) : nil
      ci95 = [Number(interval.lowerBound), Number(interval.upperBound)]
      (gap, areCrossed, upperStandsOn) = (Number(bounds.gap), bounds.areCrossed, annealed.standing)
    }
  }

  /// Why the bounds of log Z lie apart.
  struct Diagnosis: Encodable {
    let culprit: LaboratoryEvaluation.Diagnosis.Culprit
    /// At fewer temperatures; missing where it was not needed.
    let coarserTemperatures: Int?
    let coarserGap: Number?

    init(_ diagnosis: LaboratoryEvaluation.Diagnosis) {
      culprit = diagnosis.culprit
      coarserTemperatures = diagnosis.coarser?.temperatures
      coarserGap = (diagnosis.coarser?.gap).map { Number($0) }
    }
  }

  /// How Gibbs chains mix.
  struct Mixing: Encodable {
    struct Start: Encodable {
      let start: ChainStart
      let chains: Int
      let steps: Int
      let burnIn: Int
      let meanFreeEnergy: Number
    }

    /// R̂ between the starts.
    struct Agreement: Encodable {
      let freeEnergy: Number
      let hiddenUnits: Number
      let visibleUnits: Number
    }

    struct HiddenStates: Encodable {
      let states: Int
      let topShares: [Number]
      let topSharesOfTestCases: [Number]
      let perplexity: Number
      let perplexityOfTestCases: Number
      let divergence: Number
    }

    /// Of the first of the starts.
    let chains: Int
    let steps: Int
    /// Missing where chains began at exact draws.
    let burnIn: Int?
    let integratedAutocorrelationTime: Number
    let isReliable: Bool
    let unreliableBecause: [LaboratoryEvaluation.Mixing.Failure]
    /// At most that where only the chains are too short; null where nothing is known.
    let effectiveSampleSize: Number
    let starts: [Start]
    let betweenStarts: Agreement
    let freeEnergyOfTrainingCases: Number
    /// Missing where they cannot be enumerated.
    let hiddenStates: HiddenStates?

    init(_ mixing: LaboratoryEvaluation.Mixing) {
      let (series, first) = (mixing.autocorrelation, mixing.starts[0])
      (chains, steps) = (first.chains, series.length)
      burnIn = first.start == .exactDraws ? nil : first.burnIn
      (integratedAutocorrelationTime, isReliable) = (Number(series.integratedTime), mixing.isReliable)
      (unreliableBecause, effectiveSampleSize) = (mixing.failures, Number(mixing.effectiveSampleSize ?? .nan))
      starts = mixing.starts.map {
        Start(
          start: $0.start, chains: $0.chains, steps: $0.steps, burnIn: $0.burnIn, meanFreeEnergy: Number($0.freeEnergy))
      }
      betweenStarts = Agreement(
        freeEnergy: Number(mixing.agreement.freeEnergy), hiddenUnits: Number(mixing.agreement.hiddenUnits),
        visibleUnits: Number(mixing.agreement.visibleUnits))
      freeEnergyOfTrainingCases = Number(mixing.freeEnergyOfCases)
      hiddenStates = mixing.hiddenStates.map {
        HiddenStates(
          states: $0.states, topShares: $0.top.map { Number($0) },
          topSharesOfTestCases: $0.topOfCases.map { Number($0) },
          perplexity: Number($0.perplexity), perplexityOfTestCases: Number($0.perplexityOfCases),
          divergence: Number($0.divergence))
      }
    }
  }
}
