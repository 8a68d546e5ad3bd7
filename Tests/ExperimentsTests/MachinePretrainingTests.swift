import BoltzmannMachines
import Datasets
import LinearAlgebra
import Testing

@testable import Experiments

/// Arms that start from machines trained as those of `compare dbn`.
@Suite struct MachinePretrainingTests {
  private func settings(_ arm: String) throws -> ComparisonSettings {
    var settings = try SmallComparison.settings(arms: arm)
    (settings.hidden, settings.pretrainEpochs) = ([12, 10, 8], 2)
    return settings
  }

  /// The same numbers as `compare dbn` with the same options.
  @Test(arguments: [
    "estimator=pcd-1", "estimator=cd-2,binarize=threshold,pretrain-lr=0.02", "centered=on,sparsity-target=0.1",
    "binarize=none,estimator=fpcd-1", "pretrain-optimizer=adam", "estimator=pt-3,pretrain-schedule=cosine",
    "estimator=exact,pretrain-momentum=0.5", "pretrain-l1=1e-4,pretrain-max-norm=1,pretrain-weight-decay=0",
  ])
  func theMachinesAreThoseOfTheLaboratory(keys: String) throws {
    let comparison = try settings("dbn:" + keys)
    let arm = comparison.arms[0]
    let data = try RunData(SmallComparison.dataset, settings: comparison)
    let plan = try #require(PretrainedStack.Plan(arm, seed: 1, settings: comparison))
    let stack = try PretrainedStack(plan, data: data)
    let settings = try #require(comparison.laboratory(of: arm, seed: 1))
    #expect(settings.training.batchSize == 32 && settings.epochs == 2)
    let alone = try Laboratory(
      settings, data: LaboratoryData(SmallComparison.dataset, settings: settings)
    ).train(annealing: false)
    let network = try #require(stack.network)
    #expect(network.parameters.map(\.matrix.values) == alone.network.parameters.map(\.matrix.values))
    #expect(stack.epochs.map(\.metrics.freeEnergyValidation) == alone.epochs.map(\.freeEnergyValidation))
    #expect(stack.epochs.map(\.metrics.layer) == [0, 0, 1, 1, 2, 2] && stack.reconstructions.count == 4)
  }

  /// Every key of the machines changes what is trained.
  @Test func everyKeyReachesTheMachines() throws {
    var seen: [LaboratorySettings] = []
    for keys in [
      "estimator=pcd-1", "estimator=cd-1", "visible=gaussian", "binarize=none", "centered=on",
      "pretrain-optimizer=rmsprop", "estimator=pcd-1,pretrain-lr=0.01", "estimator=pcd-1,pretrain-schedule=step",
      "pretrain-momentum=0.5", "estimator=pcd-1,pretrain-weight-decay=0.01", "pretrain-l1=0.1", "pretrain-max-norm=1",
      "sparsity-target=0.2", "sparsity-target=0.2,sparsity-cost=1", "sparsity-target=0.2,sparsity-decay=0.5",
    ] {
      let comparison = try settings("dbn:" + keys)
      let machines = try #require(comparison.laboratory(of: comparison.arms[0], seed: 1))
      #expect(!seen.contains(machines), "\(keys)")
      seen.append(machines)
    }
    // What was said of plain contrastive divergence stays its own.
    let plain = try settings("dbn:pretrain-lr=0.05,cd=2")
    #expect(plain.arms[0].machines == nil && plain.arms[0].pretraining?.steps == 2)
  }

  /// A sigmoid network of intensities has the hidden probabilities of Gaussian machines that see standardised pixels.
  @Test(arguments: ["gaussian", "gaussian-learned"])
  func theNetworkTakesIntensities(visible: String) throws {
    let comparison = try settings("dbn:visible=\(visible)")
    let data = try RunData(SmallComparison.dataset, settings: comparison)
    let plan = try #require(PretrainedStack.Plan(comparison.arms[0], seed: 1, settings: comparison))
    let machines = try #require(plan.laboratory)
    let laboratoryData = try LaboratoryData(SmallComparison.dataset, settings: machines)
    let alone = try Laboratory(machines, data: laboratoryData).train(annealing: false).network
    let network = try #require(try PretrainedStack(plan, data: data).network)
    let pixels = Matrix(rows: 40, columns: data.test.pixelCount)
    data.test.cases.gather(from: 0, into: pixels)
    let seen = try #require(laboratoryData.standardization).applied(to: pixels)
    for (mine, right) in zip(network.hiddenProbabilities(of: pixels), alone.hiddenProbabilities(of: seen)) {
      #expect(zip(mine.values, right.values).allSatisfy { abs($0 - $1) < 1e-4 })
    }
    let run = try #require(try SmallComparison.run(comparison).first)
    #expect(run.outcome != nil && run.reconstructions.count == 4, "\(String(describing: run.divergence))")
  }

  @Test func untrainedMachinesAndDivergencesAreRunsToo() throws {
    var comparison = try settings("dbn:estimator=pcd-1,pretrain-epochs=0")
    #expect(try SmallComparison.run(comparison).first?.outcome != nil)
    comparison = try settings("dbn:visible=gaussian,pretrain-lr=100")
    let run = try #require(try SmallComparison.run(comparison).first)
    #expect(run.divergence?.layer == 0 && run.pretraining.isEmpty && run.outcome == nil)
    #expect(run.divergence?.likelyCause(in: run.arm).contains("pretrain-lr=100.0") == true)
  }

  /// Gaussian visible units with the usual rate on digits: what suits sixteen units ran away with two hundred.
  @Test(arguments: [200, 500])
  func theUsualRateOfGaussianUnitsDoesNotRunAway(hidden: Int) throws {
    var settings = LaboratorySettings(.rbm, hidden: [hidden], estimator: .persistent(steps: 1), visible: .gaussian)
    (settings.epochs, settings.trainLimit) = (1, 4000)
    let data = try LaboratoryData(Dataset.mnist(), settings: settings)
    let epoch = try #require(try Laboratory(settings, data: data).train().epochs.last)
    #expect(epoch.reconstructionRatio < 1, "\(epoch)")
  }
}
