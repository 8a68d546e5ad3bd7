import LinearAlgebra

/// What units far above the pixels look for, in pixels; Erhan, Bengio, Courville & Vincent (2009), who compare the two ways.
extension DeepBeliefNetwork {
  /// Linear combination: W₁W₂ … W_depth, visible × units, in whose columns the filters of the machine below are added with the weights
  /// of the units above. It leaves out the nonlinearities in between.
  public func linearCombinations(depth: Int) -> Matrix {
    precondition((1...machines.count).contains(depth), "depth \(depth) of \(machines.count)")
    return machines[1..<depth].reduce(machines[0].weight) { product, machine in
      let next = Matrix(rows: product.rows, columns: machine.hiddenUnits)
      multiply(product, machine.weight, into: next)
      return next
    }
  }

  /// Activation maximisation: for each unit the image v that makes its input a = c + Wᵀh(v) largest, h going up by probabilities, among
  /// images with 0 ≤ vᵢ ≤ 1 and a length of at most `norm`; units × visible. By gradient ascent, so a local maximum where depth > 1.
  ///
  /// - Parameters:
  ///   - depth: 1 for the hidden units of the first machine.
  ///   - start: 1 × visible, such as the mean image.
  ///   - norm: ‖v‖ at most, such as that of a typical case.
  public func activationMaximisers(
    depth: Int, units: [Int], start: Matrix, norm: Float, steps: Int = 300
  ) -> Matrix {
    precondition((1...machines.count).contains(depth) && norm > 0, "depth \(depth) of \(machines.count), norm \(norm)")
    let network = DeepBeliefNetwork(machines: Array(machines.prefix(depth)))
    let images = Matrix(rows: units.count, columns: start.columns)
    for row in units.indices { images.rows(row..<row + 1).assign(start) }
    for step in 0..<steps {
      let gradient = network.inputGradient(at: images, units: units)
      // Steps shrink, so that the ascent comes to rest on the border of what is allowed.
      let length = norm * 0.2 * (1 - Float(step) / Float(steps))
      for row in units.indices {
        images.rows(row..<row + 1).ascend(gradient.rows(row..<row + 1), length: length, norm: norm)
      }
    }
    return images
  }

  /// Inputs c + Wᵀh(v) of the top machine's hidden units, cases × units.
  public func topInputs(of visible: Matrix) -> Matrix {
    let below = DeepBeliefNetwork(machines: machines.dropLast()).hiddenProbabilities(of: visible).last ?? visible
    let top = machines[machines.count - 1]
    let inputs = Matrix(rows: visible.rows, columns: top.hiddenUnits)
    multiply(below, top.weight, into: inputs)
    inputs.add(bias: top.hiddenBias)
    return inputs
  }

  /// In each row the gradient, with respect to that row of `visible`, of the input of the unit that stands for the row.
  func inputGradient(at visible: Matrix, units: [Int]) -> Matrix {
    let hidden = DeepBeliefNetwork(machines: machines.dropLast()).hiddenProbabilities(of: visible)
    var signal = Matrix(rows: units.count, columns: machines[machines.count - 1].hiddenUnits)
    for (row, unit) in units.enumerated() { signal[row, unit] = 1 }
    for (layer, machine) in machines.enumerated().reversed() {
      let below = Matrix(rows: units.count, columns: machine.visibleUnits)
      multiply(signal, machine.weight.transposed, into: below)
      if layer > 0 { below.multiplyBySigmoidDerivative(output: hidden[layer - 1]) }
      signal = below
    }
    return signal
  }
}

extension Matrix {
  /// self ← self + length · gradient/‖gradient‖, brought back to 0 ≤ vᵢ ≤ 1 and ‖v‖ ≤ norm.
  fileprivate func ascend(_ gradient: Matrix, length: Float, norm limit: Float) {
    add(gradient, scale: length / Float(max(gradient.norm, .leastNormalMagnitude)))
    for index in 0..<count { pointer[index] = min(max(pointer[index], 0), 1) }
    let norm = Float(norm)
    if norm > limit { scale(by: limit / norm) }
  }
}
