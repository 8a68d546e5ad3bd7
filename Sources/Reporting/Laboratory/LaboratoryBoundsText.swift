import BoltzmannMachines
import Experiments

/// log Z: what is known of it from either side, and what that stands on.
extension LaboratoryTables {
  /// log Z as far as it is known. Empty if nothing is known.
  var partition: [[String]] {
    var rows: [[String]] = []
    func add(_ name: String, _ value: Double, _ range: String = "") { rows.append([name, nats(value), range, "", ""]) }
    if let exact = evaluation.exactLogPartition { add("exact, by enumeration", exact) }
    if let bounds = evaluation.annealed?.bounds {
      rows.append(row("AIS, on average at most", bounds.lower, "at least \(nats(bounds.lower.bound()))"))
      if bounds.visited.isFinite { add("hidden states that chains visited, at least", bounds.visited) }
      rows += bounds.downward.map { row(rowName($0), $0.estimate, range($0, bounds)) }
      add("gap between the bounds", bounds.gap)
      let interval = bounds.interval()
      rows.append(
        bounds.areCrossed
          ? ["whatever the starts are", "", "at least \(nats(bounds.lowerBound()))", "", ""]
          : [
            "95 % interval\(bounds.startsAreExact ? "" : ", if the starts are draws")", "",
            "\(nats(interval.lowerBound)) to \(nats(interval.upperBound))", "", "",
          ])
    }
    let name = isStack ? "log Z of the top machine" : "log Z"
    return rows.isEmpty ? [] : [[name, "nats", "97.5 % bound", "effective chains", "variance of log w"]] + rows
  }

  private func row(_ name: String, _ estimate: AnnealedEstimate, _ range: String) -> [String] {
    [
      name, nats(estimate.logPartition), range,
      "\(NumberText.decimal(estimate.effectiveSampleSize, digits: 1)) of \(estimate.logPartitions.count)",
      NumberText.decimal(estimate.logWeightVariance, digits: 2),
    ]
  }

  private func rowName(_ run: LogPartitionBounds.Downward) -> String {
    run.start == .exactDraws ? "reverse AIS, on average at least" : "reverse AIS from \(run.start.title)"
  }

  private func range(_ run: LogPartitionBounds.Downward, _ bounds: LogPartitionBounds) -> String {
    bounds.refutes(run) ? "none: these are no draws" : "at most \(nats(run.estimate.bound()))"
  }

  /// The values of log Z that likelihoods are told with, of which one that is shown to be too small is none.
  var logPartitions: [(Double, String)] {
    var values = evaluation.exactLogPartition.map { [($0, "exact log Z")] } ?? []
    guard let bounds = evaluation.annealed?.bounds else { return values }
    values.append(
      bounds.visited > bounds.lower.logPartition
        ? (bounds.visited, "visited states") : (bounds.lower.logPartition, "AIS"))
    if !bounds.areCrossed { values.append((bounds.upper.logPartition, "reverse AIS")) }
    return values
  }

  var annealingNote: String? {
    guard let annealed = evaluation.annealed else { return nil }
    let bounds = annealed.bounds
    let others =
      switch annealed.standing {
      case .exactDraws: "those by reverse AIS, from exact draws, downwards"
      case .nothing: "reverse AIS bounds nothing here"
      case .chains: "those by reverse AIS downwards if its starts are draws of the machine"
      }
    let starts =
      bounds.startsAreExact
      ? ""
      : """
       Its \(bounds.upper.logPartitions.count) chains each start from Gibbs chains: of \(steps(annealed.gibbsSteps ?? 0)) from training \
      cases, and of a fifth of that from where the upward run ended and from hidden states that all these visited; the largest log Z counts.
      """
    return """
      AIS: \(bounds.lower.logPartitions.count) chains at \(temperatures(annealed.temperatures)). A log Z that is too small flatters: \
      likelihoods by AIS err upwards on average, \(others).\(starts)
      """
  }

  var annealingWarnings: [String] {
    guard let annealed = evaluation.annealed else { return [] }
    let bounds = annealed.bounds
    let highest = bounds.highest
    let name = highest.start == .exactDraws ? "reverse AIS" : "reverse AIS from \(highest.start.title)"
    var warnings = [("AIS", bounds.lower), (name, bounds.upper)].compactMap(Self.warning)
    if bounds.visited > bounds.lower.logPartition + LaboratoryEvaluation.openGap {
      warnings.append(
        """
        Warning: the upward run missed most of this machine: hidden states that chains visited have \
        \(NumberText.decimal(bounds.visited - bounds.lower.logPartition, digits: 1)) nats more than it found.
        """)
    }
    if bounds.areCrossed { return warnings + [crossedWarning(bounds)] }
    warnings += bounds.downward.filter(bounds.refutes).map {
      """
      Starts from \($0.start.title) are no draws of the machine: downwards from them log Z comes out below what is certain. They do not \
      count.
      """
    }
    if abs(bounds.gap) > LaboratoryEvaluation.openGap { warnings.append(openWarning(annealed)) }
    return warnings
  }

