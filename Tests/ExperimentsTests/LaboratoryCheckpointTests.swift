import BoltzmannMachines
import Damage
import Foundation
import LinearAlgebra
import Testing

@testable import Experiments

/// What a model's training goes on from is all that decides what comes.
@Suite struct LaboratoryCheckpointTests {
  struct Kind: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var model = LaboratorySettings.Model.rbm
    var hidden = [6]
    let change: @Sendable (inout LaboratorySettings) -> Void

    func laboratory(_ more: (inout LaboratorySettings) -> Void = { _ in }) throws -> Laboratory {
      try LaboratoryTests.laboratory(model, hidden: hidden, cases: 130) { settings in
        settings.epochs = 4
        change(&settings)
        more(&settings)
      }
    }
  }

  private static func of(_ estimator: GradientEstimator, isCentered: Bool = false, name: String) -> Kind {
    Kind(testDescription: name + (isCentered ? ", centred" : "")) { settings in
      settings.training = LikelihoodTraining(estimator, units: 6)
      settings.training.binarization = .sampled
      if isCentered { settings.training.centering = .dataMean() }
    }
  }

  static let kinds: [Kind] = [
    of(.contrastiveDivergence(steps: 2), name: "CD-2"), of(.persistent(steps: 1), name: "PCD-1"),
    of(.persistent(steps: 1), isCentered: true, name: "PCD-1"),
    of(.fastPersistent(steps: 1), isCentered: true, name: "FPCD-1"),
    // An odd number of steps an epoch, so that even and odd pairs of temperatures change places.
    of(.parallelTempering(count: 4), name: "tempering"), of(.exact, isCentered: true, name: "exact"),
    Kind(testDescription: "sparsity, momentum and long weights") {
      $0.training.sparsity = SparsityTarget(target: 0.1, cost: 0.1)
      ($0.training.initialMomentum, $0.training.finalMomentum, $0.training.maxNorm) = (0.5, 0.9, 1)
    },
    Kind(testDescription: "learned variances") {
      ($0.visible, $0.training.binarization, $0.training.learningRate) = (.gaussianLearned, .none, 0.001)
      $0.training.finalMomentum = 0.9
    },
    Kind(testDescription: "Adam") {
      $0.training.optimizer = .adam()
      $0.training.centering = .dataMean()
    },
    Kind(testDescription: "RMSProp, learned variances") {
      ($0.visible, $0.training.binarization, $0.training.learningRate) = (.gaussianLearned, .none, 0.001)
      $0.training.optimizer = .rmsProp()
    },
    Kind(testDescription: "labels") { ($0.visible, $0.training.binarization) = (.bernoulliAndLabels, .threshold(0.5)) },
    Kind(testDescription: "a stack", model: .dbn, hidden: [6, 5, 4]) {
      $0.training = LikelihoodTraining(.persistent(steps: 1), units: 6)
      $0.training.binarization = .sampled
    },
  ]

  private func numbers(_ outcome: LaboratoryOutcome) -> [[Float]] {
    (outcome.network.machines + (outcome.best?.network.machines ?? [])).flatMap { machine in
      [machine.weight, machine.visibleBias, machine.hiddenBias, machine.visibleLogVariance].compactMap { $0?.values }
    }
  }

  @Test(arguments: kinds)
  func fromEachEpochOnTheSameNumbersCome(kind: Kind) throws {
    let laboratory = try kind.laboratory()
    var kept: [Data] = []
    let whole = try laboratory.train { kept.append(laboratory.encoded($0) ?? Data()) }
    try #require(kept.count == 4 * kind.hidden.count)
    for bytes in kept {
      let checkpoint = try #require(try laboratory.checkpoint(reading: bytes, file: "checkpoint"))
      let resumed = try laboratory.train(from: checkpoint)
      #expect(numbers(resumed) == numbers(whole) && resumed.epochs == whole.epochs)
      #expect(resumed.best?.epoch == whole.best?.epoch)
    }
  }

  @Test func checkpointsOfOtherModelsAreNotTakenUp() throws {
    let kind = Self.kinds[0]
    let laboratory = try kind.laboratory()
    var kept: Data?
    _ = try laboratory.train { if kept == nil { kept = laboratory.encoded($0) } }
    let bytes = try #require(kept)
    let changes: [(inout LaboratorySettings) -> Void] = [
      { $0.seed = 2 }, { $0.epochs = 5 }, { $0.training.initialMomentum = 0.5 }, { $0.trainLimit = 100 },
    ]
    for change in changes { #expect(try kind.laboratory(change).checkpoint(reading: bytes, file: "c") == nil) }
    // How likelihoods are measured in the end decides nothing of training.
    #expect(try kind.laboratory { $0.annealing = .steps(7) }.checkpoint(reading: bytes, file: "c") != nil)
  }

  /// Whatever byte of a machine's or a stack's checkpoint is damaged, nothing wrong is gone on from, and it is told.
  @Test(arguments: [1, kinds.count - 1])
  func everyByteCounts(kind: Int) throws {
    let laboratory = try Self.kinds[kind].laboratory()
    let file = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: file) }
    // The last, which has all machines.
    _ = try laboratory.train { try? laboratory.encoded($0)?.write(to: URL(fileURLWithPath: file)) }
    let unnoticed = try Damage.unnoticed(in: file) {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
      let checkpoint = try #require(try laboratory.checkpoint(reading: bytes, file: file))
      return checkpoint.machines.map(\.weight.values) + checkpoint.memory.map(\.matrix.values)
    }
    #expect(unnoticed == [])
  }
}
