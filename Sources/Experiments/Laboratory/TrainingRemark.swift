import BoltzmannMachines

/// That a machine is ill, and what is likely to have made it so: told as soon as an epoch shows it, and in the report if it ends that way.
public struct TrainingRemark: Hashable, Sendable {
  public enum Finding: Hashable, Sendable {
    /// The likelihood is below that of independent units, by so many nats; whether it is at its highest, so that it may yet get there.
    case belowIndependentUnits(nats: Double, isRising: Bool)
    /// The likelihood was higher after an earlier epoch, by so many nats.
    case fell(since: Int, nats: Double)
    /// The reconstruction error is so many times what the means alone would leave.
    case worseThanMeans(ratio: Double)
  }

  public let machine: Int
  public let epoch: Int
  public let finding: Finding

  /// A likelihood that wavers by less than this, in nats, is not remarked on: rates that have not yet fallen let it waver.
  static let fall = 10.0
  /// Nor is one that is less than this below that of independent units.
  static let independent = 1.0
  /// A machine that has not learned yet gives back the means, or nearly.
  static let worseThanMeans = 1.1

  /// What the last of some epochs shows of its machine.
  /// - Parameter epochs: of one machine, from its first on.
  static func of(_ epochs: [LaboratoryEpoch]) -> [TrainingRemark] {
    guard let last = epochs.last else { return [] }
    var findings: [Finding] = []
    if let likelihood = last.knownLogLikelihood {
      let best = epochs.max { ($0.knownLogLikelihood ?? -.infinity) < ($1.knownLogLikelihood ?? -.infinity) }
      let missing = last.independentLogLikelihoodValidation - likelihood
      if missing > independent { findings.append(.belowIndependentUnits(nats: missing, isRising: best == last)) }
      if let best, let highest = best.knownLogLikelihood, highest - likelihood > fall {
        findings.append(.fell(since: best.epoch, nats: highest - likelihood))
      }
    }
    let ratio = last.reconstructionRatio
    if ratio > worseThanMeans { findings.append(.worseThanMeans(ratio: ratio)) }
    return findings.map { TrainingRemark(machine: last.machine, epoch: last.epoch, finding: $0) }
  }

  /// How the machines of a finished training ended.
  public static func ofEnds(_ epochs: [LaboratoryEpoch]) -> [TrainingRemark] {
    Dictionary(grouping: epochs, by: \.machine).sorted { $0.key < $1.key }.flatMap { of($0.value) }
  }

  /// What the last epoch shows that the one before did not show yet.
  public static func news(_ epochs: [LaboratoryEpoch]) -> [TrainingRemark] {
    let same = epochs.filter { $0.machine == epochs.last?.machine }
    let known = of(same.dropLast()).map(\.kind)
    return of(same).filter { !known.contains($0.kind) }
  }

  private var kind: Int {
    switch finding {
    case .belowIndependentUnits: 0
    case .fell: 1
    case .worseThanMeans: 2
    }
  }
}

extension TrainingRemark {
  /// Whether the learning rate has yet to fall and may make good what this says.
  /// - Parameter epochs: of the whole training.
  public func mayPass(_ training: LikelihoodTraining, epochs: Int) -> Bool {
    guard case .fell = finding, epoch < epochs, training.schedule != .constant else { return false }
    return !(training.estimator.isPersistent && training.finalMomentum >= 0.5)
  }

  /// In how a machine was trained, what is likely to have ruined it and what to do: the first that holds.
  /// - Parameter epochs: of the whole training.
  public func likelyCause(_ training: LikelihoodTraining, epochs: Int) -> String {
    if case .belowIndependentUnits(_, isRising: true) = finding {
      return
        "it has not learned for long enough; take more --epochs, or a higher --learning-rate than \(training.learningRate)"
    }
    if training.estimator.isPersistent, training.finalMomentum >= 0.5 {
      return """
        momentum carries the weights on faster than chains that are never restarted can follow; take --momentum 0 with \
        \(training.estimator.name)
        """
    }
    if training.schedule == .constant {
      return "the learning rate does not fall, so that the weights never settle; take --schedule linear"
    }
    if mayPass(training, epochs: epochs) {
      return """
        chains that lag behind while the learning rate is high; it falls to 0 by the last epoch, and if the likelihood has not come back \
        by then take one lower than \(training.learningRate)
        """
    }
    if case .contrastiveDivergence(let steps) = training.estimator {
      return """
        CD-\(steps) does not follow the likelihood once the weights are large, as its chains see only what is near the cases; take \
        --estimator pcd-1, more --weight-decay or fewer --epochs
        """
    }
    return "the learning rate may be too large; take a --learning-rate lower than \(training.learningRate)"
  }
}

extension GradientEstimator {
  /// Whether chains go on from step to step.
  public var isPersistent: Bool {
    switch self {
    case .persistent, .fastPersistent, .parallelTempering: true
    case .contrastiveDivergence, .exact: false
    }
  }
}
