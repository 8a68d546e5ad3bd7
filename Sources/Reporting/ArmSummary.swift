import Experiments
import NeuralNetworks

/// What came of one arm, over its seeds.
struct ArmSummary: Sendable {
  let arm: Arm
  /// What figures call it: short, and like no other arm of the comparison.
  let label: String
  let style: ArmStyle
  let runs: [RunRecord]
  private let settings: ComparisonSettings

  /// Summaries in the order of the comparison's arms.
  static func all(of comparison: Comparison) -> [ArmSummary] {
    let arms = comparison.record.settings.arms
    let (labels, styles) = (ArmLabels(arms).labels, ArmStyle.styles(of: arms))
    return arms.indices.map { index in
      ArmSummary(
        arm: arms[index], label: labels[index], style: styles[index], runs: comparison.runs(of: arms[index]),
        settings: comparison.record.settings)
    }
  }

  /// Runs with a test error; those that diverged count in no mean and no curve of an arm that has others.
  var completed: [RunRecord] { runs.filter { $0.outcome != nil } }
  var diverged: [RunRecord] { runs.filter { $0.divergence != nil } }
  /// Runs of a comparison that was broken off.
  var unfinished: [RunRecord] { runs.filter { !$0.isFinished } }
  /// Those whose means are drawn: the completed ones, else the unfinished ones, else those that diverged.
  var shown: [RunRecord] { [completed, unfinished].first { $0.contains { !$0.training.isEmpty } } ?? runs }
  /// The one that pictures of a single run show: the first that has a network, or at least machines.
  var example: RunRecord? {
    shown.first { !$0.layersBefore.isEmpty } ?? shown.first { !$0.pretraining.isEmpty } ?? shown.first
  }

  /// As a share, over the runs that came to an end.
  var testError: SeedSpread {
    SeedSpread(completed.compactMap { $0.outcome?.testErrorRate }, scale: .share, isRobust: true)
  }
  var bestEpochs: [Int] { completed.compactMap { $0.outcome?.bestEpoch } }
  /// Means over the runs that have an epoch behind them; NaN without any.
  var seconds: Double { Self.mean(begun.map(\.seconds)) }
  var operations: Double { Self.mean(begun.map(\.operations)) }
  private var begun: [RunRecord] { runs.filter { $0.isFinished || $0.operations > 0 } }
  /// Billions of operations a second while the arm was computed, on its one core.
  var gflops: Double { operations / seconds / 1e9 }

  var shape: [Int] { runs.first?.shape ?? [] }
  var shapeText: String { shape.map(String.init).joined(separator: "-") }
  var parameters: Int { zip(shape, shape.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 } }

  /// Over the completed runs.
  private var layersAfter: [LayerStatistics] { completed.flatMap(\.layersAfter) }

  /// The standard deviation of the gradient in each hidden layer before training, of the example.
  var gradientSizes: [Double] { example?.layersBefore.map(\.gradients.standardDeviation) ?? [] }

  /// What a row of pictures of the example is called.
  var rowLabel: String {
    guard let example, example.outcome == nil else { return label }
    return "\(label)\n" + (example.divergence == nil ? "unfinished" : "diverged")
  }

  /// The share that tells of trouble in this arm's kind of unit, in words: the mean over all hidden layers and completed runs.
  var idleUnits: String { idleText(layersAfter) }

  /// The same of one layer, e.g. the topmost hidden one of a run.
  func idleUnits(of layer: LayerStatistics) -> String { idleText([layer]) }

  private func idleText(_ layers: [LayerStatistics]) -> String {
    guard !layers.isEmpty else { return "–" }
    let isRectifier = arm.activation == .relu
    let share = Self.mean(layers.map { isRectifier ? $0.dead : $0.saturated })
    return "\(NumberText.idleShare(share)) \(isRectifier ? "dead" : "saturated")"
  }

  /// Time, work, speed and idle units, as all tables have them.
  var costs: [String] {
    [
      NumberText.duration(seconds), NumberText.operations(operations), NumberText.decimal(gflops, digits: 0), idleUnits,
    ]
  }

  /// E.g. "9", or "8–11" over several seeds.
  var bestEpochText: String {
    guard let low = bestEpochs.min(), let high = bestEpochs.max() else { return "–" }
    return low == high ? "\(low)" : "\(low)–\(high)"
  }

