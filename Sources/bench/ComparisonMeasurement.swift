import Datasets
import Experiments
import Foundation
import Reporting

/// The default comparison, from the data on disk to the figures on disk.
struct ComparisonMeasurement: Codable {
  let seconds: Double
  /// Of these, what reading the data and drawing the figures took.
  let secondsLoading: Double
  let secondsDrawing: Double
  /// Floating-point operations of all matrix products, in billions a second over `seconds`.
  let gflops: Double
  /// Share of these operations that measure rather than train: validation after each epoch, and free energies.
  let measuringShare: Double
  /// Share of the time of all cores that checkpoints took.
  let savingShare: Double

  static func measure(jobs: Int) throws -> ComparisonMeasurement {
    let directory = FileManager.default.temporaryDirectory.path + "/bench-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let clock = ContinuousClock()
    let start = clock.now
    func elapsed() -> Double { (clock.now - start) / .seconds(1) }
    let settings = try defaultSettings()
    let data = try RunData(Dataset.mnist(), settings: settings)
    let loaded = elapsed()
    let record = ComparisonRecord(
      settings: settings, dataset: data.description(settings: settings), environment: .measured(jobs: jobs),
      command: "bench", wallSeconds: 0)
    let session = try ComparisonSession(record, data: data, in: RecordStore(directory: directory), start: .fresh)
    let comparison = try session.run(jobs: jobs, stop: StopRequest()) { _ in }
    let trained = elapsed()
    try ComparisonReport(comparison, directory: directory).write()
    let drawing = elapsed() - trained
    // Without the measuring of the machine's peak.
    let whole = loaded + comparison.record.wallSeconds + drawing
    return ComparisonMeasurement(
      seconds: whole, secondsLoading: loaded, secondsDrawing: drawing, gflops: comparison.operations / whole / 1e9,
      measuringShare: measuringOperations(of: comparison) / comparison.operations,
      savingShare: session.savingSeconds / (comparison.record.wallSeconds * Double(jobs)))
  }

  /// Operations of what is not training: validation after each epoch and the free energies of pretraining.
  private static func measuringOperations(of comparison: Comparison) -> Double {
    let counts = comparison.record.dataset
    return comparison.runs.reduce(0) { sum, run in
      let widths = zip(run.shape, run.shape.dropFirst())
      let validation = widths.reduce(0) { $0 + 2 * Double($1.0 * $1.1) } * Double(counts.validationCount)
      let monitors = run.sharesPretraining ? [] : run.pretraining.map(\.metrics)
      return monitors.reduce(sum + validation * Double(run.training.count)) { sum, epoch in
        let (visible, hidden) = (run.shape[epoch.layer], run.shape[epoch.layer + 1])
        let step =
          comparison.record.settings.machineTraining(of: run.arm)?.operations(visible: visible, hidden: hidden)
          ?? run.arm.pretraining?.operations(visible: visible, hidden: hidden) ?? 0
        return sum + epoch.operations - step * Double(counts.trainingCount)
      }
    }
  }

  /// What `compare --dataset mnist` does.
  static func defaultSettings() throws -> ComparisonSettings {
    var settings = Preset.standard.settings(dataset: "mnist")
    settings.arms = try Arm.list(Preset.standard.armNames)
    return settings
  }
}
