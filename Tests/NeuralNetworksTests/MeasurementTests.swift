import LinearAlgebra
import Testing

@testable import NeuralNetworks

@Suite struct MeasurementTests {
  func histogram(_ values: [Float], bins: Int = 4, range: ClosedRange<Double>? = nil) -> Histogram {
    values.withUnsafeBufferPointer { Histogram(of: $0, bins: bins, range: range) }
  }

  @Test func countsEveryValueOnce() {
    let h = histogram([0, 0.1, 0.3, 0.6, 1], range: 0...1)
    #expect(h.counts == [2, 1, 1, 1])
    #expect(abs(h.mean - 0.4) < 1e-7)
    #expect(abs(h.standardDeviation - 0.363_318) < 1e-6)
  }

  @Test func valuesBeyondTheEdgesCountInTheOutermostBins() {
    #expect(histogram([-5, 0.5, 7, .infinity], range: 0...1).counts == [1, 0, 1, 2])
    #expect(histogram([.nan], range: 0...1).counts == [0, 0, 0, 0])
  }

  @Test func edgesFitTheValues() {
    let mixed = histogram([-1, 3])
    #expect(mixed.low == -3 && mixed.high == 3)
    let constant = histogram([2, 2])
    #expect(constant.low < 2 && constant.high > 2 && constant.counts.reduce(0, +) == 2)
    #expect(histogram([]).counts == [0, 0, 0, 0])
  }

  @Test func saturationAndDeathAreCounted() {
    // Sigmoid units with inputs 0, 10 and −10: the last two are saturated.
    let hidden = DenseLayer(
      weight: Matrix(rows: 1, columns: 2, values: [1, -1]), bias: Matrix(rows: 1, columns: 2), activation: .relu)
    let top = DenseLayer(weight: Matrix(rows: 2, columns: 2), bias: Matrix(rows: 1, columns: 2), activation: .identity)
    let pass = Backpropagation(
      MultilayerPerceptron(layers: [hidden, top]), optimizer: .gradientDescent(momentum: 0), batchSize: 2)
    pass.inputs(2).assign(Matrix(rows: 2, columns: 1, values: [1, 2]))
    let statistics = [UInt8(0), 1].withUnsafeBufferPointer { pass.layerStatistics(labels: $0) }
    #expect(statistics.count == 1)
    #expect(statistics[0].dead == 0.5)
    #expect(statistics[0].saturated == 0)
  }
}