  /// A run's name among those of the comparison: the arm's, and the seed's if there are several.
  func name(of run: RunRecord) -> String { runs.count > 1 ? "\(arm.name), seed \(run.seed)" : arm.name }

  /// Centre and ends, and which seeds they leave out, e.g. "1.43 % (1.35 to 1.51; 2 of 3 seeds; seed 2 diverged at epoch 1,
  /// step 40)". No number if no run was tested.
  var testErrorText: String { testErrorText([]) }

  /// The same with the value of each seed, where these are few.
  var testErrorDetails: String { testErrorText([testError.valuesText].compactMap { $0 }) }

  private func testErrorText(_ notes: [String]) -> String {
    guard !completed.isEmpty || leftOut == nil else { return leftOut ?? "" }
    return testError.percentText(notes + [remarks].compactMap { $0 })
  }

  /// What is to be known beside the number, e.g. "2 of 3 seeds; seed 2 diverged at epoch 1, step 40; seed 3 exploded"; nil if
  /// nothing is. Runs that exploded or learned nothing were tested, and the number is theirs too.
  var remarks: String? {
    let count = leftOut.map { completed.isEmpty ? $0 : "\(completed.count) of \(runs.count) seeds; \($0)" }
    let remarks = [count, failed].compactMap { $0 }
    return remarks.isEmpty ? nil : remarks.joined(separator: "; ")
  }

  /// Which runs were tested although their training was in vain, e.g. "seeds 2 and 3 exploded"; nil if none were.
  private var failed: String? {
    let ends = Self.grouped(runs.filter { $0.failure != nil }) { $0.failure?.name ?? "" }
    let notes = ends.map { end, runs in (self.runs.count > 1 ? Self.seeds(of: runs) + " " : "") + end }
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }

  /// Which runs have no test error and why, e.g. "seed 2 diverged at epoch 1, step 40; seed 3 unfinished,
  /// 5 of 12 epochs"; nil if all have one.
  var leftOut: String? {
    let untested = runs.filter { $0.outcome == nil }
    guard !untested.isEmpty else { return nil }
    let ends = Self.grouped(untested) {
      $0.divergence.map { "diverged at \($0.place)" } ?? "unfinished, \(progress(of: $0))"
    }
    let notes = ends.prefix(Self.mostNotes).map { end, runs in
      (self.runs.count > 1 ? Self.seeds(of: runs) + " " : "") + end
    }
    let rest = ends.dropFirst(Self.mostNotes).reduce(0) { $0 + $1.runs.count }
    return (notes + (rest > 0 ? ["\(rest) more without a test error"] : [])).joined(separator: "; ")
  }

  /// Runs of which the same is to be said, in the order of the first of each group.
  static func grouped(_ runs: [RunRecord], by note: (RunRecord) -> String) -> [(note: String, runs: [RunRecord])] {
    var groups: [(note: String, runs: [RunRecord])] = []
    for run in runs {
      let text = note(run)
      let place = groups.firstIndex { $0.note == text } ?? groups.endIndex
      if place == groups.endIndex { groups.append((text, [])) }
      groups[place].runs.append(run)
    }
    return groups
  }

  /// E.g. "seed 3", "seeds 1 and 2", or "seeds 1, 2, 3 and 4 more".
  static func seeds(of runs: [RunRecord]) -> String {
    let named = runs.prefix(runs.count > mostNotes + 1 ? mostNotes : runs.count).map { "\($0.seed)" }
    let rest = runs.count - named.count
    return (runs.count > 1 ? "seeds " : "seed ") + (named + (rest > 0 ? ["\(rest) more"] : [])).listed()
  }

  /// How far a run has come, e.g. "5 of 12 epochs", or "3 of 10 epochs of machine 2".
  func progress(of run: RunRecord) -> String {
    let (layers, epochs) = (settings.hidden(of: arm).count, settings.pretrainEpochs(of: arm))
    guard run.pretraining.count < layers * epochs else {
      return "\(run.training.count) of \(settings.epochs(of: arm)) epochs"
    }
    let (machine, done) = run.pretraining.count.quotientAndRemainder(dividingBy: epochs)
    return "\(done) of \(epochs) epochs of machine \(machine + 1)"
  }

  /// A cell of a table has no room for thousands of seeds.
  private static let mostNotes = 3

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
  }
}
