import LinearAlgebra
import NeuralNetworks

/// Chapter 7, second half: starts that keep every direction, and starts that look at data.
extension Suite {
  private static func orthogonal(_ rows: Int, _ columns: Int, gain: Float, _ situation: Situation) -> Matrix {
    let weight = Matrix(rows: rows, columns: columns)
    var stream = PhiloxStream(seed: situation.seed, stream: .initialization(layer: 7))
    weight.fillOrthogonal(gain: gain, using: &stream)
    return weight
  }

  /// The products of all rows with each other, or of all columns, whichever are fewer.
  private static func products(_ weight: Matrix) -> Matrix {
    let count = min(weight.rows, weight.columns)
    let result = Matrix(rows: count, columns: count)
    if weight.rows <= weight.columns {
      multiply(weight, weight.transposed, into: result)
    } else {
      multiply(weight.transposed, weight, into: result)
    }
    return result
  }

  private static func layers(_ situation: Situation, bias: Float = 1) -> [DenseLayer] {
    let shape = [situation.visible, 20, 15, 10]
    return (1..<shape.count).map { index in
      DenseLayer(
        weight: situation.numbers(shape[index - 1], shape[index], part: 90 + 2 * index, size: 0.3),
        bias: situation.numbers(1, shape[index], part: 91 + 2 * index, size: bias), activation: .relu)
    }
  }

  /// The variance of each layer's pre-activations.
  private static func variances(_ layers: [DenseLayer], on cases: Matrix) -> [Double] {
    var input = cases
    return layers.map { layer in
      let output = Matrix(rows: input.rows, columns: layer.outputs)
      multiply(input, layer.weight, into: output)
      output.add(bias: layer.bias)
      input = output.copy()
      Activation.relu.apply(to: input, bias: Matrix(rows: 1, columns: input.columns))
      return output.variance
    }
  }

  static let ambitiousInitializerChecks: [String: [Check]] = [
    "7.3": [
      .property("rows of a wide matrix, and columns of a tall one, are orthogonal and of length gain") { situation in
        for (rows, columns, gain) in [
          (5, 8, 1), (8, 5, 1), (6, 6, 2), (situation.visible, 20, 0.5), (20, situation.hidden, 3),
        ] as [(Int, Int, Float)] {
          let products = products(orthogonal(rows, columns, gain: gain, situation))
          for row in 0..<products.rows {
            for column in 0..<products.columns {
              let expected = row == column ? gain * gain : 0
              let value = products[row, column]
              guard abs(value - expected) > 1e-4 * gain * gain else { continue }
              var diagnosis = ""
              if row == column, abs(value - 1) < 1e-4 { diagnosis = "the gain is missing" }
              if row == column, abs(value - expected * expected) < 1e-3 { diagnosis = "the gain is applied twice" }
              throw Check.Complaint(
                expected: "\(expected)", came: "\(value)",
                place:
                  "product of \(rows <= columns ? "rows" : "columns") \(row + 1) and \(column + 1) of \(rows) × \(columns)",
                diagnosis: diagnosis)
            }
          }
        }
      },
      .property("another seed gives another matrix, the same seed the same") { situation in
        var other = Situation(
          seed: situation.seed &+ 1, visible: situation.visible, hidden: situation.hidden, cases: situation.cases)
        guard orthogonal(4, 6, gain: 1, situation).values == orthogonal(4, 6, gain: 1, situation).values else {
          throw Check.Complaint(
            came: "two matrices from one seed", diagnosis: "take random numbers from the given stream only")
        }
        other = Situation(seed: other.seed, visible: 1, hidden: 1, cases: 1)
        guard orthogonal(4, 6, gain: 1, situation).values != orthogonal(4, 6, gain: 1, other).values else {
          throw Check.Complaint(
            came: "the same matrix from every seed", diagnosis: "begin with random numbers from the stream")
        }
      },
      .property("entries have mean 0 (a right answer fails less than once in 10⁶ times)") { situation in
        var sums = [Double](repeating: 0, count: 6)
        var stream = PhiloxStream(seed: situation.seed, stream: .initialization(layer: 8))
        let count = 2000
        for _ in 0..<count {
          let weight = Matrix(rows: 2, columns: 3)
          weight.fillOrthogonal(gain: 1, using: &stream)
          for index in 0..<6 { sums[index] += Double(weight.pointer[index]) }
        }
        // Each entry has the variance 1/3; six entries, 5.5 standard deviations.
        let limit = 5.5 * (Double(count) / 3).squareRoot()
        for (index, sum) in sums.enumerated() where abs(sum) > limit {
          throw Check.Complaint(
            expected: "a sum of 0 (± \(Float(limit)))", came: "\(Float(sum))", place: "entry \(index + 1)",
            diagnosis: "begin with normal numbers of mean 0; others do not turn into all directions alike")
        }
      },
    ],
    "7.4": [
      .property("pre-activations have the variance 1 in every layer") { situation in
        let (layers, cases) = (layers(situation), situation.greys(60, situation.visible, part: 98))
        LayerSequentialUnitVariance(tolerance: 0.01, iterations: 100).scale(layers, on: cases)
        for (index, variance) in variances(layers, on: cases).enumerated() where !(abs(variance - 1) < 0.011) {
          throw Check.Complaint(expected: "1 (± 0.01)", came: "\(variance)", place: "layer \(index + 1)")
        }
      },
      .property("biases stay as they are") { situation in
        let layers = layers(situation)
        let before = layers.map(\.bias.values)
        LayerSequentialUnitVariance().scale(layers, on: situation.greys(60, situation.visible, part: 98))
        guard before == layers.map(\.bias.values) else {
          throw Check.Complaint(expected: "biases as before", came: "others", diagnosis: "only weights are scaled")
        }
      },
      .known("weights after one iteration") { situation in
        let layers = layers(situation, bias: 0.5)
        LayerSequentialUnitVariance(tolerance: 0.01, iterations: 1).scale(
          layers, on: situation.greys(60, situation.visible, part: 98))
        return Numbers(layers.map { $0.weight.rows(0..<1) })
      },
      .property("a layer within the tolerance is left as it is") { situation in
        let (layers, cases) = (layers(situation, bias: 0), situation.greys(60, situation.visible, part: 98))
        LayerSequentialUnitVariance(tolerance: 0.01, iterations: 100).scale(layers, on: cases)
        // All variances are now 1.1.
        layers[0].weight.scale(by: Float(1.1).squareRoot())
        let before = layers.map(\.weight.values)
        LayerSequentialUnitVariance(tolerance: 0.2).scale(layers, on: cases)
        guard before == layers.map(\.weight.values) else {
          throw Check.Complaint(
            expected: "weights as before", came: "others", diagnosis: "the tolerance is not looked at")
        }
      },
      .property("a layer that gives the same for all cases is left as it is") { situation in
        let layers = layers(situation)
        layers[0].weight.fill(0)
        layers[0].bias.fill(0)
        LayerSequentialUnitVariance().scale(layers, on: situation.greys(60, situation.visible, part: 98))
        guard layers[0].weight.isFinite else {
          throw Check.Complaint(expected: "weights of 0", came: "no numbers", diagnosis: "a variance of 0 divides by 0")
        }
      },
    ],
  ]
}
