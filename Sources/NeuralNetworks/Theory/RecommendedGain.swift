extension Activation {
  /// The factor of the weights' standard deviation that is recommended for layers of this activation.
  ///
  /// Where torch.nn.init.calculate_gain has one, it is that; elsewhere it is ``variancePreservingGain``. The two agree for what is
  /// made of straight lines. For tanh torch has 5/3 where 1.59 preserves, for the sigmoid 1 where 1.85 does, and for SELU 3/4,
  /// with a warning to use 1 for networks that normalise themselves. For `prelu` it is that of the initial slope; He et al. (2015),
  /// section 2.2.
  public var recommendedGain: Double {
    switch self {
    case .identity, .sigmoid: 1
    case .tanh: 5.0 / 3
    case .relu: 2.0.squareRoot()
    case .leakyRelu(let slope), .prelu(let slope): (2 / (1 + Double(slope) * Double(slope))).squareRoot()
    case .selu: 0.75
    case .elu, .softplus, .softsign, .gelu: variancePreservingGain
    }
  }

  /// 1/√E[f(z)²] for z ∼ N(0, 1): with Var W = gain²/n_in, pre-activations with the mean square 1 are followed by others.
  public var variancePreservingGain: Double { 1 / meanSquare(1).squareRoot() }
}
