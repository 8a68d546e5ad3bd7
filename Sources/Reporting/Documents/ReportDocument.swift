import Experiments
import Foundation

/// What `report.md` says, ready for its template, and most of what `index.html` does.
struct ReportDocument {
  let comparison: Comparison
  let figures: [ReportFigure]

  init(_ comparison: Comparison, figures: [ReportFigure]) {
    (self.comparison, self.figures) = (comparison, figures)
  }

  /// The pictures are the files beside it.
  func markdown() throws(ReportError) -> String {
    var context = context(markdownEscaped)
    context["command"] = markdownFenced(comparison.record.command, language: "sh")
    return try Templates.render("report.md", with: context)
  }

  /// - Parameter escape: applied to every text that a user or a file may have chosen.
  private func context(_ escape: (String) -> String) -> [String: Any] {
    let record = comparison.record
    let summaries = ArmSummary.all(of: comparison)
    return [
      "isPartial": comparison.isPartial, "hasOverview": figures.contains { $0.file == SideBySide.file },
      "title": escape(record.dataset.title), "headline": escape(Headline(comparison).sentence),
      "command": record.command,
      "ladders": ladders.map(escape), "paired": pairedTable(escape),
      "differences": escape(ArmDifferences(record.settings).sentence),
      "remarks": record.dataset.toldRemarks.map(escape),
      "guess": [GuessText.error(comparison)].filter { !$0.isEmpty }.map(escape),
      "arms": arms(summaries, escape), "notes": RunNotes.all(of: summaries).map(escape),
      "figures": figures.map { ["source": $0.file, "title": $0.title, "caption": $0.caption] },
      "tuning": tuning(escape),
      "settings": MarkdownTable.text([["setting", "value"]] + settingRows.map { [escape($0.0), escape($0.1)] }),
      "environment": environmentRows.map { MarkdownTable.line([escape($0.0), escape($0.1)]) }.joined(separator: "\n"),
      "explanation": explanation,
    ]
  }

  private var seedsText: String {
    let count = comparison.record.settings.seedCount
    guard count > 1 else {
      return "One seed: nothing tells how others would do. Run with --seeds 5 or more for intervals."
    }
    let isWhole = comparison.runs.allSatisfy { $0.outcome != nil }
    let numbers = SeedSpread.definition(seeds: count, scale: .share, line: "Test error", band: "in parentheses")
    let strays = SeedSpread.strayDefinition(ArmSummary.all(of: comparison).map(\.testError))
    return (numbers + strays).dropLast(2)
      + (isWhole ? "." : "; seeds without a test error are left out, and the table names them.")
  }

  /// What the starts alone are worth, a sentence for each kind of network but that of the headline.
  var ladders: [String] { StartLadder.told(of: comparison).dropFirst().map(\.sentence) }

  /// None of a single seed.
  private func pairedTable(_ escape: (String) -> String) -> [[String: Any]] {
    let paired = PairedErrors(comparison)
    guard !paired.table.isEmpty else { return [] }
    let rows = [PairedErrors.header] + paired.table.map { $0.map(escape) }
    return [["table": MarkdownTable.text(rows), "explanation": paired.explanation]]
  }

  /// None of rates that were given.
  private func tuning(_ escape: (String) -> String) -> [[String: Any]] {
    comparison.record.tuning.map(TuningTable.init).map { table in
      let rows = [TuningTable.header] + table.rows.map { $0.map(escape) }
      return [["title": TuningTable.title, "table": MarkdownTable.text(rows), "explanation": table.explanation]]
    } ?? []
  }

  private func arms(_ summaries: [ArmSummary], _ escape: (String) -> String) -> String {
    let header = [
      "arm", "start", "network", "test error", "epochs", "best epoch", "time", "work", "GFLOP/s",
      "units after training",
    ]
    let rows = summaries.map { summary in
      [
        escape(summary.arm.name), escape(summary.arm.summary), summary.shapeText, summary.testErrorDetails,
        "\(comparison.record.settings.epochs(of: summary.arm))", summary.bestEpochText,
      ] + summary.costs
    }
    return MarkdownTable.text([header] + rows)
  }

  private var balance: String {
    comparison.record.dataset.classCounts?.isBalanced == false
      ? "as evenly from the classes as there are images of them" : "balanced over the classes"
  }

  /// How to read the table, in words.
  var explanation: String {
    """
    \(seedsText) \(protocolText) A sigmoid or tanh unit counts as saturated where its slope is below 1 % of the greatest; a ReLU \
    unit as dead if it is 0 for all of \(comparison.record.dataset.probedCount.formatted) training cases. Time and work of a \
    pretrained arm include its pretraining.
    """
  }

