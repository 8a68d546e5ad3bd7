import BoltzmannMachines
import LinearAlgebra
import NeuralNetworks

/// Chapter 4: deep belief networks.
extension Suite {
  private static func stack(_ situation: Situation) -> DeepBeliefNetwork {
    DeepBeliefNetwork(machines: [
      situation.machine(part: 120), situation.machine(visible: situation.hidden, hidden: 4, part: 124),
      situation.machine(visible: 4, hidden: 3, part: 128),
    ])
  }

  /// Greedy training of a small stack.
  private static func trained(_ situation: Situation, epochs: Int) -> (DeepBeliefNetwork, [GreedyPretraining.Epoch]) {
    var settings = ContrastiveDivergence()
    (settings.batchSize, settings.learningRate) = (4, 2)
    // Two hidden layers of different widths, and grey pixels.
    let pretraining = GreedyPretraining(hidden: [5, 4, 5], epochs: epochs, settings: settings, seed: situation.seed)
    var seen: [GreedyPretraining.Epoch] = []
    let network = pretraining.run(
      training: .numbers(situation.greys(8, 6, part: 30)), validation: .numbers(situation.greys(3, 6, part: 31))
    ) { seen.append($0) }
    return (network, seen)
  }

  private static func unrolled(_ stack: DeepBeliefNetwork, _ activation: Activation = .sigmoid) -> MultilayerPerceptron
  {
    stack.unrolled(classes: 3, activation: activation, initializer: .xavierLike, seed: 5)
  }

  static let stackChecks: [String: [Check]] = [
    "4.1": [
      .known("hidden probabilities of each layer, from the data up") { situation in
        Numbers(
          stack(situation).hiddenProbabilities(of: situation.states(situation.cases, situation.visible, part: 32)))
      },
      .property("each layer has the shape cases × its units") { situation in
        let layers = stack(situation).hiddenProbabilities(
          of: situation.states(situation.cases, situation.visible, part: 32))
        let shapes = layers.map { [$0.rows, $0.columns] }
        let expected = [situation.hidden, 4, 3].map { [situation.cases, $0] }
        guard shapes == expected else { throw Check.Complaint(expected: "\(expected)", came: "\(shapes)") }
      },
      .property("the minibatch is left as it was") { situation in
        let v = situation.states(situation.cases, situation.visible, part: 32)
        let before = v.values
        _ = stack(situation).hiddenProbabilities(of: v)
        guard v.values == before else {
          throw Check.Complaint(
            expected: "the minibatch as before", came: "another", diagnosis: "the minibatch itself was written over")
        }
      },
    ],
    "4.2": [
      .known("where each machine begins: its visible biases are the logits of its data's means") { situation in
        Numbers(trained(situation, epochs: 0).0.machines.map(\.visibleBias))
      },
      .known("weights of all machines after three epochs") { situation in
        Numbers(trained(situation, epochs: 3).0.machines.map(\.weight))
      },
      .known("free energies of training and validation cases, machine by machine") { situation in
        Numbers(trained(situation, epochs: 3).1.flatMap { [$0.freeEnergyTraining, $0.freeEnergyValidation] })
      },
    ],
    "4.3": [
      .known("weights and biases of the network") {
        Numbers(unrolled(stack($0)).layers.flatMap { [$0.weight, $0.bias] })
      },
      .property("shapes and activations") { situation in
        for activation in [Activation.sigmoid, .tanh] {
          let network = unrolled(stack(situation), activation)
          let expected = [situation.visible, situation.hidden, 4, 3, 3]
          guard network.shape == expected else {
            throw Check.Complaint(expected: "\(expected)", came: "\(network.shape)")
          }
          let names = network.layers.map(\.activation.rawValue)
          let right = Array(repeating: activation.rawValue, count: 3) + ["identity"]
          guard names == right else {
            throw Check.Complaint(
              expected: "\(right)", came: "\(names)",
              diagnosis: "the last layer gives logits, the others what is asked for")
          }
        }
      },
      .property("training the network leaves the machines as they are") { situation in
        let stack = stack(situation)
        let before = stack.machines.map(\.weight.values) + stack.machines.map(\.hiddenBias.values)
        for layer in unrolled(stack).layers {
          layer.weight.fill(7)
          layer.bias.fill(7)
        }
        guard before == stack.machines.map(\.weight.values) + stack.machines.map(\.hiddenBias.values) else {
          throw Check.Complaint(
            expected: "machines as before", came: "changed ones",
            diagnosis: "the network shares its numbers with the machines: copy them")
        }
      },
    ],
  ]
}

extension Initializer {
  /// With a standard deviation of its own, so that no other task is needed.
  fileprivate static let xavierLike = Initializer.normal(standardDeviation: 0.5)
}
