import LinearAlgebra

/// What a deep belief network dreams: its top machine in equilibrium, then every layer below drawn once from the one above; Hinton,
/// Osindero & Teh (2006), section 4.
extension DeepBeliefNetwork {
  /// Gibbs chains of the top machine. Their states become images by ``images(from:seed:)``.
  ///
  /// - Parameter start: noise in the layer below the top, or cases in the visible layer, which go up by draws from σ(c + Wᵀv); see ``GibbsChains``
  ///   for the rest.
  public func topChains(
    count: Int, start: GibbsChains.Start, use: RandomStream.Chains = .states, seed: UInt64
  ) -> GibbsChains {
    precondition(!machines.isEmpty, "a network without machines has no top")
    let top = machines[machines.count - 1]
    func chains(_ start: GibbsChains.Start) -> GibbsChains {
      GibbsChains(top, count: count, start: start, use: use, seed: seed)
    }
    guard case .cases(let cases) = start else {
      if case .partlyKnown = start {
        precondition(machines.count == 1, "only a single machine completes what it knows in part")
      }
      return chains(start)
    }
    var signal = Matrix(rows: count, columns: machines[0].visibleUnits)
    cases.gather(from: 0, into: signal)
    for (layer, machine) in machines.dropLast().enumerated() {
      var stream = PhiloxStream(seed: seed, stream: .generation(layer: layer))
      let (probabilities, states) = (
        Matrix(rows: count, columns: machine.hiddenUnits), Matrix(rows: count, columns: machine.hiddenUnits)
      )
      machine.sampleHidden(of: signal, probabilities: probabilities, states: states, using: &stream)
      signal = states
    }
    return chains(.cases(.numbers(signal)))
  }

  /// From states of the layer below the top, cases × units, down to the visible units: binary draws in between, and at the end
  /// the probabilities of the visible units, cases × visible.
  public func images(from states: Matrix, seed: UInt64) -> Matrix {
    var signal = states
    for (layer, machine) in machines.dropLast().enumerated().reversed() {
      let probabilities = Matrix(rows: signal.rows, columns: machine.visibleUnits)
      if layer == 0 {
        machine.visibleProbabilities(of: signal, into: probabilities)
        return probabilities
      }
      var stream = PhiloxStream(seed: seed, stream: .generation(layer: machines.count + layer))
      let below = Matrix(rows: signal.rows, columns: machine.visibleUnits)
      machine.sampleVisible(of: signal, probabilities: probabilities, states: below, using: &stream)
      signal = below
    }
    return signal
  }

  /// Independent chains of the top machine run for `steps` steps, then brought down: visible probabilities, count × visible.
  public func fantasies(
    count: Int, steps: Int, start: GibbsChains.Start = .noise(), seed: UInt64
  ) -> Matrix {
    let chains = topChains(count: count, start: start, seed: seed)
    chains.advance(steps: steps)
    return images(from: machines.count == 1 ? chains.probabilities : chains.visible, seed: seed)
  }
}
