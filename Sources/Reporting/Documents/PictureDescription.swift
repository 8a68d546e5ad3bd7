import Experiments
import NeuralNetworks

/// What the pictures of a comparison show, in numbers, for those who do not see them.
struct PictureDescription {
  private let comparison: Comparison
  private let summaries: [ArmSummary]

  init(_ comparison: Comparison) { (self.comparison, summaries) = (comparison, ArmSummary.all(of: comparison)) }

  /// Of a figure: its title, and what it says of each arm.
  func text(_ figure: ReportFigure) -> String {
    let parts = summaries.prefix(Self.mostArms).compactMap { summary in
      part(figure.file, summary).map { "\(summary.label) \($0)" }
    }
    let rest = summaries.count - Self.mostArms
    let list = (parts + (rest > 0 && !parts.isEmpty ? ["and \(rest.counted("more arm"))"] : [])).joined(separator: "; ")
    return list.isEmpty ? "\(figure.title)." : "\(figure.title): \(list)."
  }

  /// More than these nobody listens to.
  private static let mostArms = 8

  /// What a figure says of an arm; nil if nothing that can be said in a few numbers.
  private func part(_ file: String, _ summary: ArmSummary) -> String? {
    switch file {
    case SideBySide.file: return "\(summary.testErrorText) test errors"
    case "loss-curves.png": return ends(summary, \.trainingLoss).map { "training loss from \($0)" }
    case "error-curves.png":
      return ends(summary, \.validationErrorRate) { NumberText.percent($0) }.map { "validation error from \($0)" }
    case "error-vs-compute.png":
      guard let lowest = summary.example?.lowestValidationError else { return nil }
      return "\(NumberText.percent(lowest)) validation error at best, for \(NumberText.operations(summary.operations))"
    default: return ofExample(file, summary)
    }
  }

  /// Of pictures of a single run.
  private func ofExample(_ file: String, _ summary: ArmSummary) -> String? {
    guard let run = summary.example else { return nil }
    switch file {
    case "activation-histograms.png":
      guard let before = run.layersBefore.last else { return nil }
      let after = run.layersAfter.last.map { ", \(Self.deviation($0.activations)) after" } ?? ""
      return "has a standard deviation of \(Self.deviation(before.activations)) in the top hidden layer\(after)"
    case "gradient-histograms.png":
      guard let first = run.layersBefore.first, let last = run.layersBefore.last else { return nil }
      return """
        has gradients of \(Self.deviation(first.gradients)) in the first hidden layer, \(Self.deviation(last.gradients)) in the last
        """
    case "pretraining-curves.png":
      let machines = Dictionary(grouping: run.pretraining, by: \.metrics.layer).sorted { $0.key < $1.key }
      let errors = machines.compactMap { $0.value.last?.metrics.reconstructionError }.map(NumberText.significant)
      return errors.isEmpty ? nil : "ends at reconstruction errors of \(errors.joined(separator: ", ")) by machine"
    case "reconstructions.png":
      return run.reconstructions.isEmpty ? nil : "through \((run.reconstructions.count - 1).counted("machine"))"
    case "confusion.png": return confusion(summary)
    default: return nil
    }
  }

  /// E.g. "2.3 to 0.012", of the means over the runs shown.
  private func ends(
    _ summary: ArmSummary, _ value: KeyPath<TrainingEpoch, Double>,
    _ text: (Double) -> String = { NumberText.significant($0) }
  ) -> String? {
    let curve = Curve(summary.shown, scale: .positive) { $0[keyPath: value] }.center
    guard let first = curve.first, let last = curve.last else { return nil }
    return "\(text(first)) to \(text(last)) in \(curve.count.counted("epoch"))"
  }

  private static func deviation(_ histogram: Histogram) -> String {
    NumberText.significant(histogram.standardDeviation)
  }

  /// The pair of classes that are taken for each other most often.
  private func confusion(_ summary: ArmSummary) -> String? {
    let matrices = summary.completed.compactMap { $0.outcome?.confusion }
    guard let classes = matrices.first?.count, classes > 1 else { return nil }
    let pairs = (0..<classes).flatMap { row in (0..<classes).filter { $0 != row }.map { (row, $0) } }
    let counted = pairs.map { pair in (pair, matrices.reduce(0) { $0 + $1[pair.0][pair.1] }) }
    guard let worst = counted.max(by: { $0.1 < $1.1 }), worst.1 > 0 else { return "takes no class for another" }
    let (taken, given) = (
      comparison.record.dataset.className(worst.0.0), comparison.record.dataset.className(worst.0.1)
    )
    return "takes \(taken) for \(given) most often, \(worst.1) \(worst.1 == 1 ? "time" : "times")"
  }
}
