import LinearAlgebra
import NeuralNetworks
import Testing

@testable import BoltzmannMachines

@Suite struct DeepBeliefNetworkTests {
  /// A hundred cases of twelve pixels, each with one of three thirds bright.
  static var cases: CaseTable {
    CaseTable.bytes((0..<1200).map { ($0 / 12) % 3 == ($0 % 12) / 4 ? 230 : 25 }, columns: 12)
  }

  static func trained(seed: UInt64 = 3) -> (network: DeepBeliefNetwork, epochs: [GreedyPretraining.Epoch]) {
    var settings = ContrastiveDivergence()
    (settings.batchSize, settings.learningRate) = (10, 0.5)
    var epochs: [GreedyPretraining.Epoch] = []
    let pretraining = GreedyPretraining(hidden: [10, 8, 6], epochs: 4, settings: settings, seed: seed)
    let network = pretraining.run(training: cases, validation: cases, afterEpoch: { epochs.append($0) })
    return (network, epochs)
  }

  @Test func unrolledNetworkComputesTheSameHiddenProbabilities() {
    let (network, _) = Self.trained()
    let minibatch = Matrix(rows: 9, columns: 12)
    Self.cases.gather(from: 5, into: minibatch)
    let perceptron = network.unrolled(classes: 3, initializer: .xavierNormal, seed: 1)
    #expect(perceptron.shape == [12, 10, 8, 6, 3])
    var signal = minibatch
    for (layer, hidden) in zip(perceptron.layers, network.hiddenProbabilities(of: minibatch)) {
      let output = Matrix(rows: 9, columns: layer.outputs)
      layer.forward(signal, into: output)
      #expect(output.values == hidden.values)
      signal = output
    }
    // Its parameters are its own.
    perceptron.layers[0].weight.fill(0)
    #expect(network.machines[0].weight.norm > 0)
  }

  @Test func eachLayerLearnsFromTheOneBelow() {
    let (network, epochs) = Self.trained()
    #expect(epochs.map(\.layer) == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
    #expect(epochs.map(\.epoch) == [1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4])
    #expect(epochs[3].reconstructionError < epochs[0].reconstructionError)
    // The second machine's visible biases start from the first one's mean hidden probabilities; had it been given the pixels,
    // it would have 12 visible units.
    #expect(network.machines.map(\.visibleUnits) == [12, 10, 8])
    // Training and validation are the same cases here, so their free energies agree.
    #expect(epochs.allSatisfy { abs($0.freeEnergyTraining - $0.freeEnergyValidation) < 1e-9 })
  }

  /// The last validation case counts as much as the first: the recorded mean is that over all of them.
  @Test func everyValidationCaseIsMonitored() {
    let validation = CaseTable.bytes((0..<36_000).map { $0 < 35_988 ? 0 : 255 }, columns: 12)
    var last: GreedyPretraining.Epoch?
    let pretraining = GreedyPretraining(hidden: [10], epochs: 1, settings: ContrastiveDivergence(), seed: 3)
    let network = pretraining.run(training: Self.cases, validation: validation, afterEpoch: { last = $0 })
    let right = FreeEnergy(network.machines[0]).mean(validation)
    #expect(abs((last?.freeEnergyValidation ?? 0) - right) < 1e-9)
    #expect(
      abs(right - FreeEnergy(network.machines[0]).mean(CaseTable.bytes([UInt8](repeating: 0, count: 12), columns: 12)))
        > 1e-6)
  }

  @Test func reconstructionGoesUpAndDown() {
    let (network, _) = Self.trained()
    let minibatch = Matrix(rows: 4, columns: 12)
    Self.cases.gather(from: 0, into: minibatch)
    let machine = network.machines[0]
    let (hidden, visible) = (Matrix(rows: 4, columns: 10), Matrix(rows: 4, columns: 12))
    machine.hiddenProbabilities(of: minibatch, into: hidden)
    machine.visibleProbabilities(of: hidden, into: visible)
    #expect(network.reconstruction(of: minibatch, depth: 1).values == visible.values)
    #expect(network.reconstruction(of: minibatch, depth: 0).values == minibatch.values)
    #expect(network.reconstruction(of: minibatch, depth: 3).columns == 12)
  }

  @Test func sameSeedSameBytes() {
    #expect(Self.trained().network.machines[2].weight.values == Self.trained().network.machines[2].weight.values)
    #expect(Self.trained().network.machines[2].weight.values != Self.trained(seed: 4).network.machines[2].weight.values)
  }
}
