import LinearAlgebra
import NeuralNetworks

/// Measures what passes through a network's layers, always on the same cases.
struct LayerProbe {
  static let sampleCount = 1000
  private let pass: Backpropagation
  private let inputs: Matrix
  private let labels: [UInt8]

  /// - Parameter labelled: the training cases that have labels; the first thousand make the sample.
  init(_ network: MultilayerPerceptron, data: RunData, labelled: [Int32]) {
    let sample = Array(labelled.prefix(Self.sampleCount))
    let inputs = Matrix(rows: sample.count, columns: network.inputs)
    sample.withUnsafeBufferPointer { data.training.cases.gather($0, into: inputs) }
    self.inputs = inputs
    labels = sample.map { data.training.labels[Int($0)] }
    pass = Backpropagation(network, optimizer: .gradientDescent(momentum: 0), batchSize: sample.count)
  }

  /// One entry for each hidden layer.
  func measure() -> [LayerStatistics] {
    pass.inputs(labels.count).assign(inputs)
    return labels.withUnsafeBufferPointer { pass.layerStatistics(labels: $0) }
  }
}
