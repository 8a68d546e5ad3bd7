import LinearAlgebra

extension DeepBeliefNetwork {
  /// Fills in what is not known of some cases.
  ///
  /// Of one machine, whatever its units, this is the Gibbs chain of ``GibbsChains/Start/partlyKnown(_:known:)``, whose states have
  /// p(unknown | known) in the long run. In a stack every step draws the layers upwards from the cases as they stand, then the layer below
  /// the top from the top, then the layers downwards, and puts back what is known. The upward draws, as in its training, stand in for the
  /// posterior (Hinton, Osindero & Teh 2006, section 3), so that the chain's distribution is near that conditional one.
  ///
  /// - Parameters:
  ///   - cases: cases × visible; what is not known may be anything.
  ///   - known: for each visible unit.
  ///   - start: steps before the mean begins.
  ///   - steps: over which the mean is taken.
  /// - Returns: the last draw, and the mean of the visible probabilities; cases × visible, with what is known in its place.
  public func completions(
    of cases: Matrix, known: [Bool], start: Int, steps: Int, seed: UInt64
  ) -> (drawn: Matrix, mean: Matrix) {
    precondition(known.count == cases.columns && cases.columns == machines[0].visibleUnits, "a mask of another length")
    guard machines.count > 1 else {
      let chains = GibbsChains(
        machines[0], count: cases.rows, start: .partlyKnown(.numbers(cases), known: known), use: .completions,
        seed: seed)
      chains.advance(steps: start)
      return (chains.visible, chains.meanProbabilities(steps: steps))
    }
    let (drawn, mean) = (cases.copy(), Matrix(rows: cases.rows, columns: cases.columns))
    let groups = ChainGroups(count: cases.rows)
    _ = ThreadTeam.map(groups.count) { group in
      var stream = PhiloxStream(seed: seed, stream: .chains(group: group, of: .completions))
      complete(
        drawn.rows(groups[group]), mean: mean.rows(groups[group]), known: known, start: start, steps: steps,
        using: &stream)
    }
    return (drawn, mean)
  }

  /// The same of a stack for some cases, in place: `visible` holds them and ends as the last draw.
  private func complete(
    _ visible: Matrix, mean: Matrix, known: [Bool], start: Int, steps: Int, using stream: inout PhiloxStream
  ) {
    let cases = visible.copy()
    let layers = [visible] + machines.map { Matrix(rows: cases.rows, columns: $0.hiddenUnits) }
    let means = layers.map { Matrix(rows: $0.rows, columns: $0.columns) }
    func keep(_ visible: Matrix) {
      for (unit, isKnown) in known.enumerated() where isKnown {
        for row in 0..<visible.rows { visible[row, unit] = cases[row, unit] }
      }
    }
    visible.fillWithCoins(using: &stream)
    keep(visible)
    for step in 0..<start + steps {
      for (layer, machine) in machines.enumerated() {
        machine.sampleHidden(
          of: layers[layer], probabilities: means[layer + 1], states: layers[layer + 1], using: &stream)
      }
      for (layer, machine) in machines.enumerated().reversed() {
        machine.sampleVisible(of: layers[layer + 1], probabilities: means[layer], states: layers[layer], using: &stream)
      }
      keep(visible)
      if step >= start { mean.add(means[0], scale: 1 / Float(steps)) }
    }
    keep(mean)
  }
}
