import LinearAlgebra
import Testing

@testable import NeuralNetworks

@Suite struct TeamTrainingTests {
  /// All parameters after ten steps on layers that are worth cutting.
  private func parameters(
    threads: Int, optimizer: Optimizer, activation: Activation = .tanh, dropout: Dropout = .none
  ) -> [[Float]] {
    let network = MultilayerPerceptron(
      shape: [300, 260, 200, 10], activation: activation, initializer: .xavierUniform, seed: 1)
    let training = Backpropagation(
      network, optimizer: optimizer, batchSize: 120, dropout: dropout,
      regularization: Regularization(weightDecay: 1e-3),
      seed: 2)
    var stream = PhiloxStream(seed: 3, stream: .selection)
    let labels = (0..<120).map { UInt8($0 % 10) }
    ThreadTeam.lead(threads: threads) {
      for _ in 0..<10 {
        training.inputs(120).fillUniform(limit: 1, using: &stream)
        labels.withUnsafeBufferPointer { _ = training.step(labels: $0, learningRate: 0.1) }
      }
    }
    return network.parameters.map(\.matrix.values)
  }

  @Test(arguments: [Optimizer.gradientDescent(momentum: 0.9), .adam()], [Activation.tanh, .prelu()])
  func threadsDoNotChangeAByte(optimizer: Optimizer, activation: Activation) {
    let alone = parameters(threads: 1, optimizer: optimizer, activation: activation)
    for threads in [2, 3, 8] {
      let isSame = parameters(threads: threads, optimizer: optimizer, activation: activation) == alone
      #expect(isSame, "\(threads) threads")
    }
  }

  @Test func threadsDoNotChangeAByteWithDropout() {
    let dropout = Dropout(input: 0.2, hidden: 0.5)
    let alone = parameters(threads: 1, optimizer: .adam(), dropout: dropout)
    for threads in [2, 3] {
      let isSame = parameters(threads: threads, optimizer: .adam(), dropout: dropout) == alone
      #expect(isSame, "\(threads) threads")
    }
  }
}
