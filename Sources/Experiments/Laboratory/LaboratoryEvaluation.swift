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
    /// Of a stack: the importance-weighted bound at log Z = 0.
    public let importanceWeighted: [Double]?
    /// Of a machine: Σᵢ log p(vᵢ | v₋ᵢ) of the first ``pseudoCases``, in nats.
    public let pseudoLikelihood: Double?
    /// Of a machine with labels: the share of cases whose label is not the most probable one given their pixels.
    public let classificationError: Double?
    /// Mean squared error a visible unit, up and down by probabilities.
    public let reconstructionError: Double

    public var mean: Double { unnormalized.mean }

    /// Of ``mean``, from having only so many cases.
    public var standardError: Double {
      let mean = mean
      let squares = unnormalized.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Double(max(cases - 1, 1)) / Double(max(cases, 1))).squareRoot()
    }
  }

  /// Annealing in both directions.
  public struct Annealed {
    public let bounds: LogPartitionBounds
    /// Those above β = 0.
    public let temperatures: Int
    /// Steps of the Gibbs chains that the reverse run starts from; nil where it starts from exact draws.
    public let gibbsSteps: Int?
  }

  /// Cases whose pseudo-likelihood is computed: all visible units of each take as long as a free energy for each unit.
  public static let pseudoCases = 2000

  /// Of the top machine, in nats; nil if it cannot be enumerated.
  public let exactLogPartition: Double?
  public let annealed: Annealed?
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
  /// - Parameter progress: of annealing, the share that is done.
  public func evaluate(
    _ network: DeepBeliefNetwork, progress: @escaping (Double) -> Void = { _ in }
  ) -> LaboratoryEvaluation {
    let top = network.machines[network.machines.count - 1]
    return LaboratoryEvaluation(
      exactLogPartition: top.isEnumerable ? top.logPartitionFunction(threads: jobs) : nil,
      annealed: annealed(network, top: top, progress: progress), parts: data.parts.map { part($0, of: network) })
  }

  private func annealed(
    _ network: DeepBeliefNetwork, top: RestrictedBoltzmannMachine, progress: @escaping (Double) -> Void
  ) -> LaboratoryEvaluation.Annealed? {
    guard let schedule = settings.annealing.schedule, top.isBinary else { return nil }
    // What the top machine learned from, in binary draws.
    var cases = data.parts[0].cases
    for (index, machine) in network.machines.dropLast().enumerated() {
      cases = Binarization.sampled.cases(
        .numbers(machine.hiddenProbabilities(of: cases)), part: 1000 + index, seed: settings.seed)
    }
    var sampling = AnnealedImportanceSampling(data: cases, seed: settings.seed)
    (sampling.schedule, sampling.threads) = (schedule, jobs)
    let gibbsSteps = settings.annealing.gibbsSteps
    return LaboratoryEvaluation.Annealed(
      bounds: sampling.bounds(of: top, data: cases, gibbsSteps: gibbsSteps, progress: progress),
      temperatures: schedule.steps, gibbsSteps: top.isEnumerable ? nil : gibbsSteps)
  }

  private func part(_ part: LaboratoryData.Part, of network: DeepBeliefNetwork) -> LaboratoryEvaluation.Part {
    let machine = network.machines[0]
    let isSingle = settings.model == .rbm
    let bound = isSingle ? nil : bounds(of: part.cases, network)
    let pseudo =
      isSingle && machine.isBinary
      ? machine.pseudoLikelihoods(of: part.cases.prefix(LaboratoryEvaluation.pseudoCases), threads: jobs).mean : nil
    return LaboratoryEvaluation.Part(
      name: part.name, cases: part.cases.count,
      unnormalized: bound?.variational ?? FreeEnergy(machine).values(part.cases).map { -$0 },
      importanceWeighted: bound?.importanceWeighted, pseudoLikelihood: pseudo,
      classificationError: machine.visibleKind.labels > 0 ? machine.classificationError(of: part.cases) : nil,
      reconstructionError: reconstructionError(part.cases, network))
  }

  /// The bounds at log Z = 0, which subtracts from both.
  func bounds(of cases: CaseTable, _ network: DeepBeliefNetwork) -> DeepBeliefBound {
    network.logLikelihoodBounds(of: cases, topLogPartition: 0, seed: settings.seed, threads: jobs)
  }

  private func reconstructionError(_ cases: CaseTable, _ network: DeepBeliefNetwork) -> Double {
    let batch = Matrix(rows: 500, columns: cases.columns)
    var sum = 0.0
    for start in stride(from: 0, to: cases.count, by: batch.rows) {
      let part = batch.rows(0..<min(batch.rows, cases.count - start))
      cases.gather(from: start, into: part)
      sum += part.squaredDistance(to: network.reconstruction(of: part, depth: network.machines.count))
    }
    return sum / Double(cases.count * cases.columns)
  }
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
