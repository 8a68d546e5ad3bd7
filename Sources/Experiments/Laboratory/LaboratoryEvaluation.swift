import BoltzmannMachines
import Foundation
import LinearAlgebra

/// What a trained model is worth: log-likelihoods as far as they can be known, and what needs no partition function.
public struct LaboratoryEvaluation {
  /// One part of the data; all values are means over its cases.
  public struct Part {
    /// `training`, `validation` or `test`.
    public let name: String
    public let cases: Int
    /// In nats, each case's log-probability but for log Z: −F(v) of a machine, the variational bound at log Z = 0 of a stack.
    public let unnormalized: [Double]
    /// In nats, the log-likelihood of a model whose visible units know their means (and variances) over the training cases and nothing of
    /// one another; see `IndependentUnits`. What is below it has learned less than nothing.
    public let independentLogLikelihood: Double
    /// Of a stack: the importance-weighted bound at log Z = 0.
    public let importanceWeighted: [Double]?
    /// Of a machine: Σᵢ log p(vᵢ | v₋ᵢ) of the first ``pseudoCases``, in nats.
    public let pseudoLikelihood: Double?
    /// Of a machine with labels: the share of cases whose label is not the most probable one given their pixels.
    public let classificationError: Double?
    /// Mean squared error a visible unit, up and down by probabilities.
    public let reconstructionError: Double

    public var mean: Double { unnormalized.mean }

    /// Of ``mean``, from having only so many cases; NaN of fewer than two.
    public var standardError: Double { FreeEnergyGap.squaredError(unnormalized).squareRoot() }
  }

  /// Annealing in both directions.
  public struct Annealed {
    public let bounds: LogPartitionBounds
    /// Those above β = 0.
    public let temperatures: Int
    /// Steps of the Gibbs chains that the reverse run starts from; nil where it starts from exact draws.
    public let gibbsSteps: Int?
    /// Where the bounds lie more than ``LaboratoryEvaluation/openGap`` apart, and it was asked for.
    public let diagnosis: Diagnosis?
  }

  /// Why the bounds of log Z lie apart, by a third run that needs neither draws of the machine nor modes found from far away: downwards
  /// from cases; see `AnnealedImportanceSampling.conservativeLogLikelihoods`.
  public struct Diagnosis {
    public enum Culprit: String, Codable, Sendable {
      /// The schedule has too few steps: the upward chains lag behind the temperature.
      case schedule
      /// The chains that the reverse run starts from do not have the machine's distribution.
      case starts
    }

    public let cases: Int
    /// log Z as the third run has it, in nats: minus the mean of F(v) and of its bound of log p(v). On average at least log Z − log of the
    /// ratio of the machine's to the sampler's probability of the cases, so about an upper bound where the schedule is fine.
    public let logPartition: Double
    public let culprit: Culprit
    /// Whether the third run is nearer to the upward one than to the downward one.
    public let agreesWithUpward: Bool

    /// If the third run is nearer to the upward one, the starts of the second are to blame, which neither needs; if not, the schedule, which
    /// all share. Exact draws are never to blame.
    init(_ bounds: LogPartitionBounds, logPartition: Double, cases: Int, startsAreExact: Bool) {
      (self.cases, self.logPartition) = (cases, logPartition)
      agreesWithUpward = abs(logPartition - bounds.lower.logPartition) < abs(logPartition - bounds.upper.logPartition)
      culprit = agreesWithUpward && !startsAreExact ? .starts : .schedule
    }
  }

  /// Bounds of log Z that lie more nats apart, in whichever order, are told why. An upper bound this far below the lower one is no chance:
  /// starts that are no draws of the machine make it too low.
  public static let openGap = 1.0

  /// How long Gibbs chains of the (top) machine remember, by their free energies.
  public struct Mixing {
    public let autocorrelation: Autocorrelation
    /// Steps before those, which do not count; nil if the chains began at exact draws from the machine, else they began at training cases.
    public let burnIn: Int?

    public var chains: Int { autocorrelation.count / autocorrelation.length }
  }

