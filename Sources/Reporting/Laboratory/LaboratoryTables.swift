import BoltzmannMachines
import Experiments

/// What was measured of a model, as rows of text for the terminal and the pages alike.
struct LaboratoryTables {
  let model: LaboratoryModel

  init(_ model: LaboratoryModel) { self.model = model }

  private var evaluation: LaboratoryEvaluation { model.evaluation }
  private var isStack: Bool { model.settings.model == .dbn }

  /// What the cases are, for every number.
  var cases: String { model.settings.casesSummary }

  /// The model and its training in a line.
  var title: String {
    let settings = model.settings
    let epochs = "\(settings.epochs) epoch\(settings.epochs == 1 ? "" : "s")\(isStack ? " a machine" : "")"
    return """
      \(isStack ? "DBN" : "RBM") \(model.shape)\(settings.isBinary ? "" : " (\(settings.unitsSummary))") on \(model.data.title): \(settings.training.estimator.name)\
      \(settings.isCentered ? ", centred" : ""), \(epochs), learning rate \
      \(NumberText.significant(Double(settings.training.learningRate))), seed \(settings.seed)
      """
  }

  /// Those that have something to tell; each a header, then rows.
  var all: [[[String]]] { [partition, likelihoods, mixing, swaps].filter { !$0.isEmpty } }

  /// log Z as far as it is known. Empty if nothing is known.
  var partition: [[String]] {
    var rows: [[String]] = []
    func add(_ name: String, _ value: Double) { rows.append([name, nats(value), "", "", ""]) }
    if let exact = evaluation.exactLogPartition { add("exact, by enumeration", exact) }
    if let annealed = evaluation.annealed {
      let bounds = annealed.bounds
      rows += [row("AIS, on average at most", bounds.lower), row("reverse AIS, on average at least", bounds.upper)]
      add("gap between the two", bounds.gap)
      if let diagnosis = annealed.diagnosis {
        add("reverse AIS from \(diagnosis.cases.formatted) training cases", diagnosis.logPartition)
      }
    }
    let name = isStack ? "log Z of the top machine" : "log Z"
    return rows.isEmpty ? [] : [[name, "nats", "95 % interval", "effective chains", "variance of log w"]] + rows
  }

