import BoltzmannMachines
import LinearAlgebra

extension LaboratoryEvaluation {
  /// Annealing in both directions.
  public struct Annealed {
    /// What the upper bound of log Z stands on.
    public enum Standing: String, Codable, Sendable {
      /// Exact draws: it holds.
      case exactDraws = "exact-draws"
      /// States of chains, which nothing shows to be no draws of the machine. It holds if they are.
      case chains
      /// Nothing: the starts are shown to be no draws of the machine.
      case nothing
    }

    public let bounds: LogPartitionBounds
    /// Those above β = 0.
    public let temperatures: Int
    /// Steps of the Gibbs chains from cases that a downward run starts from; nil where it starts from exact draws.
    public let gibbsSteps: Int?
    /// Where the bounds lie more than ``LaboratoryEvaluation/openGap`` apart, and it was asked for.
    public let diagnosis: Diagnosis?

    public init(bounds: LogPartitionBounds, temperatures: Int, gibbsSteps: Int?, diagnosis: Diagnosis?) {
      (self.bounds, self.temperatures, self.gibbsSteps) = (bounds, temperatures, gibbsSteps)
      self.diagnosis = diagnosis
    }

    public var standing: Standing {
      bounds.areCrossed ? .nothing : bounds.startsAreExact ? .exactDraws : .chains
    }
  }

  /// Why the bounds of log Z lie apart, as far as it can be told.
  public struct Diagnosis {
    public enum Culprit: String, Codable, Sendable {
      /// The schedule has too few steps: with fewer still, the bounds are farther apart.
      case schedule
      /// The chains that the downward runs start from do not have the machine's distribution: the bounds are the wrong way round.
      case starts
      /// It cannot be told: the starts may be no draws, or all runs miss the same modes.
      case undecided
    }

    /// The same runs at a quarter of the temperatures.
    public struct Coarser {
      public let temperatures: Int
      public let gap: Double

      public init(temperatures: Int, gap: Double) { (self.temperatures, self.gap) = (temperatures, gap) }
    }

    public let culprit: Culprit
    /// nil where it was not needed, as starts are exact or shown to be to blame, or there is but one temperature.
    public let coarser: Coarser?

    /// How many times as far apart bounds are at a quarter of the temperatures, at least, if the schedule is to blame. The variance of
    /// log w falls as the number of temperatures grows (Neal 2001, section 4), so that four times might be expected.
    private static let narrowing = 1.5

    /// What cannot be wrong is told: exact draws are never to blame, starts are if the bounds are crossed by more than their errors, and
    /// the schedule is if more temperatures have brought the bounds together. Anything else stays open.
    init(_ bounds: LogPartitionBounds, coarser: Coarser?) {
      self.coarser = coarser
      let isNarrowing = coarser.map { $0.gap >= Self.narrowing * bounds.gap } ?? false
      culprit =
        bounds.startsAreExact ? .schedule : bounds.areCrossed ? .starts : isNarrowing ? .schedule : .undecided
    }
  }

  /// Bounds of log Z that lie more nats apart are told why.
  public static let openGap = 1.0
}

extension Laboratory {
  /// Temperatures of the schedule for one of that by which it is judged.
  private static let coarsening = 4

  /// - Parameter diagnosing: whether it is found out why bounds lie apart.
  func annealed(
    _ top: RestrictedBoltzmannMachine, cases: CaseTable, diagnosing: Bool, values: ComputedValues?,
    progress: @escaping (LaboratoryStage, Double) -> Void
  ) -> LaboratoryEvaluation.Annealed? {
    guard let schedule = settings.annealing.schedule, top.isBinary else { return nil }
    var sampling = AnnealedImportanceSampling(data: cases, seed: settings.seed)
    sampling.schedule = schedule
    sampling.parts = values.map { EvaluationParts($0, self, top) }
    let gibbsSteps = settings.annealing.gibbsSteps
    let bounds = sampling.bounds(of: top, data: cases, gibbsSteps: gibbsSteps) { progress(.annealing, $0) }
    let isOpen = bounds.areCrossed || abs(bounds.gap) > LaboratoryEvaluation.openGap
    return LaboratoryEvaluation.Annealed(
      bounds: bounds, temperatures: schedule.steps, gibbsSteps: bounds.startsAreExact ? nil : gibbsSteps,
      diagnosis: diagnosing && isOpen ? diagnosis(bounds, sampling, top) { progress(.diagnosis, $0) } : nil)
  }

  private func diagnosis(
    _ bounds: LogPartitionBounds, _ sampling: AnnealedImportanceSampling, _ top: RestrictedBoltzmannMachine,
    progress: @escaping (Double) -> Void
  ) -> LaboratoryEvaluation.Diagnosis {
    guard !bounds.startsAreExact, !bounds.areCrossed, sampling.schedule.steps > 1 else {
      return LaboratoryEvaluation.Diagnosis(bounds, coarser: nil)
    }
    var coarse = sampling
    coarse.schedule = sampling.schedule.coarser(by: Self.coarsening)
    let gap = coarse.repeating(bounds, of: top, progress: progress).gap
    return LaboratoryEvaluation.Diagnosis(bounds, coarser: .init(temperatures: coarse.schedule.steps, gap: gap))
  }
}
