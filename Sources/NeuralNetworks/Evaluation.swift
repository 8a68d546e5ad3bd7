import LinearAlgebra

/// How a network does on labelled cases, without dropout and without changing it.
public struct Evaluation: Sendable, Hashable, Codable {
  /// Mean cross-entropy a case, in nats. NaN if there are no cases.
  public let loss: Double
  /// Share of the cases classified wrongly, from 0 to 1. NaN if there are no cases.
  public let errorRate: Double
  /// The class in front for each case.
  public let predictions: [UInt8]
}

/// The memory for evaluating one network in large minibatches.
public final class Evaluator {
  private let network: MultilayerPerceptron
  private let batch: Matrix
  private let outputs: [Matrix]

  public init(_ network: MultilayerPerceptron, batchSize: Int = 500) {
    self.network = network
    batch = Matrix(rows: batchSize, columns: network.inputs)
    outputs = network.layers.map { Matrix(rows: batchSize, columns: $0.outputs) }
  }

  /// - Parameters:
  ///   - cases: as many as there are labels.
  ///   - labels: the right class of each.
  public func evaluate(_ cases: CaseTable, labels: [UInt8]) -> Evaluation {
    precondition(cases.count == labels.count, "\(cases.count) cases with \(labels.count) labels")
    var (loss, errors) = (0.0, 0)
    var predictions: [UInt8] = []
    predictions.reserveCapacity(labels.count)
    for start in stride(from: 0, to: labels.count, by: batch.rows) {
      let count = min(batch.rows, labels.count - start)
      let logits = forward(cases, from: start, count: count)
      let bias = network.layers[network.layers.count - 1].bias
      let result = labels.withUnsafeBufferPointer {
        logits.applySoftmaxCrossEntropy(bias: bias, labels: UnsafeBufferPointer(rebasing: $0[start..<start + count]))
      }
      for row in 0..<count {
        // The gradient p − t has the target's 1 taken away; put it back to find the class in front.
        logits[row, Int(labels[start + row])] += 1
        predictions.append(UInt8(logits.largestIndex(inRow: row)))
      }
      loss += result.loss
      errors += result.errors
    }
    let total = Double(labels.count)
    return Evaluation(loss: loss / total, errorRate: Double(errors) / total, predictions: predictions)
  }

  /// The probability of each class: cases × classes, each row with a sum of 1.
  public func probabilities(of cases: CaseTable) -> Matrix {
    let result = Matrix(rows: cases.count, columns: network.classes)
    for start in stride(from: 0, to: cases.count, by: batch.rows) {
      let count = min(batch.rows, cases.count - start)
      let logits = forward(cases, from: start, count: count)
      logits.applySoftmax(bias: network.layers[network.layers.count - 1].bias)
      result.rows(start..<start + count).assign(logits)
    }
    return result
  }

  /// Products of the last layer, without its bias.
  private func forward(_ cases: CaseTable, from start: Int, count: Int) -> Matrix {
    var signal = batch.rows(0..<count)
    cases.gather(from: start, into: signal)
    for (index, layer) in network.layers.enumerated() {
      let output = outputs[index].rows(0..<count)
      if index < network.layers.count - 1 {
        layer.forward(signal, into: output)
      } else {
        multiply(signal, layer.weight, into: output)
      }
      signal = output
    }
    return signal
  }
}
