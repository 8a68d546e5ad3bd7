import BoltzmannMachines
import Experiments

/// What was measured of a model, as rows of text for the terminal and the pages alike.
struct LaboratoryTables {
  let model: LaboratoryModel

  init(_ model: LaboratoryModel) { self.model = model }

  var evaluation: LaboratoryEvaluation { model.evaluation }
  var isStack: Bool { model.settings.model == .dbn }

  /// What the cases are, for every number.
  var cases: String { model.settings.casesSummary }

  /// The model and its training in a line.
  var title: String {
    let settings = model.settings
    let epochs = "\(settings.epochs) epoch\(settings.epochs == 1 ? "" : "s")\(isStack ? " a machine" : "")"
    return """
      \(isStack ? "DBN" : "RBM") \(model.shape)\(settings.isBinary ? "" : " (\(settings.unitsSummary))") on \(model.data.title): \(settings.training.estimator.name)\
      \(settings.isCentered ? ", centred" : "")\(settings.start.map { ", begun with model \($0)" } ?? ""), \(epochs), learning rate \
      \(NumberText.significant(Double(settings.training.learningRate))), seed \(settings.seed)
      """
  }

  /// Those that have something to tell; each a header, then rows.
  var all: [[[String]]] {
    [partition, likelihoods, mixing, starts, agreement, hiddenStates, swaps].filter { !$0.isEmpty }
  }

  /// Means over the cases of each part; a header, then rows.
  var likelihoods: [[String]] {
    let parts = evaluation.parts
    var rows = [["", ""] + parts.map { "\($0.name), \($0.cases.formatted)" }]
    func add(_ name: String, _ unit: String, _ values: [Double?], digits: Int = 3) {
      guard values.contains(where: { $0 != nil }) else { return }
      rows.append([name, unit] + values.map { $0.map { NumberText.decimal($0, digits: digits) } ?? "–" })
    }
    for (log, name) in logPartitions {
      add("\(isStack ? "variational bound" : "log-likelihood"), \(name)", "nats", parts.map { $0.mean - log })
      add(
        "importance-weighted bound, \(name)", "nats",
        parts.map { part in part.importanceWeighted.map { $0.reduce(0, +) / Double($0.count) - log } })
    }
    if !logPartitions.isEmpty {
      add(
        "independent \(model.settings.visible.isGaussian ? "Gaussian pixels" : "pixels")", "nats",
        parts.map(\.independentLogLikelihood))
    }
    add("its standard error over cases", "nats", parts.map(\.standardError))
    let pseudoCases = LaboratoryEvaluation.pseudoCases
    let isPart = parts.contains { $0.cases > pseudoCases }
    add(
      "pseudo-likelihood" + (isPart ? ", first \(pseudoCases.formatted) at most" : ""), "nats",
      parts.map(\.pseudoLikelihood))
    add("classification error", "%", parts.map { part in part.classificationError.map { 100 * $0 } }, digits: 2)
    add(
      "always saying the most frequent class", "%", parts.map { model.guess($0).map { 100 * $0.errorRate } }, digits: 2)
    add("reconstruction error", "squared, a unit", parts.map(\.reconstructionError), digits: 5)
    return rows
  }

  /// Of parallel tempering, in the last epoch of each machine. Empty of other estimators.
  var swaps: [[String]] {
    let rows = model.lastSwapRates.enumerated().map { index, rates in
      ["\(isStack ? "machine \(index + 1), " : "")\(rates.count.formatted) pair\(rates.count == 1 ? "" : "s")"]
        + [rates.min(), rates.mean, rates.max()].map { NumberText.percent($0 ?? .nan, digits: 1) }
    }
    return rows.isEmpty ? [] : [["swaps of neighbouring temperatures", "lowest", "mean", "highest"]] + rows
  }

  /// Sentences: what the numbers stand on, and what to beware of.
  var notes: [String] {
    trainingRemarks + model.data.toldRemarks + [savedNote, bestNote].compactMap { $0 }
      + [casesNote, unitsNote, unboundedNote, annealingNote, mixingNote, gapNote].compactMap { $0 }
      + annealingWarnings + mixingWarnings + published
  }

  /// Of a model that was measured later.
  private var savedNote: String? {
    guard model.epochs.isEmpty else { return nil }
    let source = model.learnedFrom.map { "It learned from \($0), and not from cases like these." } ?? ""
    return ("Measured as it was after epoch \(model.epoch), without training it again. " + source)
      .trimmingCharacters(in: .whitespaces)
  }

  private var casesNote: String {
    model.settings.visible.isGaussian
      ? "Cases: \(cases). Nats are of densities of such pixels, and cannot be set against those of binary ones."
      : "Cases: \(cases). Nats of other binarisations cannot be set against these."
  }

  private var unitsNote: String? {
    model.settings.hiddenKind == .noisyRectified
      ? "Noisy rectified units have no energy: free energies are those of the binary copies that they stand for." : nil
  }

  private var unboundedNote: String? {
    guard let coupling = model.network.machines[0].unboundedCoupling, coupling >= 1 else { return nil }
    return """
      Warning: with \(NumberText.significant(coupling)) the greatest singular value of W is above 1, so that the energy of these \
      units has no lower bound: chains run away, and free energies stand for no distribution. Take more --weight-decay, fewer \
      epochs, or bernoulli units in one layer.
      """
  }

  private var gapNote: String {
    let (gap, error) = (evaluation.gap.value, evaluation.gap.standardError)
    let size = NumberText.decimal(abs(gap), digits: 3)
    // Of a single case there is none.
    let errorText = error.isFinite ? " ± \(NumberText.decimal(error, digits: 3))" : ""
    let sizeText = "\(size)\(errorText) nats\(error.isFinite ? " (one standard error)" : "")"
    let side = gap < 0 ? "below" : "above"
    return isStack
      ? "The bound of training cases lies \(sizeText) \(side) that of validation cases."
      : "Free-energy gap: log p of training cases lies \(sizeText) \(side) that of validation cases, on average."
  }

  private var published: [String] {
    let test = evaluation.parts[2].mean
    let ours = logPartitions.map { "\(nats(test - $0)), \($1)" }.joined(separator: "; ")
    return model.published.map {
      "Published for the test cases, in nats: \($0.value) (\($0.source); \($0.remark)). Ours: \(ours)."
    }
  }

  func nats(_ value: Double) -> String { NumberText.decimal(value, digits: 3) }
}
