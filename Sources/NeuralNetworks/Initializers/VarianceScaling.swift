import LinearAlgebra

/// What the initializers whose variance follows from a layer's shape (LeCun, Xavier, He) are made of.
extension Initializer {
  /// The shape of the distribution around 0, apart from its variance.
  public enum Distribution: String, Hashable, Sendable, CaseIterable {
    case normal
    case uniform
    /// Normal, without what lies beyond two standard deviations. This is what Keras draws for `glorot_normal`, `he_normal` and
    /// `lecun_normal`; as there, the variance is corrected for what is cut off.
    case truncatedNormal = "truncated-normal"

    /// Overwrites `weight` with numbers of mean 0 and the given standard deviation.
    func fill(_ weight: Matrix, standardDeviation sigma: Float, using stream: inout PhiloxStream) {
      switch self {
      case .normal: weight.fillNormal(standardDeviation: sigma, using: &stream)
      // A uniform distribution on (−a, a) has the standard deviation a/√3.
      case .uniform:
        // BEGIN SOLUTION 2.3
        weight.fillUniform(limit: sigma * Float(3).squareRoot(), using: &stream)
      // END SOLUTION
      case .truncatedNormal:
        weight.fillTruncatedNormal(standardDeviation: sigma / Matrix.truncatedNormalFactor, using: &stream)
      }
    }
  }

  /// Which number of units a variance is divided by.
  public enum Fan: Hashable, Sendable {
    /// n_in, which keeps the size of what goes up.
    case input
    /// n_out, which keeps the size of the errors that come down.
    case output
  }
}
