import Experiments
import Plotting

/// One picture of a report.
struct ReportFigure: Sendable {
  /// The file's name, e.g. `loss-curves.png`.
  let file: String
  let title: String
  /// How to read it, in a sentence or two.
  let caption: String
  let figure: Figure

  /// All pictures that a comparison has something to show for, in the order of the report.
  static func all(of comparison: Comparison) -> [ReportFigure] {
    let summaries = ArmSummary.all(of: comparison)
    return [
      SideBySide.figure(comparison, summaries), LossCurves.figure(comparison, summaries),
      ErrorCurves.figure(comparison, summaries), ErrorAgainstCompute.figure(comparison, summaries),
      ActivationHistograms.figure(comparison, summaries), GradientHistograms.figure(comparison, summaries),
      PretrainingCurves.figure(comparison, summaries), FilterImages.figure(comparison, summaries),
      FeatureWeights.figure(comparison, summaries),
      Reconstructions.figure(comparison, summaries), ConfusionMatrices.figure(comparison, summaries),
    ].compactMap { $0 }
  }

  /// A figure as high as its contents need; as it is, if that cannot be found out.
  static func fitted(_ figure: Figure) -> Figure { (try? figure.fittedToContent()) ?? figure }

  /// Names of all files that a report may have, so that those of an earlier comparison can be taken away.
  static let fileNames = [
    "side-by-side.png", "loss-curves.png", "error-curves.png", "error-vs-compute.png", "activation-histograms.png",
    "gradient-histograms.png", "pretraining-curves.png", "rbm-filters.png", "feature-weights.png",
    "reconstructions.png", "confusion.png",
  ]

  /// Which seed pictures of single runs are from, e.g. "seed 1", or "seed 1; he: seed 2" where the first one diverged.
  static func seeds(of summaries: [ArmSummary]) -> String {
    let examples = summaries.compactMap { summary in summary.example.map { (name: summary.label, seed: $0.seed) } }
    guard let usual = examples.map(\.seed).min() else { return "" }
    let others = examples.filter { $0.seed != usual }.map { "\($0.name): seed \($0.seed)" }
    return (["seed \(usual)"] + others).joined(separator: "; ")
  }

  /// What every figure says of its comparison: data, shape, seeds, and below it what is unfinished.
  /// - Parameter examples: the arms of which it shows one run each; nil if it shows all.
  static func subtitle(_ comparison: Comparison, examples: [ArmSummary]? = nil) -> String {
    let (settings, data) = (comparison.record.settings, comparison.record.dataset)
    let shapes = Set(comparison.runs.map { $0.shape.map(String.init).joined(separator: "-") })
    let shape = shapes.count == 1 ? shapes.first ?? "" : "\(shapes.count) network shapes"
    let text =
      "\(data.title), \(shape), \(data.labelledCount.counted("labelled training case")), \(seeds(settings, examples))"
    return ([text] + [RunNotes.unfinished(comparison).map { "Unfinished: \($0)" }].compactMap { $0 })
      .joined(separator: "\n")
  }

  private static func seeds(_ settings: ComparisonSettings, _ examples: [ArmSummary]?) -> String {
    if settings.seedCount == 1 { return "seed \(settings.firstSeed)" }
    return examples.map { "\(seeds(of: $0)), one of \(settings.seedCount)" } ?? "\(settings.seedCount) seeds"
  }
}
