import LinearAlgebra
import NeuralNetworks

/// A stack of restricted Boltzmann machines, each trained on the hidden probabilities of the one below; Hinton, Osindero &
/// Teh (2006).
public struct DeepBeliefNetwork {
  /// From the data up.
  public let machines: [RestrictedBoltzmannMachine]

  /// A stack of machines with binary units, the lowest of which may have Gaussian visible ones, or a single machine with any.
  public init(machines: [RestrictedBoltzmannMachine]) {
    for (lower, upper) in zip(machines, machines.dropFirst()) {
      precondition(
        lower.hiddenUnits == upper.visibleUnits,
        "\(lower.hiddenUnits) hidden units do not fit \(upper.visibleUnits) visible units")
    }
    precondition(
      machines.count <= 1
        || machines.dropFirst().allSatisfy(\.isBinary) && machines[0].hiddenKind == .bernoulli
          && machines[0].visibleKind.labels == 0,
      "stacks have binary units")
    self.machines = machines
  }

  /// All parameters, which share their numbers with the machines: `rbm.0.weight`, `rbm.0.visibleBias`, `rbm.0.hiddenBias`,
  /// `rbm.1.weight` and so on.
  public var parameters: [NamedMatrix] {
    machines.enumerated().flatMap { index, machine in machine.named("rbm.\(index).") }
  }

  /// hidden probabilities of each layer for a minibatch, from the data up; Hinton, Osindero & Teh (2006), section 4.
  public func hiddenProbabilities(of visible: Matrix) -> [Matrix] {
    // BEGIN SOLUTION 4.1
    var signal = visible
    return machines.map { machine in
      let hidden = Matrix(rows: signal.rows, columns: machine.hiddenUnits)
      machine.hiddenProbabilities(of: signal, into: hidden)
      signal = hidden
      return hidden
    }
    // END SOLUTION
  }

  /// Up through the first `depth` machines and down again, by probabilities; cases × visible.
  public func reconstruction(of visible: Matrix, depth: Int) -> Matrix {
    let used = machines.prefix(depth)
    var signal = DeepBeliefNetwork(machines: Array(used)).hiddenProbabilities(of: visible).last ?? visible
    for machine in used.reversed() {
      let below = Matrix(rows: signal.rows, columns: machine.visibleUnits)
      machine.visibleProbabilities(of: signal, into: below)
      signal = below
    }
    return signal
  }

  /// A stack whose machines have the same weights in other places, drawn with equal probability, and the same biases: the size and
  /// the distribution of what was learned, without what was learned; in the manner of a permutation test.
  public func shuffled(seed: UInt64) -> DeepBeliefNetwork {
    DeepBeliefNetwork(
      machines: machines.enumerated().map { layer, machine in
        var stream = PhiloxStream(seed: seed, stream: .permutation(layer: layer))
        let shuffled = machine.copy()
        shuffled.weight.shuffle(using: &stream)
        return shuffled
      })
  }

  /// The sigmoid network that computes the same hidden probabilities, with a fresh softmax layer on top, ready for
  /// backpropagation; Hinton & Salakhutdinov (2006). Its parameters are copies.
  ///
  /// - Parameters:
  ///   - classes: units of the new layer.
  ///   - activation: of the hidden layers. With anything but `sigmoid` the weights are only a starting point.
  ///   - initializer: of the new layer's weights.
  ///   - cases: cases × visible, for an initializer that looks at some; see `Initializer.isDataDependent`.
  public func unrolled(
    classes: Int, activation: Activation = .sigmoid, initializer: Initializer, seed: UInt64, cases: Matrix? = nil
  ) -> MultilayerPerceptron {
    precondition(cases != nil || !initializer.isDataDependent, "\(initializer.title) takes cases to look at")
    let network = unrolled(classes: classes, activation: activation, initializer: initializer, seed: seed)
    if let cases {
      let hidden = Array(network.layers.dropLast())
      initializer.adapt(network.layers.suffix(1), to: hidden.outputs(of: cases))
    }
    return network
  }

  /// The machines as layers, and a fresh layer on top, without a look at cases.
  private func unrolled(
    classes: Int, activation: Activation, initializer: Initializer, seed: UInt64
  ) -> MultilayerPerceptron {
    // BEGIN SOLUTION 4.3
    let hidden = machines.map {
      DenseLayer(weight: $0.weight.copy(), bias: $0.hiddenBias.copy(), activation: activation)
    }
    var stream = PhiloxStream(seed: seed, stream: .initialization(layer: machines.count))
    let top = DenseLayer(
      inputs: machines.last?.hiddenUnits ?? 0, outputs: classes, activation: .identity, initializer: initializer,
      using: &stream)
    return MultilayerPerceptron(layers: hidden + [top])
    // END SOLUTION
  }
}
