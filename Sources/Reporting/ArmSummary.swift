import Experiments
import NeuralNetworks

/// What came of one arm, over its seeds.
struct ArmSummary: Sendable {
  let arm: Arm
  let style: ArmStyle
  let runs: [RunRecord]

  /// Summaries in the order of the comparison's arms.
  static func all(of comparison: Comparison) -> [ArmSummary] {
    let arms = comparison.record.settings.arms
    return zip(arms, ArmStyle.styles(of: arms)).map { arm, style in
      ArmSummary(arm: arm, style: style, runs: comparison.runs(of: arm))
    }
  }

  /// Runs that came to an end; the others diverged and count in no mean.
  var completed: [RunRecord] { runs.filter { $0.outcome != nil } }
  var diverged: [RunRecord] { runs.filter { $0.divergence != nil } }

  /// As a share, over the runs that came to an end.
  var testError: ConfidenceInterval { ConfidenceInterval(completed.compactMap { $0.outcome?.testErrorRate }) }
  var bestEpochs: [Int] { completed.compactMap { $0.outcome?.bestEpoch } }
  var seconds: Double { Self.mean(runs.map(\.seconds)) }
  var operations: Double { Self.mean(runs.map(\.operations)) }
  /// Billions of operations a second while the arm was computed, on its one core.
  var gflops: Double { operations / seconds / 1e9 }

  var shape: [Int] { runs.first?.shape ?? [] }
  var shapeText: String { shape.map(String.init).joined(separator: "-") }
  var parameters: Int { zip(shape, shape.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 } }

  /// Mean over hidden layers and runs.
  var saturatedAfter: Double { Self.mean(runs.flatMap { $0.layersAfter.map(\.saturated) }) }
  var deadAfter: Double { Self.mean(runs.flatMap { $0.layersAfter.map(\.dead) }) }

  /// The share that tells of trouble in this arm's kind of unit, in words.
  var idleUnits: String {
    guard runs.contains(where: { !$0.layersAfter.isEmpty }) else { return "–" }
    return arm.activation == .relu
      ? "\(NumberText.percent(deadAfter, digits: 1)) dead"
      : "\(NumberText.percent(saturatedAfter, digits: 1)) saturated"
  }

  /// E.g. "9", or "8–11" over several seeds.
  var bestEpochText: String {
    guard let low = bestEpochs.min(), let high = bestEpochs.max() else { return "–" }
    return low == high ? "\(low)" : "\(low)–\(high)"
  }

  var testErrorText: String {
    let interval = NumberText.interval(ofShares: testError)
    guard !diverged.isEmpty else { return interval }
    let places = diverged.compactMap(\.divergence).map { "epoch \($0.epoch), step \($0.step)" }
    let note = "diverged in \(places.joined(separator: "; "))"
    return completed.isEmpty ? note : "\(interval) (\(diverged.count) of \(runs.count) \(note))"
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
  }
}
