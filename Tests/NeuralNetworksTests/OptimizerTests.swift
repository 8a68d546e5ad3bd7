import Foundation
import LinearAlgebra
import Testing

@testable import NeuralNetworks

/// Steps of each optimizer against its published rule, in double precision.
@Suite struct OptimizerTests {
  /// A parameter of more than one vector, with a rest, and a gradient for each step.
  static let start: [Double] = (0..<19).map { Double(($0 * 7) % 11) / 5 - 1 }

  static func gradient(step: Int) -> [Double] {
    (0..<19).map { (index: Int) -> Double in Double((index * 5 + 3 * step) % 13) / 6 - 1 }
  }

  /// What stands in memory after three steps with decay λ₂ and an L1 penalty λ₁.
  static func trained(_ optimizer: Optimizer, rate: Float, decay: Float, l1: Float, clips: Bool = false) -> [Float] {
    let parameter = Matrix(rows: 1, columns: 19, values: start.map { Float($0) })
    let state = OptimizerState(optimizer, parameter: parameter, clips: clips)
    for step in 1...3 {
      let (scale, keeping) = state.accumulation(learningRate: rate, cases: 1)
      state.gradient.scale(by: keeping)
      let gradient = gradient(step: step).map { Float($0) }
      state.gradient.add(Matrix(rows: 1, columns: 19, values: gradient), scale: scale)
      state.apply(learningRate: rate, step: step, weightDecay: decay, l1: l1)
    }
    return parameter.values
  }

  /// The rule of one number, after the papers and not after the code: θ, memories m and s, gradient g, and step t.
  typealias Rule = (_ w: inout Double, _ m: inout Double, _ s: inout Double, _ g: Double, _ t: Double) -> Void

  static func expected(decay: Double, l1: Double, _ rule: Rule) -> [Double] {
    start.indices.map { index in
      var (w, m, s) = (start[index], 0.0, 0.0)
      for step in 1...3 {
        let sign = w > 0 ? 1.0 : w < 0 ? -1 : 0
        rule(&w, &m, &s, gradient(step: step)[index] + decay * w + l1 * sign, Double(step))
      }
      return w
    }
  }

  static func worst(_ found: [Float], _ right: [Double]) -> Double {
    zip(found, right).map { abs(Double($0) - $1) }.max() ?? .infinity
  }

  @Test(arguments: [(0, 0), (0.1, 0), (0, 0.05), (0.1, 0.05)] as [(Double, Double)])
  func everyOptimizerFollowsItsRule(decay: Double, l1: Double) {
    func check(_ name: String, _ optimizer: Optimizer, clips: Bool = false, coupled: Bool = true, _ rule: Rule) {
      let found = Self.trained(optimizer, rate: 0.1, decay: Float(decay), l1: Float(l1), clips: clips)
      let worst = Self.worst(found, Self.expected(decay: coupled ? decay : 0, l1: l1, rule))
      #expect(worst < 2e-6, "\(name): largest difference \(worst)")
    }
    check("SGD", .gradientDescent(momentum: 0)) { w, _, _, g, _ in w -= 0.1 * g }
    for clips in [false, true] {
      check("momentum", .gradientDescent(momentum: 0.9), clips: clips) { w, m, _, g, _ in
        m = 0.9 * m - 0.1 * g
        w += m
      }
    }
    // PyTorch's form, which is the same at a constant rate: buf = 0.9 buf + g, θ −= ε(g + 0.9 buf).
    check("Nesterov", .nesterov(momentum: 0.9)) { w, m, _, g, _ in
      m = 0.9 * m + g
      w -= 0.1 * (g + 0.9 * m)
    }
    check("RMSProp", .rmsProp(rho: 0.9, epsilon: 1e-3)) { w, _, s, g, _ in
      s = 0.9 * s + 0.1 * g * g
      w -= 0.1 * g / (s.squareRoot() + 1e-3)
    }
    func adam(_ w: inout Double, _ m: inout Double, _ s: inout Double, _ g: Double, _ t: Double) {
      m = 0.9 * m + 0.1 * g
      s = 0.999 * s + 0.001 * g * g
      w -= 0.1 * (m / (1 - pow(0.9, t))) / ((s / (1 - pow(0.999, t))).squareRoot() + 1e-3)
    }
    check("Adam", .adam(epsilon: 1e-3), adam)
    check("AdamW", .adamW(epsilon: 1e-3), coupled: false) { w, m, s, g, t in
      w *= 1 - 0.1 * decay
      adam(&w, &m, &s, g, t)
    }
  }