  /// Cases whose pseudo-likelihood is computed: all visible units of each take as long as a free energy for each unit.
  public static let pseudoCases = 2000

  /// Of the top machine, in nats; nil if it cannot be enumerated.
  public let exactLogPartition: Double?
  public let annealed: Annealed?
  /// nil if it was not asked for, or the chains are too short.
  public let mixing: Mixing?
  public let parts: [Part]

  /// The mean free energy of validation cases less that of training cases, in nats; of a stack, of its bounds.
  public var gap: FreeEnergyGap {
    FreeEnergyGap(training: parts[0].unnormalized.map { -$0 }, validation: parts[1].unnormalized.map { -$0 })
  }

  /// log Z that likelihoods are told with: exact, or else the upper bound, which cannot flatter but by chance.
  public var safeLogPartition: Double? { exactLogPartition ?? annealed?.bounds.upper.logPartition }
}

extension Laboratory {
  /// Measures a trained network.
  ///
  /// - Parameters:
  ///   - chains: whether it is also measured how chains mix, and found out why bounds lie apart: some thousand Gibbs steps more, and
  ///     perhaps a third run of annealing.
  ///   - progress: called now and then, on any thread but never on two at once, with what is computed and the share of it that is done.
  public func evaluate(
    _ network: DeepBeliefNetwork, chains: Bool = false,
    progress: @escaping (LaboratoryStage, Double) -> Void = { _, _ in }
  ) -> LaboratoryEvaluation {
    let top = network.machines[network.machines.count - 1]
    let cases = topCases(network)
    let annealed = annealed(top, cases: cases, diagnosing: chains, progress: progress)
    return LaboratoryEvaluation(
      exactLogPartition: top.isEnumerable ? top.logPartitionFunction(threads: jobs) : nil, annealed: annealed,
      mixing: chains ? mixing(top, cases: cases, annealed, progress: { progress(.mixing, $0) }) : nil,
      parts: parts(of: network))
  }

  /// Of a machine all training cases, as free energies cost little; of a stack, whose bounds cost more, the fixed part of them.
  private var measuredParts: [LaboratoryData.Part] {
    guard settings.model == .rbm else { return data.parts }
    let training = LaboratoryData.Part(name: "training", cases: data.allCases(of: "training", settings: settings))
    return [training] + data.parts.dropFirst()
  }

  /// What the top machine learned from, in binary draws.
  private func topCases(_ network: DeepBeliefNetwork) -> CaseTable {
    network.machines.dropLast().enumerated().reduce(data.parts[0].cases) { cases, layer in
      Binarization.sampled.cases(
        .numbers(layer.element.hiddenProbabilities(of: cases)), part: 1000 + layer.offset, seed: settings.seed)
    }
  }

  private func annealed(
    _ top: RestrictedBoltzmannMachine, cases: CaseTable, diagnosing: Bool,
    progress: @escaping (LaboratoryStage, Double) -> Void
  ) -> LaboratoryEvaluation.Annealed? {
    guard let schedule = settings.annealing.schedule, top.isBinary else { return nil }
    var sampling = AnnealedImportanceSampling(data: cases, seed: settings.seed)
    (sampling.schedule, sampling.threads) = (schedule, jobs)
    let gibbsSteps = settings.annealing.gibbsSteps
    let bounds = sampling.bounds(of: top, data: cases, gibbsSteps: gibbsSteps) { progress(.annealing, $0) }
    let isOpen = diagnosing && abs(bounds.gap) > LaboratoryEvaluation.openGap
    return LaboratoryEvaluation.Annealed(
      bounds: bounds, temperatures: schedule.steps, gibbsSteps: top.isEnumerable ? nil : gibbsSteps,
      diagnosis: isOpen ? diagnosis(bounds, sampling, top, cases) { progress(.diagnosis, $0) } : nil)
  }

