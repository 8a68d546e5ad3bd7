import LinearAlgebra

/// A layer in which every unit sees every input: y = f(x·W + b), or, normalised, y = f(scale ⊙ (x·W − mean)/√(variance + ε) + b).
///
/// Shapes: x is cases × inputs, `weight` W is inputs × outputs, `bias` b is 1 × outputs, and so is `negativeSlope`, the learned slopes
/// of ``Activation/prelu(initialSlope:)``; y is cases × outputs.
public struct DenseLayer {
  public let weight: Matrix
  public let bias: Matrix
  public let activation: Activation
  /// Nil for a plain layer.
  public let normalization: BatchNormalization?
  /// a of PReLU's f(x) = max(0, x) + a ⊙ min(0, x), learned; He et al. (2015), equation 1. Nil for every other activation.
  public let negativeSlope: Matrix?

  public var inputs: Int { weight.rows }
  public var outputs: Int { weight.columns }

  /// A layer of given parameters, which it shares.
  /// - Parameter negativeSlope: of PReLUs; without it they have fresh ones, all equal to the initial slope.
  public init(
    weight: Matrix, bias: Matrix, activation: Activation, normalization: BatchNormalization? = nil,
    negativeSlope: Matrix? = nil
  ) {
    precondition(bias.count == weight.columns, "\(bias.count) biases for \(weight.columns) units")
    precondition(
      negativeSlope.map { activation.initialSlope != nil && $0.count == weight.columns } ?? true,
      "learned slopes for other units")
    (self.weight, self.bias, self.activation, self.normalization) = (weight, bias, activation, normalization)
    self.negativeSlope =
      negativeSlope
      ?? activation.initialSlope.map {
        Matrix(rows: 1, columns: weight.columns, values: [Float](repeating: $0, count: weight.columns))
      }
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
  /// - Parameter cache: receives what the way back needs besides the output; see ``Activation/needsCache``.
  public func forward(_ input: Matrix, into output: Matrix, cache: Matrix? = nil) {
    // BEGIN SOLUTION 5.1
    multiply(input, weight, into: output)
    normalization?.apply(to: output)
    activation.apply(to: output, bias: bias, negativeSlope: negativeSlope, cache: cache)
    // END SOLUTION
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
      weight: weight.copy(), bias: bias.copy(), activation: activation, normalization: normalization?.copy(),
      negativeSlope: negativeSlope?.copy())
  }

  /// The plain layer that gives the same outputs: each unit's weights multiplied by its factor a = scale/√(variance + ε), and
  /// b − a · mean for its bias. Itself, if it is plain.
  public func fused() -> DenseLayer {
    guard let normalization else { return self }
    let layer = DenseLayer(
      weight: weight.copy(), bias: bias.copy(), activation: activation, negativeSlope: negativeSlope?.copy())
    for (unit, factor) in normalization.factors.enumerated() {
      for input in 0..<inputs { layer.weight.pointer[input * outputs + unit] *= factor }
      layer.bias.pointer[unit] -= factor * normalization.runningMean.pointer[unit]
    }
    return layer
  }

  /// All that training changes, by name: `weight`, `bias`, of a normalised layer its scale and running moments, and of PReLUs
  /// `negativeSlope`.
  var parameters: [NamedMatrix] {
    [NamedMatrix("weight", weight), NamedMatrix("bias", bias)] + (normalization?.parameters ?? [])
      + (negativeSlope.map { [NamedMatrix("negativeSlope", $0)] } ?? [])
  }
}

extension [DenseLayer] {
  /// What comes out of layers that follow each other; `input` itself if there are none.
  public func outputs(of input: Matrix) -> Matrix { reduce(input) { $1.outputs(of: $0) } }
}
