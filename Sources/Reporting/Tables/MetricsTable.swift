import BoltzmannMachines
import Experiments

/// `metrics.csv`: a row for each arm, seed, phase and epoch. RFC 4180.
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
    text = ([Self.columns] + rows).map { $0.joined(separator: ",") + "\r\n" }.joined()
  }

  private static func row(_ run: RunRecord, _ epoch: PretrainingEpoch) -> [String] {
    let metrics = epoch.metrics
    return [
      field(run.arm.name), "\(run.seed)", "pretrain-\(metrics.layer + 1)", "\(metrics.epoch)", "", "", "", "", "",
    ]
      + [
        metrics.reconstructionError, metrics.freeEnergyTraining, metrics.freeEnergyValidation, metrics.relativeUpdate,
        metrics.operations, epoch.seconds,
      ].map(\.description)
  }

  private static func row(_ run: RunRecord, _ epoch: TrainingEpoch) -> [String] {
    [field(run.arm.name), "\(run.seed)", "train", "\(epoch.epoch)"]
      + [
        epoch.learningRate, epoch.trainingLoss, 100 * epoch.trainingErrorRate, epoch.validationLoss,
        100 * epoch.validationErrorRate,
      ].map(\.description) + ["", "", "", "", epoch.operations.description, epoch.seconds.description]
  }

  /// Text as a field: quoted where it must be, and never a formula to a spreadsheet.
  static func field(_ text: String) -> String {
    // By scalars, since a comma with an accent over it is another character to Swift, and still a comma to a reader.
    let scalars = text.unicodeScalars
    let harmless = scalars.first.map { "=+-@\t\r\n".unicodeScalars.contains($0) } == true ? "'" + text : text
    guard harmless.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return harmless }
    return "\"" + harmless.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
  }
}
