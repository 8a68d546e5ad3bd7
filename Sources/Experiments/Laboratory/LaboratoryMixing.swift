import BoltzmannMachines
import LinearAlgebra

extension LaboratoryEvaluation {
  /// How Gibbs chains of the (top) machine mix: how long they remember, and whether it matters where they began.
  public struct Mixing {
    /// Chains from one kind of start.
    public struct Start: Sendable {
      public let start: ChainStart
      public let chains: Int
      /// Those that count, and those before them.
      public let steps: Int
      public let burnIn: Int
      /// Mean of F(v), in nats.
      public let freeEnergy: Double

      init(_ start: ChainStart, _ family: ChainFamily) {
        (self.start, chains, burnIn) = (start, family.chains, family.burnIn)
        (steps, freeEnergy) = (family.freeEnergies.first?.count ?? 0, family.meanFreeEnergy)
      }
    }

    /// Why numbers from chains are not to be relied on.
    public enum Failure: String, Codable, Sendable, CaseIterable {
      /// Fewer than 50 autocorrelation times.
      case chainsTooShort = "chains-too-short"
      /// R̂ between the starts above ``StartAgreement/tolerance``.
      case startsDisagree = "starts-disagree"
      /// The mean free energies of chains and of cases lie more than ``Mixing/energyReach`` apart.
      case freeEnergiesApart = "free-energies-apart"
      /// One hidden state, or the ten most probable ones, has nearly all of the probability, and cases want others.
      case fewStatesDominate = "few-states-dominate"
    }

    /// Nats that free energies of the machine's draws and of its cases may lie apart. A machine of the greatest likelihood has the same mean
    /// energy of (v, h) for both, since the means of vhᵀ, v and h agree (Hinton 2010, equation 5), so that only the entropies of p(h | v)
    /// are left.
    public static let energyReach = 20.0

    /// Of the first of the starts.
    public let autocorrelation: Autocorrelation
    /// Exact draws or cases first.
    public let starts: [Start]
    /// Between all starts.
    public let agreement: StartAgreement
    /// Mean over the training cases that the chains know, in nats.
    public let freeEnergyOfCases: Double
    /// Whether these should be near those of the chains: not where visible units have a variance that is not learned, which draws have and
    /// cases need not have.
    public let comparesFreeEnergies: Bool
    /// nil where hidden states cannot be enumerated.
    public let hiddenStates: HiddenStateShares?

    public init?(
      _ families: [(start: ChainStart, family: ChainFamily)], freeEnergyOfCases: Double, comparesFreeEnergies: Bool,
      hiddenStates: HiddenStateShares?
    ) {
      guard families.count >= 2 else { return nil }
      autocorrelation = families[0].family.autocorrelation
      starts = families.map { Start($0.start, $0.family) }
      agreement = StartAgreement(families.map(\.family))
      (self.freeEnergyOfCases, self.comparesFreeEnergies) = (freeEnergyOfCases, comparesFreeEnergies)
      self.hiddenStates = hiddenStates
    }

    /// The start whose free energies lie farthest from those of the cases, or are no numbers.
    public var farthest: Start {
      func distance(_ start: Start) -> Double {
        let distance = abs(start.freeEnergy - freeEnergyOfCases)
        return distance.isFinite ? distance : .infinity
      }
      return starts.dropFirst().reduce(starts[0]) { distance($1) > distance($0) ? $1 : $0 }
    }

    private var areApart: Bool {
      let distance = abs(farthest.freeEnergy - freeEnergyOfCases)
      return !distance.isFinite || (comparesFreeEnergies && distance > Self.energyReach)
    }

    public var failures: [Failure] {
      Failure.allCases.filter {
        switch $0 {
        case .chainsTooShort: !autocorrelation.isLongEnough
        case .startsDisagree: !agreement.isReached
        case .freeEnergiesApart: areApart
        case .fewStatesDominate: hiddenStates?.dominant != nil
        }
      }
    }

    /// Whether τ, and draws from chains, can be relied on: none of the ``Failure`` is seen.
    public var isReliable: Bool { failures.isEmpty }

    /// Independent draws that the states of the chains are worth. Where chains are too short it is at most that; where anything else is
    /// wrong nothing is known of it, since chains that never leave a mode look independent within it.
    public var effectiveSampleSize: Double? {
      failures.contains { $0 != .chainsTooShort } ? nil : autocorrelation.effectiveSampleSize
    }
  }
}

extension Laboratory {
  /// Chains of a start whose mixing is measured.
  private static let mixingChains = 100

  /// Chains from exact draws where there are any, from cases and from noise, beside those that annealing started from.
  ///
  /// - Parameters:
  ///   - cases: that the machine learned from, binary if its units are.
  ///   - others: of which the posterior is set against the machine's hidden states.
  func mixing(
    _ top: RestrictedBoltzmannMachine, cases: CaseTable, others: CaseTable, _ annealed: LaboratoryEvaluation.Annealed?,
    logPartition: Double?, progress: (Double) -> Void
  ) -> LaboratoryEvaluation.Mixing? {
    let steps = settings.annealing.mixingSteps
    var kinds: [(ChainStart, RandomStream.Chains)] = [
      (.exactDraws, .mixing), (.cases, .fromCases), (.noise, .fromNoise),
    ]
    if !top.isEnumerable { kinds.removeFirst() }
    var walked = (annealed?.bounds.downward ?? []).compactMap { run in run.chains.map { (run.start, $0) } }
    // Of a machine that mixes, the hidden states that were visited are a poor sample, and some hundred steps do not make it a good one.
    if let bounds = annealed?.bounds, bounds.visited < bounds.lower.bound() { walked.removeAll { $0.0 == .visited } }
    walked.removeAll { $0.1.steps < ($0.0 == .cases ? steps : steps / 5) }
    if walked.contains(where: { $0.0 == .cases }) { kinds.removeAll { $0.0 == .cases } }
    let families = kinds.enumerated().compactMap { number, kind in
      chains(top, from: kind.0, cases: cases, use: kind.1).family(
        steps: steps, burnIn: kind.0 == .exactDraws ? 0 : steps / 5,
        progress: { progress((Double(number) + $0) / Double(kinds.count)) }
      ).map { (kind.0, $0) }
    }
    let order: [ChainStart] = [.exactDraws, .cases, .annealed, .visited, .noise]
    let all = order.flatMap { start in (walked + families).filter { $0.0 == start } }
    return LaboratoryEvaluation.Mixing(
      all.map { (start: $0.0, family: $0.1) }, freeEnergyOfCases: FreeEnergy(top).mean(cases),
      comparesFreeEnergies: top.visibleKind != .gaussian,
      hiddenStates: logPartition.flatMap {
        top.hiddenStateShares(of: others, logPartition: $0, seed: settings.seed)
      })
  }

  private func chains(
    _ top: RestrictedBoltzmannMachine, from start: ChainStart, cases: CaseTable, use: RandomStream.Chains
  ) -> GibbsChains {
    let count = Self.mixingChains
    let starts: GibbsChains.Start =
      switch start {
      case .exactDraws: .cases(.numbers(top.exactSamples(count: count, seed: settings.seed)))
      case .noise: .noise()
      default: .cases(.numbers(cases.cycled(to: count)))
      }
    return GibbsChains(top, count: count, start: starts, use: use, seed: settings.seed)
  }
}
