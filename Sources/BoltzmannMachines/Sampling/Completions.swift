import LinearAlgebra

extension DeepBeliefNetwork {
  /// Fills in what is not known of some cases.
  ///
  /// Every step draws the layers upwards from the cases as they stand, then the layer below the top from the top, then the layers
  /// downwards, and puts back what is known. Of one machine this is a Gibbs chain, whose states have p(unknown | known) in the long run.
  /// In a stack the upward draws, as in its training, stand in for the posterior (Hinton, Osindero & Teh 2006, section 3), so that the
  /// chain's distribution is near that conditional one.
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
    let layers = [cases.copy()] + machines.map { Matrix(rows: cases.rows, columns: $0.hiddenUnits) }
    let means = layers.map { Matrix(rows: $0.rows, columns: $0.columns) }
    let mean = Matrix(rows: cases.rows, columns: cases.columns)
    var stream = PhiloxStream(seed: seed, stream: .chains(group: 0))
    func keep(_ visible: Matrix) {
      for (unit, isKnown) in known.enumerated() where isKnown {
        for row in 0..<visible.rows { visible[row, unit] = cases[row, unit] }
      }
    }
    for unit in known.indices where !known[unit] {
      for row in 0..<cases.rows { layers[0][row, unit] = stream.nextUniform() < 0.5 ? 1 : 0 }
    }
    for step in 0..<start + steps {
      for (layer, machine) in machines.enumerated() {
        machine.sampleHidden(
          of: layers[layer], probabilities: means[layer + 1], states: layers[layer + 1], using: &stream)
      }
      for (layer, machine) in machines.enumerated().reversed() {
        machine.sampleVisible(of: layers[layer + 1], probabilities: means[layer], states: layers[layer], using: &stream)
      }
      keep(layers[0])
      if step >= start { mean.add(means[0], scale: 1 / Float(steps)) }
    }
    keep(mean)
    return (layers[0], mean)
  }
}
