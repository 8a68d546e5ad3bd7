import LinearAlgebra

/// What a layer's units are normalised by: y = f(scale ⊙ x̂ + shift) with x̂ = (z − mean)/√(variance + ε) for z = x·W; Ioffe & Szegedy
/// (2015). The shift is the layer's own bias, which before the mean is taken away would have no effect (their section 3.2).
///
/// In training, mean and variance are those of the minibatch, and the running ones follow them; used, a layer has the running ones, and
/// is then no other than a plain layer (``DenseLayer/fused()``). All matrices are 1 × units, and shared.
public struct BatchNormalization {
  /// γ, learned.
  public let scale: Matrix
  public let runningMean: Matrix
  public let runningVariance: Matrix

  /// Added to variances, and the share of a minibatch's moments in the running ones; both as in PyTorch.
  public static let (epsilon, runningShare): (Float, Float) = (1e-5, 0.1)

  /// Scale 1, and running moments of what is normalised already.
  public init(units: Int) {
    (scale, runningMean) = (Matrix(rows: 1, columns: units), Matrix(rows: 1, columns: units))
    runningVariance = Matrix(rows: 1, columns: units)
    scale.fill(1)
    runningVariance.fill(1)
  }

  private init(scale: Matrix, runningMean: Matrix, runningVariance: Matrix) {
    (self.scale, self.runningMean, self.runningVariance) = (scale, runningMean, runningVariance)
  }

  public func copy() -> BatchNormalization {
    BatchNormalization(scale: scale.copy(), runningMean: runningMean.copy(), runningVariance: runningVariance.copy())
  }

  /// All three, by name.
  var parameters: [NamedMatrix] {
    [
      NamedMatrix("scale", scale), NamedMatrix("runningMean", runningMean),
      NamedMatrix("runningVariance", runningVariance),
    ]
  }

  /// Lets the running moments follow those of a minibatch. The variance counts with the factor cases/(cases − 1), which makes it
  /// unbiased; algorithm 2, line 10. There must be two cases or more.
  func follow(mean: Matrix, variance: Matrix, cases: Int) {
    let share = Self.runningShare
    runningMean.scale(by: 1 - share)
    runningMean.add(mean, scale: share)
    runningVariance.scale(by: 1 - share)
    runningVariance.add(variance, scale: share * Float(cases) / Float(cases - 1))
  }

  /// z ← scale ⊙ x̂, with the running moments.
  func apply(to z: Matrix) {
    z.normalizeColumns(
      mean: runningMean, variance: runningVariance, epsilon: Self.epsilon, scale: scale,
      inverse: Matrix(rows: 1, columns: scale.count), normalized: z)
  }

  /// scale/√(variance + ε) of the running variance, for each unit: what a plain layer's weights are multiplied by.
  var factors: [Float] {
    (0..<scale.count).map { scale.pointer[$0] / (runningVariance.pointer[$0] + Self.epsilon).squareRoot() }
  }
}

/// What one layer's normalisation needs during a training step.
struct NormalizationWorkspace {
  let normalization: BatchNormalization
  let mean: Matrix
  let variance: Matrix
  let inverse: Matrix
  /// x̂, cases × units.
  let normalized: Matrix
  /// Summed over the cases.
  let shiftGradient: Matrix
  let scaleGradient: Matrix

  init(_ normalization: BatchNormalization, batchSize: Int) {
    self.normalization = normalization
    let units = normalization.scale.count
    func vector() -> Matrix { Matrix(rows: 1, columns: units) }
    (mean, variance, inverse, shiftGradient, scaleGradient) = (vector(), vector(), vector(), vector(), vector())
    normalized = Matrix(rows: batchSize, columns: units)
  }

  /// z ← scale ⊙ x̂, with the moments of the minibatch. A single case does not vary, and would be normalised to 0 whatever it is; it
  /// has the running moments instead. Such a minibatch there is in an epoch of one case, and of an odd number in pairs.
  func forward(_ z: Matrix) {
    if z.rows == 1 {
      mean.assign(normalization.runningMean)
      variance.assign(normalization.runningVariance)
    } else {
      z.columnMoments(mean: mean, variance: variance)
    }
    z.normalizeColumns(
      mean: mean, variance: variance, epsilon: BatchNormalization.epsilon, scale: normalization.scale,
      inverse: inverse, normalized: normalized.rows(0..<z.rows))
  }

  /// From ∂loss/∂(scale ⊙ x̂ + shift) to ∂loss/∂z, in place.
  func backward(_ error: Matrix) {
    guard error.rows > 1 else { return backwardThroughRunningMoments(error) }
    error.propagateThroughNormalization(
      normalized: normalized.rows(0..<error.rows), inverse: inverse, scale: normalization.scale,
      shiftGradient: shiftGradient, scaleGradient: scaleGradient)
  }

  /// The same for a single case, on which the moments do not depend: Δ ← scale/√(variance + ε) ⊙ Δ.
  private func backwardThroughRunningMoments(_ error: Matrix) {
    shiftGradient.assign(error)
    for unit in 0..<error.columns {
      let delta = error.pointer[unit]
      scaleGradient.pointer[unit] = delta * normalized.pointer[unit]
      error.pointer[unit] = normalization.scale.pointer[unit] * inverse.pointer[unit] * delta
    }
  }

  /// Lets the running moments follow, but for a single case, which has none of its own.
  func follow(cases: Int) {
    if cases > 1 { normalization.follow(mean: mean, variance: variance, cases: cases) }
  }
}