  /// Numbers that a pocket calculator gives; see `Docs/Theory.md`.
  @Test func stepsByHand() {
    let gradients: [Float] = [0.5, -0.1]
    func moved(_ optimizer: Optimizer, decay: Float = 0, rates: [Float] = [0.1, 0.1]) -> [Float] {
      let parameter = Matrix(rows: 1, columns: 1, values: [1])
      let state = OptimizerState(optimizer, parameter: parameter, clips: true)
      return zip(gradients, rates).enumerated().map { index, step in
        state.gradient.fill(step.0)
        state.apply(learningRate: step.1, step: index + 1, weightDecay: decay, l1: 0)
        return parameter[0, 0]
      }
    }
    func expect(_ found: [Float], _ right: [Float]) {
      #expect(zip(found, right).allSatisfy { abs($0 - $1) < 1e-6 }, "\(found), not \(right)")
    }
    expect(moved(.gradientDescent(momentum: 0)), [0.95, 0.96])
    expect(moved(.gradientDescent(momentum: 0.9)), [0.95, 0.915])
    expect(moved(.nesterov(momentum: 0.9)), [0.905, 0.8835])
    // The rate is in the velocity, as in Keras; PyTorch would come to 0.9325 and 0.89425.
    expect(moved(.gradientDescent(momentum: 0.9), rates: [0.1, 0.05]), [0.95, 0.91])
    expect(moved(.nesterov(momentum: 0.9), rates: [0.1, 0.05]), [0.905, 0.874])
    // √(0.01 · 0.25) = 0.05, then √(0.99 · 0.0025 + 0.01 · 0.01) = 0.0507445.
    expect(moved(.rmsProp()), [0, 0.197066])
    // Weight decay takes 1 % of the weight, and Adam's first step is as long as its rate.
    expect(Array(moved(.adamW(), decay: 0.1).prefix(1)), [0.89])
  }

  /// The path of Nesterov's equations themselves, whose gradient is taken ahead of θ, seen from that point: Sutskever et al. (2013),
  /// equations 3 and 4, on f(θ) = θ².
  @Test func nesterovLooksAhead() {
    var (theta, velocity) = (1.0, 0.0)
    let parameter = Matrix(rows: 1, columns: 1, values: [1])
    let state = OptimizerState(.nesterov(momentum: 0.8), parameter: parameter, clips: false)
    for step in 1...10 {
      state.gradient.fill(2 * parameter[0, 0])
      state.apply(learningRate: 0.05, step: step, weightDecay: 0, l1: 0)
      velocity = 0.8 * velocity - 0.05 * 2 * (theta + 0.8 * velocity)
      theta += velocity
      #expect(abs(Double(parameter[0, 0]) - (theta + 0.8 * velocity)) < 1e-6)
    }
  }

  @Test func schedulesPassThroughKnownPoints() {
    func factors(_ schedule: LearningRateSchedule, warmup: Int = 0) -> [Float] {
      (0..<8).map { schedule.factor(step: $0, of: 8, warmup: warmup) }
    }
    #expect(factors(.step) == [1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01])
    let cosine = factors(.cosine)
    #expect(cosine[0] == 1 && cosine[4] == 0.5 && abs(cosine[2] - 0.853_553_4) < 1e-6 && cosine[7] > 0)
    #expect(factors(.constant, warmup: 4) == [0.25, 0.5, 0.75, 1, 1, 1, 1, 1])
    #expect(factors(.linear, warmup: 4) == [0.25, 0.5, 0.75, 1, 1, 0.75, 0.5, 0.25])
    let falling: [Float] = (0..<8).map { 1 - Float($0) / 8 }
    #expect(factors(.linear) == falling)
    #expect(factors(.cosine, warmup: 8).last == 1 && factors(.cosine, warmup: 16).last == 0.5)
  }
}