  private func diagnosis(
    _ bounds: LogPartitionBounds, _ sampling: AnnealedImportanceSampling, _ top: RestrictedBoltzmannMachine,
    _ cases: CaseTable, progress: @escaping (Double) -> Void
  ) -> LaboratoryEvaluation.Diagnosis {
    let cases = cases.prefix(sampling.chains)
    let logLikelihood = sampling.conservativeLogLikelihoods(of: cases, under: top, progress: progress).mean
    return LaboratoryEvaluation.Diagnosis(
      bounds, logPartition: -FreeEnergy(top).mean(cases) - logLikelihood, cases: cases.count,
      startsAreExact: top.isEnumerable)
  }

  /// Of the chains that annealing walked if they are long enough, or else of a hundred of their own.
  private func mixing(
    _ top: RestrictedBoltzmannMachine, cases: CaseTable, _ annealed: LaboratoryEvaluation.Annealed?,
    progress: (Double) -> Void
  ) -> LaboratoryEvaluation.Mixing? {
    if let autocorrelation = annealed?.bounds.mixing, let steps = annealed?.gibbsSteps,
      steps >= settings.annealing.mixingSteps
    {
      return LaboratoryEvaluation.Mixing(autocorrelation: autocorrelation, burnIn: steps - autocorrelation.length)
    }
    let (count, steps) = (min(100, cases.count), settings.annealing.mixingSteps)
    let exact = top.isEnumerable ? top.exactSamples(count: count, seed: settings.seed, threads: jobs) : nil
    let chains = GibbsChains(
      top, count: count, start: .cases(exact.map { .numbers($0) } ?? cases), use: .mixing, seed: settings.seed,
      threads: jobs)
    let burnIn = exact == nil ? steps / 5 : 0
    return chains.mixing(steps: steps, burnIn: burnIn, progress: progress).map {
      LaboratoryEvaluation.Mixing(autocorrelation: $0, burnIn: exact == nil ? burnIn : nil)
    }
  }

  private func parts(of network: DeepBeliefNetwork) -> [LaboratoryEvaluation.Part] {
    let independent = IndependentUnits(data.allCases(of: "training", settings: settings), kind: data.visibleKind)
    return measuredParts.map { part($0, of: network, independent) }
  }

  private func part(
    _ part: LaboratoryData.Part, of network: DeepBeliefNetwork, _ independent: IndependentUnits
  ) -> LaboratoryEvaluation.Part {
    let machine = network.machines[0]
    let isSingle = settings.model == .rbm
    let bound = isSingle ? nil : bounds(of: part.cases, network)
    let pseudo =
      isSingle && machine.isBinary
      ? machine.pseudoLikelihoods(of: part.cases.prefix(LaboratoryEvaluation.pseudoCases), threads: jobs).mean : nil
    return LaboratoryEvaluation.Part(
      name: part.name, cases: part.cases.count,
      unnormalized: bound?.variational ?? FreeEnergy(machine).values(part.cases).map { -$0 },
      independentLogLikelihood: independent.logLikelihoods(of: part.cases).mean,
      importanceWeighted: bound?.importanceWeighted, pseudoLikelihood: pseudo,
      classificationError: machine.visibleKind.labels > 0 ? machine.classificationError(of: part.cases) : nil,
      reconstructionError: network.reconstructionErrors(of: part.cases).mean)
  }

  /// The bounds at log Z = 0, which subtracts from both.
  func bounds(of cases: CaseTable, _ network: DeepBeliefNetwork) -> DeepBeliefBound {
    network.logLikelihoodBounds(of: cases, topLogPartition: 0, seed: settings.seed, threads: jobs)
  }
}

/// What evaluation is at.
public enum LaboratoryStage: Sendable {
  /// Both runs of annealing, with the Gibbs chains between them.
  case annealing
  case diagnosis
  case mixing
}

extension CaseTable {
  /// The first cases, at most `count`.
  func prefix(_ count: Int) -> CaseTable {
    guard count < self.count else { return self }
    switch self {
    case .bytes(let bytes, let columns): return .bytes(Array(bytes.prefix(count * columns)), columns: columns)
    case .numbers(let matrix): return .numbers(matrix.rows(0..<count))
    }
  }
}
