import LinearAlgebra

/// Scales the weights of one layer after the other until its pre-activations have the variance 1 on a batch of cases; Mishkin &
/// Matas (2016), "All you need is a good init", algorithm 1.
///
/// The variance is that of all pre-activations of the layer, over cases and units, with their mean taken away.
public struct LayerSequentialUnitVariance: Hashable, Sendable {
  /// A layer is left as it is once its variance differs from 1 by less than this; Tol_var of the paper.
  public var tolerance: Float
  /// How many times a layer is scaled at most; T_max of the paper. In layers without a bias, one suffices.
  public var iterations: Int

  public init(tolerance: Float = 0.1, iterations: Int = 10) {
    precondition(tolerance > 0 && iterations > 0, "tolerance \(tolerance) and \(iterations) iterations scale nothing")
    (self.tolerance, self.iterations) = (tolerance, iterations)
  }

  /// Scales the weights of layers that follow each other, from the first up.
  ///
  /// A layer whose pre-activations do not vary, or are not finite, is left as it is.
  /// - Parameter cases: cases × inputs of the first layer.
  public func scale(_ layers: [DenseLayer], on cases: Matrix) {
    // BEGIN SOLUTION 7.4
    var input = cases
    for layer in layers {
      let output = Matrix(rows: cases.rows, columns: layer.outputs)
      for _ in 0..<iterations {
        multiply(input, layer.weight, into: output)
        output.add(bias: layer.bias)
        let variance = output.variance
        guard variance > 0, variance.isFinite, abs(variance - 1) >= Double(tolerance) else { break }
        layer.weight.scale(by: Float(1 / variance.squareRoot()))
      }
      input = layer.outputs(of: input)
    }
    // END SOLUTION
  }
}

extension Initializer {
  /// Whether a start takes cases to look at.
  public var isDataDependent: Bool {
    if case .layerSequentialUnitVariance = self { true } else { false }
  }

  /// The second stage of a data-dependent initializer. Does nothing for the others.
  /// - Parameters:
  ///   - layers: after their first stage, in their order; their weights are changed.
  ///   - cases: cases × inputs of the first of them.
  public func adapt(_ layers: [DenseLayer], to cases: Matrix) {
    guard case .layerSequentialUnitVariance(let second) = self else { return }
    second.scale(layers, on: cases)
  }
}
