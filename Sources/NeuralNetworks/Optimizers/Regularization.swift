/// What keeps weights small, and steps short. Biases, and the learned slopes of PReLUs, are bound by the last of these
/// only: weight decay would pull those slopes to 0, and so PReLUs towards ReLUs; He et al. (2015), section 2.1.
public struct Regularization: Hashable, Sendable {
  /// Coefficient λ of the penalty ½λ‖W‖² (L2). With ``Optimizer/adamW(beta1:beta2:epsilon:)`` it is decoupled from the gradient.
  public var weightDecay: Float
  /// Coefficient λ of the penalty λΣ|w| (L1), whose gradient is λ sign w, and 0 at 0; Tibshirani (1996).
  public var l1: Float
  /// The greatest length that the incoming weights of a hidden unit may have; longer ones are scaled back to it after a step. Srebro &
  /// Shraibman (2005); Srivastava et al. (2014), section 5.1.
  public var maxNorm: Float?
  /// The greatest length of the mean loss's gradient by all parameters together; a longer one is scaled back to it before anything else
  /// is done with it. Pascanu, Mikolov & Bengio (2013), algorithm 1.
  public var clipNorm: Float?

  public static let none = Regularization()

  public init(weightDecay: Float = 0, l1: Float = 0, maxNorm: Float? = nil, clipNorm: Float? = nil) {
    precondition(weightDecay >= 0 && l1 >= 0, "a penalty has a coefficient from 0")
    precondition(maxNorm ?? 1 > 0 && clipNorm ?? 1 > 0, "a greatest length lies above 0")
    (self.weightDecay, self.l1, self.maxNorm, self.clipNorm) = (weightDecay, l1, maxNorm, clipNorm)
  }
}
