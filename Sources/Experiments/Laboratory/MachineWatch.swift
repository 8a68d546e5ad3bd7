import BoltzmannMachines
import LinearAlgebra

/// Measures a machine after each epoch of its training.
struct MachineWatch {
  /// The fixed part of the training cases, and the validation cases, as the machine sees them.
  let monitors: [CaseTable]
  let isAnnealing: Bool
  let seed: UInt64
  private let independentLogLikelihood: Double
  private let variance: Double
  private let annealing: AnnealedImportanceSampling
  /// The first of the validation cases, and by how much independent units find all of them more likely, in nats: the pseudo-likelihood of
  /// some is brought to that of all by it.
  private let pseudoCases: (some: CaseTable, moreOfAll: Double)

  /// Of the short annealing: a tenth of what an epoch of CD-1 over 50,000 cases costs. Fewer chains would make slower products.
  private static let (annealingChains, annealingSteps) = (50, 250)
  /// Machines with more states are not enumerated after every epoch: 2²⁰ states of 784 units take about a second.
  private static let enumeratedEachEpoch = 20
  /// Of these the pseudo-likelihood is exact. One unit of each of all cases would cost less, and be uncertain by tens of nats.
  private static let pseudoLikelihoodCases = 500

  /// - Parameter training: the cases that are learned, which independent units and plain means are fitted to.
  init(
    training: CaseTable, monitors: [CaseTable], kind: UnitKind, isAnnealing: Bool, seed: UInt64
  ) {
    (self.monitors, self.isAnnealing, self.seed) = (monitors, isAnnealing, seed)
    let independent = IndependentUnits(training, kind: kind).logLikelihoods(of: monitors[1])
    independentLogLikelihood = independent.mean
    let some = min(Self.pseudoLikelihoodCases, independent.count)
    pseudoCases = (monitors[1].prefix(some), independent.mean - Array(independent.prefix(some)).mean)
    variance = monitors[1].meanSquaredDistance(to: training.columnMeans)
    var annealing = AnnealedImportanceSampling(data: monitors[0], seed: seed)
    (annealing.chains, annealing.schedule) = (Self.annealingChains, .uniform(steps: Self.annealingSteps))
    self.annealing = annealing
  }

  /// - Parameters:
  ///   - epoch: from 0.
  ///   - index: the machine's place in the stack, from 0.
  func epoch(
    _ epoch: Int, _ index: Int, _ machine: RestrictedBoltzmannMachine, _ measured: LikelihoodTrainer.Epoch
  ) -> LaboratoryEpoch {
    let energies = monitors.map { FreeEnergy(machine).mean($0) }
    let isSmall = machine.enumeratedUnits.map { $0 <= Self.enumeratedEachEpoch } ?? false
    let exact = isSmall ? machine.logPartitionFunction() : nil
    let annealed = !isSmall && isAnnealing && machine.isBinary ? annealing.run(machine).logPartition : nil
    let pseudo =
      machine.isBinary
      ? machine.pseudoLikelihoods(of: pseudoCases.some).mean + pseudoCases.moreOfAll : nil
    let hasLabels = machine.visibleKind.labels > 0
    return LaboratoryEpoch(
      machine: index + 1, epoch: epoch + 1, logLikelihoodTraining: exact.map { -energies[0] - $0 },
      logLikelihoodValidation: exact.map { -energies[1] - $0 },
      annealedLogLikelihoodValidation: annealed.map { -energies[1] - $0 },
      independentLogLikelihoodValidation: independentLogLikelihood, pseudoLikelihoodValidation: pseudo,
      classificationErrorValidation: hasLabels ? machine.classificationError(of: monitors[1]) : nil,
      reconstructionErrorValidation: machine.reconstructionErrors(of: monitors[1]).mean, varianceValidation: variance,
      freeEnergyTraining: energies[0], freeEnergyValidation: energies[1], relativeUpdate: measured.relativeUpdate,
      swapRates: measured.swapRates)
  }
}

extension CaseTable {
  /// The mean over cases and columns of (value − the column's mean)².
  fileprivate func meanSquaredDistance(to means: [Double]) -> Double {
    let row = Matrix(rows: 1, columns: columns)
    var sum = 0.0
    for index in 0..<count {
      gather(from: index, into: row)
      for column in 0..<columns {
        let distance = Double(row.pointer[column]) - means[column]
        sum += distance * distance
      }
    }
    return sum / Double(max(count * columns, 1))
  }
}
