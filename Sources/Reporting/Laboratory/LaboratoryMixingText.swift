import BoltzmannMachines
import Experiments

/// How chains mix: what they say themselves, and what they cannot know.
extension LaboratoryTables {
  /// How long chains remember. Empty if it was not measured.
  var mixing: [[String]] {
    guard let mixing = evaluation.mixing else { return [] }
    let series = mixing.autocorrelation
    let isOnlyShort = mixing.failures == [.chainsTooShort]
    let draws =
      mixing.effectiveSampleSize.map {
        "\(isOnlyShort ? "at most " : "")\(NumberText.decimal($0, digits: 0)) of \(series.count.formatted)"
      } ?? "not known"
    return [
      [
        "Gibbs chains\(ofTopMachine), by their free energy", "autocorrelation time, steps", "reliable",
        "effective sample size",
      ],
      [
        "\(mixing.starts[0].chains.formatted) chains of \(series.length.formatted) steps",
        NumberText.decimal(series.integratedTime, digits: 1),
        mixing.isReliable ? "yes" : isOnlyShort ? "no, a lower bound" : "no", draws,
      ],
    ]
  }

  /// Free energies of chains by where they began, beside those of cases.
  var starts: [[String]] {
    guard let mixing = evaluation.mixing else { return [] }
    let rows = mixing.starts.map { start in
      [
        start.start.title, "\(start.chains.formatted) of \(start.steps.formatted), after \(start.burnIn.formatted)",
        nats(start.freeEnergy), nats(start.freeEnergy - mixing.freeEnergyOfCases),
      ]
    }
    return [["Gibbs chains\(ofTopMachine) from", "chains, steps", "mean free energy, nats", "above training cases"]]
      + rows + [["(training cases themselves)", "", nats(mixing.freeEnergyOfCases), ""]]
  }

  /// R̂ between the starts.
  var agreement: [[String]] {
    guard let mixing = evaluation.mixing else { return [] }
    let agreement = mixing.agreement
    return [
      ["R̂ between these starts, 1 if forgotten", "free energy", "hidden units", "visible units"],
      ["up to \(StartAgreement.tolerance) is good"]
        + [agreement.freeEnergy, agreement.hiddenUnits, agreement.visibleUnits].map {
          NumberText.decimal($0, digits: 3)
        },
    ]
  }

  /// Which hidden states have the probability, and which the test cases want.
  var hiddenStates: [[String]] {
    guard let states = evaluation.mixing?.hiddenStates else { return [] }
    func percent(_ count: Int) -> [String] {
      let share = states.share(ofTop: count)
      return [share.machine, share.cases].map { NumberText.percent($0, digits: 1) }
    }
    func number(_ value: Double) -> String { NumberText.decimal(value, digits: 1) }
    var rows = [["the most probable one"] + percent(1)]
    if states.top.count > 1, states.states > states.top.count {
      rows.append(["the \(states.top.count) most probable"] + percent(states.top.count))
    }
    return [["hidden states\(ofTopMachine), of \(states.states.formatted)", "the machine", "test cases want"]] + rows
      + [
        ["perplexity"] + [states.perplexity, states.perplexityOfCases].map(number),
        ["divergence of the two, nats", "", number(states.divergence)],
      ]
  }

  private var ofTopMachine: String { isStack ? " of the top machine" : "" }

  var mixingNote: String? {
    guard let mixing = evaluation.mixing else { return nil }
    let series = mixing.autocorrelation
    let first = mixing.starts[0]
    let start = first.start == .exactDraws ? "" : ", \(first.burnIn.formatted) steps before"
    let time = NumberText.decimal(series.integratedTime, digits: 1)
    let reasons = mixing.failures.map { reason($0, mixing) }
    let energies =
      mixing.comparesFreeEnergies
      ? ""
      : " Draws have the units' variance of 1 and cases need not, so that their free energies are not held against each other."
    if mixing.effectiveSampleSize == nil {
      return """
        Mixing: not to be relied on. Along chains from \(first.start.title)\(start), \(time) steps look like one independent draw, but \
        \(reasons.joined(separator: "; ")).\(energies)
        """
    }
    return """
      Mixing: chains from \(first.start.title)\(start); \(time) steps count as one independent draw\
      \(reasons.map { "; \($0)" }.joined()).\(energies)
      """
  }

  private func reason(_ failure: LaboratoryEvaluation.Mixing.Failure, _ mixing: LaboratoryEvaluation.Mixing) -> String {
    switch failure {
    case .chainsTooShort:
      return
        "\(mixing.autocorrelation.length.formatted) steps are fewer than 50 such times, so that it is likely to be longer"
    case .startsDisagree:
      let worst = mixing.agreement.worst
      return worst.isNaN
        ? "chains from different starts cannot be compared, as their states are no finite numbers"
        : """
        chains from different starts do not come to do the same (R̂ up to \(NumberText.decimal(worst, digits: 3)), above \
        \(StartAgreement.tolerance))
        """
    case .freeEnergiesApart: return freeEnergies(mixing)
    case .fewStatesDominate: return mixing.hiddenStates.map(dominance) ?? ""
    }
  }

  /// Of the start that is farthest off.
  private func freeEnergies(_ mixing: LaboratoryEvaluation.Mixing) -> String {
    let distance = mixing.farthest.freeEnergy - mixing.freeEnergyOfCases
    guard distance.isFinite else {
      return "free energies of chains from \(mixing.farthest.start.title) are no finite numbers"
    }
    return """
      free energies of chains from \(mixing.farthest.start.title) lie \(NumberText.decimal(abs(distance), digits: 1)) nats \
      \(distance > 0 ? "above" : "below") those of training cases in the mean
      """
  }

  private func dominance(_ states: HiddenStateShares) -> String {
    let count = states.dominant ?? 1
    let share = states.share(ofTop: count)
    return """
      \(count == 1 ? "one hidden state" : "\(count) hidden states") of \(states.states.formatted) \(count == 1 ? "has" : "have") \
      \(NumberText.percent(share.machine, digits: 1)) of the probability and \(NumberText.percent(share.cases, digits: 1)) of what test \
      cases want
      """
  }

  /// What few states mean: that chains from anywhere go there, or that only some do, and none leaves.
  private func frozen(_ mixing: LaboratoryEvaluation.Mixing, isOne: Bool) -> String {
    let draws = "its draws are \(isOne ? "one mean image" : "a few mean images") with independent pixels"
    return mixing.agreement.isReached
      ? "The machine has collapsed into \(isOne ? "it" : "them"), wherever chains begin: \(draws)."
      : """
      The machine is frozen there: \(draws), so that free energies along its chains are white noise and their autocorrelation says nothing.
      """
  }

  var mixingWarnings: [String] {
    guard let mixing = evaluation.mixing else { return [] }
    var warnings: [String] = []
    if let states = mixing.hiddenStates, let count = states.dominant {
      warnings.append(
        """
        Warning: \(dominance(states)). \(frozen(mixing, isOne: count == 1))
        """)
    }
    if mixing.failures.contains(.freeEnergiesApart) {
      warnings.append(
        "Warning: \(freeEnergies(mixing)): what the chains dream is not what the machine has learned from.")
    }
    return warnings
  }
}
