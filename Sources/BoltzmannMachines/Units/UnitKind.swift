import Foundation

/// What the units of a layer are; Hinton (2010), section 13. ``UnitLayer`` has what follows from it.
///
/// | kind | its own part of E(v, h) | given the other layer, with total input x |
/// | --- | --- | --- |
/// | `.bernoulli` | −Σ aₖsₖ | on with probability σ(x) |
/// | `.bernoulliAndLabels` | −Σ aₖsₖ, one label on | the same, and one label with probability softmax(x) |
/// | `.gaussian` | ½Σ (sₖ − aₖ)² | N(x, 1) |
/// | `.gaussianLearned` | ½Σ (sₖ − aₖ)²/σₖ² | N(x, σₖ²) |
/// | `.noisyRectified` | none | max(0, x + N(0, σ(x))) |
public enum UnitKind: Hashable, Codable, Sendable {
  /// 0 or 1.
  case bernoulli
  /// 0 or 1, but for a group of `classes` at the end of the layer of which exactly one is on: the label of a case. Larochelle & Bengio
  /// (2008), section 2; Hinton (2010), section 13.1. A kind of visible units.
  case bernoulliAndLabels(classes: Int)
  /// Any number, with noise of variance 1; Hinton (2010), section 13.2. A layer of data should have means of 0 and variances of about 1.
  case gaussian
  /// Any number, with a variance for each unit that is learned as z = log σ²; Cho, Ilin & Raiko (2011), section 3. A kind of visible
  /// units.
  case gaussianLearned
  /// Any number from 0; Nair & Hinton (2010). A kind of hidden units.
  ///
  /// There is no energy whose conditional distribution is that of a noisy rectified unit. Nair & Hinton start from a proper machine: each
  /// unit stands for infinitely many binary copies that share its weights and have biases shifted by −½, −3/2, −5/2 and so on (stepped
  /// sigmoid units; Teh & Hinton 2001 for copies with one bias), whose sum has
  ///
  ///     mean Σᵢ σ(x − i + ½) ≈ softplus(x),   variance Σᵢ σ(x − i + ½)(1 − σ(x − i + ½)) ≈ σ(x)
  ///
  /// (within 0.011 and 0.005), and then draw max(0, x + N(0, σ(x))) in the place of that sum. The mean of the draw is
  /// xΦ(x/s) + sφ(x/s) with s² = σ(x). It lies below that of the copies, most at x = −0.2, by 0.41, as cutting at 0 does not
  /// make up for taking x for softplus(x); its variance lies up to 0.35 below theirs. For large |x| they agree. Free energies here are
  /// those of the copies, with softplus(x) for their mean: a chain of noisy rectified units visits another distribution, near that one.
  case noisyRectified

  /// As written on a command line and in files; the classes of labels are told by the data.
  public var name: String {
    switch self {
    case .bernoulli: "bernoulli"
    case .bernoulliAndLabels: "bernoulli+labels"
    case .gaussian: "gaussian"
    case .gaussianLearned: "gaussian-learned"
    case .noisyRectified: "noisy-rectified"
    }
  }

  /// Whether units are real numbers with normal noise.
  public var isGaussian: Bool { self == .gaussian || self == .gaussianLearned }

  /// Biases with which units that get no inputs have these means: log p/(1 − p) of binary units, log p of labels, the mean itself of
  /// Gaussian units; for each unit of a visible layer.
  ///
  /// - Parameter margin: how far probabilities are kept from 0 and 1, whose biases would be infinite.
  public func biases(ofMeans means: [Double], margin: Double) -> [Float] {
    means.enumerated().map { unit, mean in
      let p = min(max(mean, margin), 1 - margin)
      let isLabel = unit >= means.count - labels
      return Float(isGaussian ? mean : isLabel ? log(p) : log(p / (1 - p)))
    }
  }

  /// Units at the end of the layer that are labels.
  public var labels: Int { if case .bernoulliAndLabels(let classes) = self { classes } else { 0 } }
}
