import Foundation
import LinearAlgebra
import Testing

@testable import NeuralNetworks

@Suite struct EvaluationTests {
  @Test(arguments: [Activation.relu, .gelu, .prelu()])
  func doesNotDependOnTheBatchSize(activation: Activation) {
    let (network, inputs) = GradientTests.example(activation)
    let whole = Evaluator(network, batchSize: 5).evaluate(.numbers(inputs), labels: GradientTests.labels)
    let parts = Evaluator(network, batchSize: 2).evaluate(.numbers(inputs), labels: GradientTests.labels)
    #expect(whole.predictions == parts.predictions && whole.errorRate == parts.errorRate)
    #expect(abs(whole.loss - parts.loss) < 1e-6)
    #expect(abs(whole.loss - GradientTests.loss(network, inputs: inputs)) < 1e-6)
  }

  @Test func countsErrorsAndPredictions() {
    // The network passes its inputs on, so the greatest input is the prediction.
    let layer = DenseLayer(
      weight: Matrix(rows: 3, columns: 3, values: [1, 0, 0, 0, 1, 0, 0, 0, 1]), bias: Matrix(rows: 1, columns: 3),
      activation: .identity)
    let cases = Matrix(rows: 3, columns: 3, values: [5, 0, 0, 0, 5, 0, 0, 0, 5])
    let evaluation = Evaluator(MultilayerPerceptron(layers: [layer])).evaluate(.numbers(cases), labels: [0, 1, 1])
    #expect(evaluation.predictions == [0, 1, 2])
    #expect(evaluation.errorRate == 1.0 / 3)
  }

  /// −log of the label's probability is the loss, the greatest is the prediction, and all together are 1.
  @Test func probabilitiesAgreeWithTheEvaluation() {
    let (network, inputs) = GradientTests.example(.tanh)
    let labels = GradientTests.labels
    let probabilities = Evaluator(network, batchSize: 2).probabilities(of: .numbers(inputs))
    let evaluation = Evaluator(network).evaluate(.numbers(inputs), labels: labels)
    #expect(probabilities.rows == labels.count && probabilities.columns == network.classes)
    var loss = 0.0
    for (row, label) in labels.enumerated() {
      let sum = (0..<network.classes).reduce(0) { $0 + probabilities[row, $1] }
      #expect(abs(sum - 1) < 1e-6)
      #expect(probabilities.largestIndex(inRow: row) == Int(evaluation.predictions[row]))
      loss -= log(Double(probabilities[row, Int(label)]))
    }
    #expect(abs(loss / Double(labels.count) - evaluation.loss) < 1e-6)
  }

  /// Equal logits give equal probabilities to the last bit, so that a tie can be seen.
  @Test func tiesStayTies() {
    let network = MultilayerPerceptron(shape: [4, 10], activation: .relu, initializer: .zeros, seed: 0)
    let cases = Matrix(rows: 1, columns: 4, values: [1, 2, 3, 4])
    #expect(Set(Evaluator(network).probabilities(of: .numbers(cases)).values).count == 1)
  }

  @Test func operationsCountProducts() {
    let network = MultilayerPerceptron(shape: [784, 500, 10], activation: .relu, initializer: .zeros, seed: 0)
    #expect(network.forwardOperations == Double(2 * (784 * 500 + 500 * 10)))
    #expect(network.trainingOperations == Double(4 * 784 * 500 + 6 * 500 * 10))
  }

  @Test func linearScheduleEndsAboveZero() {
    #expect(LearningRateSchedule.linear.factor(step: 0, of: 10) == 1)
    #expect(LearningRateSchedule.linear.factor(step: 9, of: 10) > 0)
    #expect(LearningRateSchedule.constant.factor(step: 9, of: 10) == 1)
  }
}