@Suite struct RegularizationTests {
  /// The parameters of the example after a step, and before.
  static func step(
    _ regularization: Regularization, optimizer: Optimizer = .gradientDescent(momentum: 0), rate: Float = 1,
    dropout: Dropout = .none, activation: Activation = .tanh
  ) -> (before: MultilayerPerceptron, after: MultilayerPerceptron) {
    let (network, inputs) = GradientTests.example(activation)
    let before = network.copy()
    let training = Backpropagation(
      network, optimizer: optimizer, batchSize: 5, dropout: dropout, regularization: regularization)
    training.inputs(5).assign(inputs)
    _ = GradientTests.labels.withUnsafeBufferPointer { training.step(labels: $0, learningRate: rate) }
    return (before, network)
  }

  /// How far all parameters together have moved.
  static func distance(_ a: MultilayerPerceptron, _ b: MultilayerPerceptron) -> Double {
    zip(a.parameters, b.parameters).reduce(0) { $0 + $1.0.matrix.squaredDistance(to: $1.1.matrix) }.squareRoot()
  }

  /// With rate 1, plain descent moves by the gradient: clipped, exactly as far as the limit and in the same direction.
  @Test(arguments: [Dropout.none, Dropout(input: 0.2, hidden: 0.4)], [Activation.tanh, .prelu()])
  func clippedGradientsHaveTheLimitsLength(dropout: Dropout, activation: Activation) {
    let free = Self.step(.none, dropout: dropout, activation: activation)
    let length = Self.distance(free.before, free.after)
    let limit = Float(length / 3)
    let clipped = Self.step(Regularization(clipNorm: limit), dropout: dropout, activation: activation)
    #expect(abs(Self.distance(clipped.before, clipped.after) - length / 3) < 1e-6)
    for index in free.before.parameters.indices {
      let start = free.before.parameters[index].matrix.values
      let (far, near) = (free.after.parameters[index].matrix.values, clipped.after.parameters[index].matrix.values)
      for element in start.indices {
        #expect(abs((far[element] - start[element]) / 3 - (near[element] - start[element])) < 1e-6)
      }
    }
    // One that is short enough stays as it is.
    let loose = Self.step(Regularization(clipNorm: Float(length * 2)), dropout: dropout, activation: activation)
    #expect(Self.distance(loose.after, free.after) < 1e-6)
  }

  @Test(arguments: [Optimizer.gradientDescent(momentum: 0.9), .adam()])
  func hiddenUnitsAreNoLongerThanTheLimit(optimizer: Optimizer) {
    let (limit, rate): (Float, Float) = (1.2, 0.1)
    let (free, bound) = (
      Self.step(.none, optimizer: optimizer, rate: rate).after,
      Self.step(Regularization(maxNorm: limit), optimizer: optimizer, rate: rate).after
    )
    var scaled = 0
    for (layer, (before, after)) in zip(free.layers, bound.layers).enumerated() {
      for unit in 0..<before.outputs {
        let weights = (0..<before.inputs).map { (before.weight[$0, unit], after.weight[$0, unit]) }
        let length = weights.reduce(0) { $0 + $1.0 * $1.0 }.squareRoot()
        let isBound = layer < 2 && length > limit
        if isBound { scaled += 1 }
        let factor = isBound ? limit / length : 1
        for (a, b) in weights { #expect(abs(a * factor - b) < 1e-6) }
      }
      #expect(before.bias.values == after.bias.values)
    }
    #expect(scaled > 2)
  }

  /// The penalty's part of a step is −rate · λ · sign w, for the weights alone.
  @Test(arguments: [nil, 100] as [Float?])
  func theL1PenaltyPullsTowardsZero(clipNorm: Float?) {
    let (lambda, rate): (Float, Float) = (0.03, 0.5)
    let (before, free) = Self.step(Regularization(clipNorm: clipNorm), rate: rate)
    let penalised = Self.step(Regularization(l1: lambda, clipNorm: clipNorm), rate: rate).after
    for (layer, start) in before.layers.enumerated() {
      for index in 0..<start.weight.count {
        let pull = penalised.layers[layer].weight.pointer[index] - free.layers[layer].weight.pointer[index]
        let w = start.weight.pointer[index]
        #expect(abs(pull + rate * lambda * (w > 0 ? 1 : -1)) < 1e-6)
      }
      #expect(penalised.layers[layer].bias.values == free.layers[layer].bias.values)
    }
  }
}
