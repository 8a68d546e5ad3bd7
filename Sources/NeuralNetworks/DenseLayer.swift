import LinearAlgebra

/// A layer in which every unit sees every input: y = f(x·W + b), or, normalised, y = f(scale ⊙ (x·W − mean)/√(variance + ε) + b).
///
/// Shapes: x is cases × inputs, `weight` W is inputs × outputs, `bias` b is 1 × outputs, y is cases × outputs.
public struct DenseLayer {
  public let weight: Matrix
  public let bias: Matrix
  public let activation: Activation
  /// Nil for a plain layer.
  public let normalization: BatchNormalization?

  public var inputs: Int { weight.rows }
  public var outputs: Int { weight.columns }

  /// A layer of given parameters, which it shares.
  public init(weight: Matrix, bias: Matrix, activation: Activation, normalization: BatchNormalization? = nil) {
    precondition(bias.count == weight.columns, "\(bias.count) biases for \(weight.columns) units")
    (self.weight, self.bias, self.activation, self.normalization) = (weight, bias, activation, normalization)
  }

  /// A fresh layer. Of a data-dependent initializer it has the first stage; ``Initializer/adapt(_:to:)`` is the second.
  public init(
    inputs: Int, outputs: Int, activation: Activation, initializer: Initializer = .xavierUniform,
    using stream: inout PhiloxStream
  ) {
    self.init(
      weight: Matrix(rows: inputs, columns: outputs), bias: Matrix(rows: 1, columns: outputs), activation: activation)
    initializer.fill(weight, using: &stream)
  }

  /// output ← f(input·W + b); a normalised layer takes its running moments.
  /// - Parameter slope: receives f′ if that does not follow from the output; see ``Activation/needsSlope``.
  public func forward(_ input: Matrix, into output: Matrix, slope: Matrix? = nil) {
    multiply(input, weight, into: output)
    normalization?.apply(to: output)
    activation.apply(to: output, bias: bias, slope: slope)
  }

  /// f(input·W + b), cases × outputs.
  public func outputs(of input: Matrix) -> Matrix {
    let output = Matrix(rows: input.rows, columns: outputs)
    forward(input, into: output)
    return output
  }

  /// A layer with parameters of its own, equal to these.
  public func copy() -> DenseLayer {
    DenseLayer(
      weight: weight.copy(), bias: bias.copy(), activation: activation, normalization: normalization?.copy())
  }

  /// The plain layer that gives the same outputs: each unit's weights multiplied by its factor a = scale/√(variance + ε), and
  /// b − a · mean for its bias. Itself, if it is plain.
  public func fused() -> DenseLayer {
    guard let normalization else { return self }
    let layer = DenseLayer(weight: weight.copy(), bias: bias.copy(), activation: activation)
    for (unit, factor) in normalization.factors.enumerated() {
      for input in 0..<inputs { layer.weight.pointer[input * outputs + unit] *= factor }
      layer.bias.pointer[unit] -= factor * normalization.runningMean.pointer[unit]
    }
    return layer
  }
}

extension [DenseLayer] {
  /// What comes out of layers that follow each other; `input` itself if there are none.
  public func outputs(of input: Matrix) -> Matrix { reduce(input) { $1.outputs(of: $0) } }
}
