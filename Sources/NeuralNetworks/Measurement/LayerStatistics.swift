import LinearAlgebra

/// What passes through one layer on its way up, and what comes back down, measured on a sample of cases.
public struct LayerStatistics: Hashable, Codable, Sendable {
  /// The outputs f(x·W + b), over cases and units.
  public let activations: Histogram
  /// ∂(loss of a case)/∂preactivation, over cases and units.
  public let gradients: Histogram
  /// Share of outputs where the nonlinearity is flat; see ``Activation/isSaturated(slope:)``.
  public let saturated: Double
  /// Share of `relu` units that are 0 for every case of the sample; 0 for other activations.
  public let dead: Double
}

extension Backpropagation {
  /// Statistics of every hidden layer for the minibatch in ``inputs(_:)``.
  ///
  /// Activations are counted from 0 to 1 for sigmoids, −1 to 1 for tanh, and over the range that occurs for others.
  public func layerStatistics(labels: UnsafeBufferPointer<UInt8>) -> [LayerStatistics] {
    zip(signals(labels: labels), network.layers).dropLast().enumerated().map { index, pair in
      let (signal, layer) = pair
      let slope = Matrix(rows: signal.output.rows, columns: signal.output.columns)
      slope.fill(1)
      layer.activation.multiplyByDerivative(
        slope, output: signal.output, negativeSlope: layer.negativeSlope, cache: caches[index]?.rows(0..<labels.count))
      return LayerStatistics(
        activations: Histogram(of: signal.output.elements, range: layer.activation.range),
        gradients: Histogram(of: signal.error.elements),
        saturated: slope.share { layer.activation.isSaturated(slope: $0) },
        dead: layer.activation == .relu ? signal.output.shareOfZeroColumns : 0)
    }
  }
}