  /// Both bounds cannot be right, and the lower one is.
  private func crossedWarning(_ bounds: LogPartitionBounds) -> String {
    let source =
      bounds.visited >= bounds.lower.bound() ? "The hidden states that chains visited show" : "The upward run shows"
    let stack = isStack ? " The same holds for the bounds of the stack, which bound nothing from below any more." : ""
    return """
      Warning: log Z is open. \(source) that it is at least \(nats(bounds.lowerBound())); downward runs from draws of the machine would, at \
      95 % confidence, not all end as low as these do. So none of their starts are draws, and their log Z bounds nothing. Likelihoods are told \
      with the largest log Z, \(nats(bounds.largest)): they are at most about that high, and how much lower they are is not \
      known.\(stack)\(mixingAdvice)
      """
  }

  /// How far the bounds are apart, by what signs, and what is to blame if that can be told.
  private func openWarning(_ annealed: LaboratoryEvaluation.Annealed) -> String {
    let bounds = annealed.bounds
    let consequence =
      evaluation.exactLogPartition != nil
      ? "the exact log Z is what counts" : "the likelihood is known no better than that"
    let apart = """
      Warning: the bounds of log Z are \(NumberText.decimal(abs(bounds.gap), digits: 1)) nats apart; \(consequence). Upwards \
      \(signs(bounds.lower)); downwards \(signs(bounds.upper)).
      """
    guard let diagnosis = annealed.diagnosis else { return apart }
    let evidence = diagnosis.coarser.map {
      """
       At \(temperatures($0.temperatures)) instead of \(annealed.temperatures.formatted) they are \
      \(NumberText.decimal($0.gap, digits: 1)) nats apart.
      """
    }
    return apart + (evidence ?? "") + " " + verdict(diagnosis, annealed)
  }

  private func verdict(
    _ diagnosis: LaboratoryEvaluation.Diagnosis, _ annealed: LaboratoryEvaluation.Annealed
  ) -> String {
    switch diagnosis.culprit {
    case .schedule:
      let isShort = annealed.temperatures < AnnealingSchedule.published.steps
      return """
        \(annealed.bounds.startsAreExact ? "The starts are exact draws, so the" : "So the") schedule of \(annealed.temperatures.formatted) \
        steps is too short for this machine; take \(isShort ? "--ais published or " : "")more steps.
        """
    case .undecided where diagnosis.coarser == nil:
      return "Annealing at \(temperatures(annealed.temperatures)) is none; take --ais published or more steps."
    case .starts, .undecided:
      return """
        Whether the starts are no draws of the machine, or runs miss the same modes, cannot be told.\(mixingAdvice)
        """
    }
  }

  private func temperatures(_ count: Int) -> String { "\(count.formatted) temperature\(count == 1 ? "" : "s")" }

  private func steps(_ count: Int) -> String { "\(count.formatted) step\(count == 1 ? "" : "s")" }

  private var mixingAdvice: String { " --weight-decay or more of it makes a machine that mixes." }

  private func signs(_ estimate: AnnealedEstimate) -> String {
    """
    \(NumberText.decimal(estimate.effectiveSampleSize, digits: 1)) of \(estimate.logPartitions.count) chains count, log w has the \
    variance \(NumberText.decimal(estimate.logWeightVariance, digits: 1)) and single chains a mean of \(nats(estimate.meanLogPartition))
    """
  }

  /// Fewer effective chains than this make an estimate that may be off by more than its bound suggests.
  private static let fewestChains = 10.0

  private static func warning(_ name: String, _ estimate: AnnealedEstimate) -> String? {
    if estimate.isDominatedByOneChain {
      return """
        Warning: one chain makes up \(NumberText.percent(estimate.largestShare, digits: 0)) of the weights of \(name), so that its log Z is \
        that chain's opinion; the bound beside it allows for that.
        """
    }
    let chains = estimate.effectiveSampleSize
    guard chains < fewestChains, estimate.logPartitions.count > Int(fewestChains) else { return nil }
    return """
      Warning: \(name) rests on \(NumberText.decimal(chains, digits: 1)) effective chains, so that its log Z is uncertain; the bound beside \
      it allows for that.
      """
  }
}

extension ChainStart {
  /// As in "chains from …".
  var title: String {
    switch self {
    case .exactDraws: "exact draws"
    case .cases: "training cases"
    case .noise: "noise"
    case .annealed: "annealed states"
    case .visited: "visited states"
    }
  }
}
