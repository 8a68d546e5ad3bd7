import Foundation
import LinearAlgebra
import Testing

@testable import NeuralNetworks

@Suite struct IdleThreadsTests {
  /// All parameters after fifty steps, helped by as many threads.
  private func parameters(
    helpers: Int, optimizer: Optimizer, activation: Activation = .tanh, dropout: Dropout = .none
  ) -> [[Float]] {
    let idleThreads = IdleThreads()
    let ended = DispatchGroup()
    for _ in 0..<helpers {
      ended.enter()
      Thread {
        idleThreads.serve()
        ended.leave()
      }.start()
    }
    let network = MultilayerPerceptron(
      shape: [40, 30, 20, 30, 10], activation: activation, initializer: .xavierUniform, seed: 1)
    let training = Backpropagation(
      network, optimizer: optimizer, batchSize: 20, dropout: dropout, regularization: Regularization(weightDecay: 1e-3),
      seed: 2,
      idleThreads: idleThreads)
    var stream = PhiloxStream(seed: 3, stream: .selection)
    let labels = (0..<20).map { UInt8($0 % 10) }
    // Helpers are lent once they wait; give them time to, so that there is help from the first step on.
    if helpers > 0 { while !idleThreads.begin({}) { Thread.sleep(forTimeInterval: 0.001) } }
    for _ in 0..<50 {
      training.inputs(20).fillUniform(limit: 1, using: &stream)
      labels.withUnsafeBufferPointer { _ = training.step(labels: $0, learningRate: 0.1) }
    }
    idleThreads.close()
    ended.wait()
    return network.parameters.map(\.matrix.values)
  }

  @Test(arguments: [Optimizer.gradientDescent(momentum: 0.9), .adam()], [Activation.tanh, .prelu()])
  func helpDoesNotChangeAByte(optimizer: Optimizer, activation: Activation) {
    let alone = parameters(helpers: 0, optimizer: optimizer, activation: activation)
    for _ in 0..<10 {
      #expect(parameters(helpers: 1, optimizer: optimizer, activation: activation) == alone)
      #expect(parameters(helpers: 3, optimizer: optimizer, activation: activation) == alone)
    }
  }

  @Test func helpDoesNotChangeAByteWithDropout() {
    let dropout = Dropout(input: 0.2, hidden: 0.5)
    let alone = parameters(helpers: 0, optimizer: .adam(), dropout: dropout)
    for _ in 0..<10 { #expect(parameters(helpers: 1, optimizer: .adam(), dropout: dropout) == alone) }
  }

  @Test func nobodyIdleMeansNoHelp() {
    let idleThreads = IdleThreads()
    #expect(!idleThreads.begin { Issue.record("nobody should do this") })
  }

  @Test func closedMeansNoHelp() {
    let idleThreads = IdleThreads()
    idleThreads.close()
    idleThreads.serve()
    #expect(!idleThreads.begin { Issue.record("nobody should do this") })
  }

  /// Two threads do each task once, none before it is ready.
  @Test func tasksAreSharedOut() {
    let tasks = SharedTasks(count: 100)
    nonisolated(unsafe) let done = Matrix(rows: 1, columns: 100)
    nonisolated(unsafe) var released = 0
    let helper = DispatchGroup()
    DispatchQueue.global().async(group: helper) { tasks.help { done[0, $0] += $0 < released ? 1 : 100 } }
    for task in 0..<100 {
      released = task + 1
      tasks.release()
    }
    tasks.finish { done[0, $0] += 1 }
    helper.wait()
    #expect(done.values == [Float](repeating: 1, count: 100))
  }
}
