import LinearAlgebra

/// How a gradient changes a parameter.
public enum Optimizer: Hashable, Codable, Sendable {
  /// Gradient descent with a velocity: velocity ← momentum · velocity − learningRate · gradient;
  /// parameter ← parameter + velocity. Rumelhart, Hinton & Williams (1986).
  case gradientDescent(momentum: Float)
  /// Kingma & Ba (2015).
  case adam(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8)
}

/// What an optimizer remembers of one parameter, and the place where that parameter's gradient is put.
struct OptimizerState {
  private let optimizer: Optimizer
  private let parameter: Matrix
  /// The velocity of gradient descent, or the bare gradient for Adam.
  let gradient: Matrix
  private let firstMoment: Matrix
  private let secondMoment: Matrix

  init(_ optimizer: Optimizer, parameter: Matrix) {
    (self.optimizer, self.parameter) = (optimizer, parameter)
    gradient = Matrix(rows: parameter.rows, columns: parameter.columns)
    if case .adam = optimizer {
      firstMoment = Matrix(rows: parameter.rows, columns: parameter.columns)
      secondMoment = Matrix(rows: parameter.rows, columns: parameter.columns)
    } else {
      (firstMoment, secondMoment) = (gradient, gradient)
    }
  }

  /// What the next step depends on, shared: the velocity of gradient descent, or Adam's moments.
  var memory: [NamedMatrix] {
    switch optimizer {
    case .gradientDescent: [NamedMatrix("velocity", gradient)]
    case .adam: [NamedMatrix("firstMoment", firstMoment), NamedMatrix("secondMoment", secondMoment)]
    }
  }

  /// How a sum of gradients over `cases` cases is to be written into `gradient`: the product that computes it scales it by
  /// the first number and keeps the share of the old contents that the second tells. This spares descent a pass.
  func accumulation(learningRate: Float, cases: Int) -> (scale: Float, keeping: Float) {
    switch optimizer {
    case .gradientDescent(let momentum): (-learningRate / Float(cases), momentum)
    case .adam: (1 / Float(cases), 0)
    }
  }

  /// Changes the parameter by what `gradient` now holds.
  /// - Parameters:
  ///   - step: 1 for the first step.
  ///   - weightDecay: coefficient λ of the penalty ½λ‖parameter‖².
  func apply(learningRate: Float, step: Int, weightDecay: Float) {
    switch optimizer {
    case .gradientDescent:
      parameter.applyVelocity(gradient, decay: learningRate * weightDecay)
    case .adam(let beta1, let beta2, let epsilon):
      parameter.applyAdam(
        gradient: gradient, firstMoment: firstMoment, secondMoment: secondMoment, step: step,
        learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, decay: weightDecay)
    }
  }
}

extension Optimizer {
  /// For people, e.g. "SGD with momentum 0.9".
  public var title: String {
    switch self {
    case .gradientDescent(let momentum): momentum == 0 ? "SGD" : "SGD with momentum \(momentum)"
    case .adam: "Adam"
    }
  }
}
