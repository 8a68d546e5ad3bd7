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

  /// Cases whose pseudo-likelihood is computed: all visible units of each take as long as a free energy for each unit.
  public static let pseudoCases = 2000

  /// Test cases of which it is told which hidden states they want.
  static let posteriorCases = 2000

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

  /// log Z that likelihoods are told with: exact, or else the largest that was found. It flatters only by chance if the starts of downward
  /// runs are draws of the machine; see ``Annealed/standing``.
  public var safeLogPartition: Double? { exactLogPartition ?? annealed?.bounds.largest }
}

extension Laboratory {
  /// Measures a trained network.
  ///
  /// - Parameters:
  ///   - chains: whether it is also measured how chains mix, and found out why bounds lie apart: some thousand Gibbs steps more, and
  ///     perhaps annealing once more at a quarter of the temperatures.
  ///   - values: where annealed chains are kept, and gone on from after a break.
  ///   - progress: called now and then, on any thread but never on two at once, with what is computed and the share of it that is done.
  public func evaluate(
    _ network: DeepBeliefNetwork, chains: Bool = false, values: ComputedValues? = nil,
    progress: @escaping (LaboratoryStage, Double) -> Void = { _, _ in }
  ) -> LaboratoryEvaluation {
    let top = network.machines[network.machines.count - 1]
    let cases = topCases(network, of: data.parts[0].cases)
    let annealed = annealed(top, cases: cases, diagnosing: chains, values: values, progress: progress)
    let exact = top.isEnumerable ? top.logPartitionFunction() : nil
    let others = data.parts[2].cases.prefix(LaboratoryEvaluation.posteriorCases)
    let mixing =
      chains
      ? mixing(
        top, cases: cases, others: topCases(network, of: others), annealed, logPartition: exact,
        progress: { progress(.mixing, $0) }) : nil
    return LaboratoryEvaluation(
      exactLogPartition: exact, annealed: annealed, mixing: mixing, parts: parts(of: network))
  }

  /// Of a machine all training cases, as free energies cost little; of a stack, whose bounds cost more, the fixed part of them.
  private var measuredParts: [LaboratoryData.Part] {
    guard settings.model == .rbm else { return data.parts }
    let training = LaboratoryData.Part(name: "training", cases: data.allCases(of: "training", settings: settings))
    return [training] + data.parts.dropFirst()
  }

  /// What the top machine sees of some cases, in binary draws.
  private func topCases(_ network: DeepBeliefNetwork, of cases: CaseTable) -> CaseTable {
    network.machines.dropLast().enumerated().reduce(cases) { cases, layer in
      Binarization.sampled.cases(
        .numbers(layer.element.hiddenProbabilities(of: cases)), of: .measured(layer: layer.offset), seed: settings.seed)
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
      ? machine.pseudoLikelihoods(of: part.cases.prefix(LaboratoryEvaluation.pseudoCases)).mean : nil
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
    network.logLikelihoodBounds(of: cases, topLogPartition: 0, seed: settings.seed)
  }
}

/// What evaluation is at.
public enum LaboratoryStage: Sendable {
  /// All runs of annealing, with the Gibbs chains between them.
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
