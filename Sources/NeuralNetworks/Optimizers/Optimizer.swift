import LinearAlgebra

/// How a gradient changes a parameter. In the formulas g is the gradient of the mean loss, with the penalties' gradients added.
public enum Optimizer: Hashable, Codable, Sendable {
  /// Gradient descent with a velocity: velocity ← momentum · velocity − learningRate · g; parameter ← parameter + velocity.
  /// Rumelhart, Hinton & Williams (1986). Plain stochastic gradient descent with momentum 0.
  case gradientDescent(momentum: Float)
  /// Nesterov's accelerated gradient, with the parameter kept where the gradient is taken, a look ahead by momentum · velocity:
  /// velocity ← momentum · velocity − learningRate · g; parameter ← parameter + momentum · velocity − learningRate · g.
  /// Sutskever, Martens, Dahl & Hinton (2013), equations 3 and 4; Bengio, Boulanger-Lewandowski & Pascanu (2013), equation 7.
  case nesterov(momentum: Float = 0.9)
  /// meanSquare ← rho · meanSquare + (1 − rho) g²; parameter ← parameter − learningRate · g / (√meanSquare + epsilon).
  /// Tieleman & Hinton (2012), lecture 6.5, with the usual values of PyTorch.
  case rmsProp(rho: Float = 0.99, epsilon: Float = 1e-8)
  /// Kingma & Ba (2015), algorithm 1.
  case adam(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8)
  /// Adam whose weight decay is none of the gradient: parameter ← (1 − learningRate · weightDecay) · parameter, then a step of Adam.
  /// Loshchilov & Hutter (2019), algorithm 2.
  case adamW(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8)

  /// The momentum of descent with a velocity; nil for the others.
  public var momentum: Float? {
    switch self {
    case .gradientDescent(let momentum), .nesterov(let momentum): momentum
    case .rmsProp, .adam, .adamW: nil
    }
  }

  /// Whether each element has a rate of its own, by the squares of its gradients.
  public var isAdaptive: Bool { momentum == nil }

  /// How many matrices of a parameter's shape training keeps for it, its gradient included.
  /// - Parameter clips: whether gradients are clipped, and so have to be known before velocities change.
  public func matricesPerParameter(clips: Bool) -> Int {
    switch self {
    case .gradientDescent: clips ? 2 : 1
    case .nesterov, .rmsProp: 2
    case .adam, .adamW: 3
    }
  }
}

/// What an optimizer remembers of one parameter, and the place where that parameter's gradient is put.
public struct OptimizerState {
  private let optimizer: Optimizer
  private let parameter: Matrix
  /// The gradient; or the velocity, into which the gradient is added at once, where ``accumulatesVelocity``.
  public let gradient: Matrix
  /// The velocity of descent, or Adam's mean of the gradient.
  private let firstMoment: Matrix
  /// The mean of the gradient's square, for RMSProp and Adam.
  private let secondMoment: Matrix
  /// Whether the product that computes a gradient adds it to the velocity.
  private let accumulatesVelocity: Bool

  /// - Parameter clips: whether the gradient has to be known before the velocity changes.
  public init(_ optimizer: Optimizer, parameter: Matrix, clips: Bool) {
    (self.optimizer, self.parameter) = (optimizer, parameter)
    func memory() -> Matrix { Matrix(rows: parameter.rows, columns: parameter.columns) }
    gradient = memory()
    switch optimizer {
    case .gradientDescent:
      accumulatesVelocity = !clips
      firstMoment = clips ? memory() : gradient
      secondMoment = gradient
    case .nesterov: (accumulatesVelocity, firstMoment, secondMoment) = (false, memory(), gradient)
    case .rmsProp: (accumulatesVelocity, firstMoment, secondMoment) = (false, gradient, memory())
    case .adam, .adamW: (accumulatesVelocity, firstMoment, secondMoment) = (false, memory(), memory())
    }
  }

  /// What the next step depends on, shared: the velocity of descent, or the moments.
  public var memory: [NamedMatrix] {
    switch optimizer {
    case .gradientDescent, .nesterov: [NamedMatrix("velocity", firstMoment)]
    case .rmsProp: [NamedMatrix("secondMoment", secondMoment)]
    case .adam, .adamW: [NamedMatrix("firstMoment", firstMoment), NamedMatrix("secondMoment", secondMoment)]
    }
  }

  /// How a sum of gradients over `cases` cases is to be written into `gradient`: the product that computes it scales it by
  /// the first number and keeps the share of the old contents that the second tells. This spares descent a pass.
  func accumulation(learningRate: Float, cases: Int) -> (scale: Float, keeping: Float) {
    // BEGIN SOLUTION 5.5
    guard accumulatesVelocity else { return (1 / Float(cases), 0) }
    return (-learningRate / Float(cases), optimizer.momentum ?? 0)
    // END SOLUTION
  }

  /// Changes the parameter by what `gradient` now holds.
  /// - Parameters:
  ///   - step: 1 for the first step.
  ///   - weightDecay: coefficient λ of the penalty ½λ‖parameter‖².
  ///   - l1: coefficient λ of the penalty λΣ|parameter|.
  public func apply(learningRate: Float, step: Int, weightDecay: Float, l1: Float) {
    if l1 > 0 { gradient.addSigns(of: parameter, scale: accumulatesVelocity ? -learningRate * l1 : l1) }
    switch optimizer {
    case .gradientDescent where accumulatesVelocity:
      parameter.applyVelocity(gradient, decay: learningRate * weightDecay)
    case .gradientDescent(let momentum):
      parameter.applyMomentum(
        gradient: gradient, velocity: firstMoment, learningRate: learningRate, momentum: momentum, decay: weightDecay)
    case .nesterov(let momentum):
      parameter.applyNesterov(
        gradient: gradient, velocity: firstMoment, learningRate: learningRate, momentum: momentum, decay: weightDecay)
    case .rmsProp(let rho, let epsilon):
      parameter.applyRMSProp(
        gradient: gradient, meanSquare: secondMoment, learningRate: learningRate, rho: rho, epsilon: epsilon,
        decay: weightDecay)
    case .adam(let beta1, let beta2, let epsilon):
      parameter.applyAdam(
        gradient: gradient, firstMoment: firstMoment, secondMoment: secondMoment, step: step,
        learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, decay: weightDecay)
    case .adamW(let beta1, let beta2, let epsilon):
      if weightDecay > 0 { parameter.scale(by: 1 - learningRate * weightDecay) }
      parameter.applyAdam(
        gradient: gradient, firstMoment: firstMoment, secondMoment: secondMoment, step: step,
        learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, decay: 0)
    }
  }
}

extension Optimizer {
  /// For people, e.g. "SGD with momentum 0.9".
  public var title: String {
    switch self {
    case .gradientDescent(let momentum): momentum == 0 ? "SGD" : "SGD with momentum \(momentum)"
    case .nesterov(let momentum): "SGD with Nesterov momentum \(momentum)"
    case .rmsProp: "RMSProp"
    case .adam: "Adam"
    case .adamW: "AdamW"
    }
  }
}
