import BoltzmannMachines
import Experiments

/// `metrics.csv`: a row for each arm, seed, phase and epoch.
struct MetricsTable {
  static let columns = [
    "arm", "seed", "phase", "epoch", "learning_rate", "training_loss", "training_error_percent", "validation_loss",
    "validation_error_percent", "reconstruction_error", "free_energy_training", "free_energy_validation",
    "relative_update", "operations", "seconds",
  ]

  let text: String

  init(_ comparison: Comparison) {
    let rows = comparison.runs.flatMap { run in
      run.pretraining.map { Self.row(run, $0) } + run.training.map { Self.row(run, $0) }
    }
    text = CSV.text([Self.columns] + rows)
  }

  private static func row(_ run: RunRecord, _ epoch: PretrainingEpoch) -> [String] {
    let metrics = epoch.metrics
    return [
      CSV.field(run.arm.name), "\(run.seed)", "pretrain-\(metrics.layer + 1)", "\(metrics.epoch)", "", "", "", "", "",
    ]
      + [
        metrics.reconstructionError, metrics.freeEnergyTraining, metrics.freeEnergyValidation, metrics.relativeUpdate,
        metrics.operations, epoch.seconds,
      ].map(\.description)
  }

  private static func row(_ run: RunRecord, _ epoch: TrainingEpoch) -> [String] {
    [CSV.field(run.arm.name), "\(run.seed)", "train", "\(epoch.epoch)"]
      + [
        epoch.learningRate, epoch.trainingLoss, 100 * epoch.trainingErrorRate, epoch.validationLoss,
        100 * epoch.validationErrorRate,
      ].map(\.description) + ["", "", "", "", epoch.operations.description, epoch.seconds.description]
  }
}
