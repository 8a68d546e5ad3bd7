/// What becomes of the size of signals on their way up and down a network of random weights.
///
/// Up, Var z = n_in · Var W · E[x²] + σ_b²; down, E[δ²] of a layer is n_out · Var W · E[f′²] · E[δ²] of the layer above. The
/// theories differ in the two means.
public enum SignalTheory: Hashable, Sendable {
  /// All units work where their activation is a straight line through 0: E[x²] = slope² Var z and E[f′²] = slope². With slope 1
  /// this is Glorot & Bengio (2010), equations 5 and 6.
  case linear(slope: Double = 1)
  /// Pre-activations are symmetric about 0, and negative ones are multiplied by `slope`: E[x²] = ½(1 + slope²) Var z and
  /// E[f′²] = ½(1 + slope²). With slope 0 this is He et al. (2015), section 2.2.
  case rectifier(slope: Double = 0)
  /// Pre-activations are normal, and both means are integrals: see ``MeanField``.
  case meanField(Activation)

  /// E[f(z)²], from Var z.
  public func meanSquare(_ variance: Double) -> Double {
    switch self {
    case .linear(let slope): slope * slope * variance
    case .rectifier(let slope): (1 + slope * slope) / 2 * variance
    case .meanField(let activation): activation.meanSquare(variance)
    }
  }

  /// E[f′(z)²], from Var z.
  public func meanSquareSlope(_ variance: Double) -> Double {
    switch self {
    case .linear(let slope): slope * slope
    case .rectifier(let slope): (1 + slope * slope) / 2
    case .meanField(let activation): activation.meanSquareSlope(variance)
    }
  }

  /// What is expected in one layer.
  public struct Prediction: Hashable, Codable, Sendable {
    /// E[z²], which is Var z for weights of mean 0.
    public let preactivations: Double
    /// E[f(z)²]; of the last layer, which has no activation, E[z²].
    public let activations: Double
    /// E[δ²], with δ = ∂(loss of a case)/∂z.
    public let gradients: Double
  }

  /// What is expected in each layer of a network.
  ///
  /// - Parameters:
  ///   - shape: widths from inputs to classes.
  ///   - initializer: of every layer.
  ///   - biasVariance: σ_b² of every layer.
  ///   - inputs: E[x²] of the inputs.
  ///   - gradients: E[δ²] at the logits.
  /// - Returns: a prediction for each layer; nil for weights whose mean is not 0, of which the theories say nothing.
  public func predictions(
    shape: [Int], initializer: Initializer, biasVariance: Double = 0, inputs: Double, gradients: Double
  ) -> [Prediction]? {
    var (meanSquare, weights, lengths) = (inputs, [Double](), [Double]())
    for (fanIn, fanOut) in zip(shape, shape.dropFirst()) {
      guard let variance = initializer.weightVariance(fanIn: fanIn, fanOut: fanOut, inputs: meanSquare) else {
        return nil
      }
      weights.append(variance)
      lengths.append(Double(fanIn) * variance * meanSquare + biasVariance)
      meanSquare = self.meanSquare(lengths[lengths.count - 1])
    }
    var errors = [gradients]
    for layer in weights.indices.dropFirst().reversed() {
      let factor = Double(shape[layer + 1]) * weights[layer] * meanSquareSlope(lengths[layer - 1])
      errors.append(errors[errors.count - 1] * factor)
    }
    return zip(lengths, errors.reversed()).enumerated().map { layer, sizes in
      Prediction(
        preactivations: sizes.0, activations: layer == weights.count - 1 ? sizes.0 : self.meanSquare(sizes.0),
        gradients: sizes.1)
    }
  }
}

extension Initializer {
  /// Var W of a layer whose inputs have the mean square `inputs`; nil if the mean of the weights is not 0.
  fileprivate func weightVariance(fanIn: Int, fanOut: Int, inputs: Double) -> Double? {
    switch self {
    case .constant(let value): return value == 0 ? 0 : nil
    case .uniform(let low, let high): if low != -high { return nil }
    case .normal(let mean, _), .truncatedNormal(let mean, _): if mean != 0 { return nil }
    // Its weights are scaled until n_in · Var W · E[x²] is 1.
    case .layerSequentialUnitVariance: return inputs > 0 ? 1 / (Double(fanIn) * inputs) : 0
    case .leCun, .xavier, .he, .orthogonal: break
    }
    let sigma = Double(standardDeviation(fanIn: fanIn, fanOut: fanOut))
    return sigma * sigma
  }
}