  private func row(_ name: String, _ estimate: AnnealedEstimate) -> [String] {
    let interval = estimate.interval()
    return [
      name, nats(estimate.logPartition), "\(nats(interval.lowerBound)) to \(nats(interval.upperBound))",
      """
      \(NumberText.decimal(estimate.effectiveSampleSize, digits: 1)) of \(estimate.logPartitions.count)
      """, NumberText.decimal(estimate.logWeightVariance, digits: 2),
    ]
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

  /// How long chains remember. Empty if it was not measured.
  var mixing: [[String]] {
    guard let mixing = evaluation.mixing else { return [] }
    let series = mixing.autocorrelation
    return [
      [
        "Gibbs chains\(isStack ? " of the top machine" : ""), by their free energy", "autocorrelation time, steps",
        "reliable", "effective sample size",
      ],
      [
        "\(mixing.chains.formatted) chains of \(series.length.formatted) steps",
        NumberText.decimal(series.integratedTime, digits: 1), series.isReliable ? "yes" : "no, a lower bound",
        "\(NumberText.decimal(series.effectiveSampleSize, digits: 0)) of \(series.count.formatted)",
      ],
    ]
  }

  /// Of parallel tempering, in the last epoch of each machine. Empty of other estimators.
  var swaps: [[String]] {
    let rows = model.lastSwapRates.enumerated().map { index, rates in
      ["\(isStack ? "machine \(index + 1), " : "")\(rates.count.formatted) pair\(rates.count == 1 ? "" : "s")"]
        + [rates.min(), rates.mean, rates.max()].map { NumberText.percent($0 ?? .nan, digits: 1) }
    }
    return rows.isEmpty ? [] : [["swaps of neighbouring temperatures", "lowest", "mean", "highest"]] + rows
  }

  /// The values of log Z that likelihoods are told with.
  private var logPartitions: [(Double, String)] {
    [
      evaluation.exactLogPartition.map { ($0, "exact log Z") },
      (evaluation.annealed?.bounds.lower.logPartition).map { ($0, "AIS") },
      (evaluation.annealed?.bounds.upper.logPartition).map { ($0, "reverse AIS") },
    ].compactMap { $0 }
  }

  /// Sentences: what the numbers stand on, and what to beware of.
  var notes: [String] {
    trainingRemarks + model.data.toldRemarks + [bestNote].compactMap { $0 }
      + [casesNote, unitsNote, unboundedNote, annealingNote, mixingNote, gapNote].compactMap { $0 } + warnings
      + published
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

  private var annealingNote: String? {
    guard let annealed = evaluation.annealed else { return nil }
    let starts =
      annealed.gibbsSteps.map { "Gibbs chains of \($0.formatted) steps from training cases" } ?? "exact draws"
    return """
      AIS: \(annealed.bounds.lower.logPartitions.count) chains at \(annealed.temperatures.formatted) temperatures. A log Z that is \
      too small flatters: likelihoods by AIS err upwards, those by reverse AIS, from \(starts), downwards.
      """
  }

  private var mixingNote: String? {
    guard let mixing = evaluation.mixing else { return nil }
    let series = mixing.autocorrelation
    let start = mixing.burnIn.map { "training cases, \($0.formatted) steps before" } ?? "exact draws"
    let verdict =
      series.isReliable
      ? "" : "; \(series.length.formatted) steps are fewer than 50 such times, so that it is likely to be longer"
    return """
      Mixing: chains from \(start); \(NumberText.decimal(series.integratedTime, digits: 1)) steps count as one independent draw\
      \(verdict).
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

  private var warnings: [String] {
    guard let bounds = evaluation.annealed?.bounds else { return [] }
    var warnings = [("AIS", bounds.lower), ("reverse AIS", bounds.upper)].compactMap(Self.warning)
    if abs(bounds.gap) > LaboratoryEvaluation.openGap { warnings.append(openWarning) }
    return warnings
  }

  /// How far the bounds are apart, which run is to blame, and by what signs.
  private var openWarning: String {
    guard let annealed = evaluation.annealed else { return "" }
    let apart = """
      Warning: the bounds of log Z are \(NumberText.decimal(abs(annealed.bounds.gap), digits: 1)) nats apart, so the likelihood is known no \
      better than that. Upwards \(signs(annealed.bounds.lower)); downwards \(signs(annealed.bounds.upper)).
      """
    guard let diagnosis = annealed.diagnosis else { return apart }
    let third = """
      Reverse AIS from \(diagnosis.cases.formatted) training cases, which needs no draws of the machine, has log Z = \
      \(nats(diagnosis.logPartition))
      """
    switch diagnosis.culprit {
    case .schedule:
      let found =
        diagnosis.agreesWithUpward
        ? "nearer to the upward run, but the starts are exact" : "not what the upward run found"
      let isShort = annealed.temperatures < AnnealingSchedule.published.steps
      return """
        \(apart) \(third), \(found): the schedule of \(annealed.temperatures.formatted) steps is too short for this machine; take \
        \(isShort ? "--ais published or " : "")more steps.
        """
    case .starts:
      return """
        \(apart) \(third), nearer to the upward run, so that the starts of the downward one are to blame: Gibbs chains of \
        \((annealed.gibbsSteps ?? 0).formatted) steps\(remembered); --weight-decay or more of it makes a machine that mixes.
        """
    }
  }

  private var remembered: String {
    guard let series = evaluation.mixing?.autocorrelation else { return "" }
    return
      ", which remember \(series.isReliable ? "" : "at least ")\(NumberText.decimal(series.integratedTime, digits: 0)) of them"
  }

  private func signs(_ estimate: AnnealedEstimate) -> String {
    """
    \(NumberText.decimal(estimate.effectiveSampleSize, digits: 1)) of \(estimate.logPartitions.count) chains count, log w has the \
    variance \(NumberText.decimal(estimate.logWeightVariance, digits: 1)) and single chains a mean of \(nats(estimate.meanLogPartition))
    """
  }

  /// Fewer effective chains than this are no basis for an interval.
  private static let fewestChains = 10.0

  private static func warning(_ name: String, _ estimate: AnnealedEstimate) -> String? {
    if estimate.isDominatedByOneChain {
      return """
        Warning: one chain makes up \(NumberText.percent(estimate.largestShare, digits: 0)) of the weights of \(name), so that its \
        interval is too short.
        """
    }
    let chains = estimate.effectiveSampleSize
    guard chains < fewestChains, estimate.logPartitions.count > Int(fewestChains) else { return nil }
    return """
      Warning: \(name) rests on \(NumberText.decimal(chains, digits: 1)) effective chains, too few for its interval to be trusted.
      """
  }

  private var published: [String] {
    let test = evaluation.parts[2].mean
    let ours = logPartitions.map { "\(nats(test - $0)), \($1)" }.joined(separator: "; ")
    return model.published.map {
      "Published for the test cases, in nats: \($0.value) (\($0.source); \($0.remark)). Ours: \(ours)."
    }
  }

  private func nats(_ value: Double) -> String { NumberText.decimal(value, digits: 3) }
}