  /// How data were used and epochs chosen, in words.
  private var protocolText: String {
    let (settings, data) = (comparison.record.settings, comparison.record.dataset)
    let labels =
      data.labelledCount < data.trainingCount
      ? " Only \(data.labelledCount.formatted) of them, \(balance), have labels; pretraining sees every image."
      : ""
    let selection =
      settings.trainsOnValidation
      ? """
      All \(data.trainingCount.formatted) training images were learned from, as in the published results; everything was \
      chosen beforehand with the last \(data.validationCount.formatted) of them set aside, and the network of the last epoch \
      was tested.
      """
      : """
      \(data.trainingCount.counted("image was", "images were")) learned from. The last \
      \(data.validationCount.counted("image", "images")) of the training file \(data.validationCount == 1 ? "was" : "were") set aside \
      to choose the epoch: the network with the lowest validation error was tested.
      """
    let test = data.testCount.counted("test image was", "test images were")
    return "\(selection)\(labels) The \(test) used once for each run, for the reported error."
  }

  var settingRows: [(String, String)] {
    let settings = comparison.record.settings
    var rows = [
      ("preset", settings.preset.rawValue), ("hidden layers", settings.hidden.map(String.init).joined(separator: ", ")),
      ("epochs of fine-tuning", "\(settings.epochs)"),
      ("epochs of contrastive divergence a layer", "\(settings.pretrainEpochs)"),
      ("cases in a minibatch", minibatchText),
      ("seeds", settings.seeds.map(String.init).joined(separator: ", ")),
    ]
    for arm in settings.arms { rows.append(("arm " + arm.name, arm.details)) }
    return rows + (comparison.record.dataset.found ?? []).map { ("data", $0) }
  }

  /// As many as there are, where they are fewer than the setting says.
  private var minibatchText: String {
    let (settings, data) = (comparison.record.settings, comparison.record.dataset)
    let (tuning, machines) = (min(settings.batchSize, data.labelledCount), min(settings.batchSize, data.trainingCount))
    let hasMachines = settings.arms.contains(where: \.isPretrained)
    return tuning == machines || !hasMachines ? "\(tuning)" : "\(tuning); \(machines) of machines"
  }

  var environmentRows: [(String, String)] {
    let environment = comparison.record.environment
    return [
      ("program", environment.program), ("processor", "\(environment.processor), \(environment.cores) cores"),
      ("operating system", environment.operatingSystem), ("matrix products", environment.mathLibrary),
      ("runs at once", "\(environment.jobs)"),
      ("time", NumberText.duration(comparison.record.wallSeconds)),
      ("work", NumberText.operations(comparison.operations)),
      (
        "speed",
        """
        \(NumberText.decimal(comparison.gflops, digits: 0)) GFLOP/s, \
        \(NumberText.percent(comparison.gflops / environment.peakGflops, digits: 0)) of the \
        \(NumberText.decimal(environment.peakGflops, digits: 0)) GFLOP/s that products of 2048 × 2048 matrices reached before \
        or after
        """
      ),
    ]
  }
}

extension Arm {
  /// All that distinguishes it, in a line.
  var details: String {
    let rate = "learning rate \(NumberText.significant(Double(learningRate))), \(schedule.rawValue)"
    var parts = [summary, optimizer.title, rate]
    if let warmup { parts.append("warm-up over \(warmup) epoch\(warmup == 1 ? "" : "s")") }
    if isNormalized { parts.append("batch normalisation") }
    if dropout.input > 0 { parts.append("dropout of inputs \(NumberText.percent(Double(dropout.input), digits: 0))") }
    if dropout.hidden > 0 { parts.append("dropout of units \(NumberText.percent(Double(dropout.hidden), digits: 0))") }
    if let alpha = dropout.alpha { parts.append("alpha dropout \(NumberText.percent(Double(alpha), digits: 0))") }
    if weightDecay > 0 { parts.append("weight decay \(NumberText.significant(Double(weightDecay)))") }
    if let l1 { parts.append("L1 penalty \(NumberText.significant(Double(l1)))") }
    if let maxNorm { parts.append("incoming weights of length \(NumberText.significant(Double(maxNorm))) at most") }
    if let clipNorm { parts.append("gradients clipped to length \(NumberText.significant(Double(clipNorm)))") }
    if let hidden { parts.append("hidden layers \(hidden.map(String.init).joined(separator: ", "))") }
    if let epochs { parts.append(epochs.counted("epoch")) }
    if let batchSize { parts.append("minibatches of \(batchSize)") }
    if let machines {
      let choices = machines.all.map { "\($0.choice.rawValue) \($0.value)" }.joined(separator: ", ")
      parts.append("machines as compare dbn trains them, with \(choices)")
    }
    if let pretraining {
      let decay = NumberText.significant(Double(pretraining.weightDecay))
      parts.append(
        "CD-\(pretraining.steps) with learning rate \(NumberText.significant(Double(pretraining.learningRate))), weight decay \(decay)"
      )
    }
    return parts.joined(separator: "; ")
  }
}
