import LinearAlgebra

/// A machine of pixels and labels as a classifier; Larochelle & Bengio (2008), section 2.
extension RestrictedBoltzmannMachine {
  /// p(y | pixels) for every label y, cases × classes: the softmax of −F(pixels, y), in which the pixels' own part and log Z cancel,
  ///
  ///     p(y | pixels) ∝ exp(d_y + Σⱼ softplus(cⱼ + Σᵢ vᵢwᵢⱼ + u_yⱼ))
  ///
  /// with d the labels' biases, u their weights and i over the pixels. For other hidden units the sum is what is left of them when they
  /// are summed out. Exact, at the price of a free energy for each class.
  ///
  /// - Parameter cases: cases × visible. What stands in the places of their labels is not looked at.
  public func labelProbabilities(of cases: CaseTable, batchSize: Int = 500) -> Matrix {
    let (pixels, classes) = (visibleUnits - visibleKind.labels, visibleKind.labels)
    precondition(classes > 0, "a machine without labels names no class")
    let result = Matrix(rows: cases.count, columns: classes)
    let visible = Matrix(rows: batchSize, columns: visibleUnits)
    let inputs = Matrix(rows: batchSize, columns: hiddenUnits)
    for start in stride(from: 0, to: cases.count, by: batchSize) {
      let rows = 0..<min(batchSize, cases.count - start)
      let v = visible.rows(rows)
      cases.gather(from: start, into: v)
      v.scaleColumns { $0 < pixels ? 1 : 0 }
      hiddenInputs(of: v, into: inputs.rows(rows))
      writeLabelLogits(inputs.rows(rows), into: result.rows(start..<start + rows.count))
    }
    result.applySoftmax(bias: Matrix(rows: 1, columns: classes))
    return result
  }

  /// The mean of each hidden unit given the pixels alone, cases × hidden: with the labels, which are not looked at, summed out by the
  /// machine's own belief of them,
  ///
  ///     E[h | pixels] = Σ_y p(y | pixels) E[h | pixels, y]
  ///
  /// of binary units p(h = 1 | pixels). Exact, at the price of a hidden layer for each class.
  ///
  /// - Parameter cases: cases × visible. What stands in the places of their labels is not looked at.
  public func hiddenProbabilities(ofPixelsIn cases: CaseTable, batchSize: Int = 500) -> Matrix {
    let first = visibleUnits - visibleKind.labels
    let beliefs = labelProbabilities(of: cases, batchSize: batchSize)
    let result = Matrix(rows: cases.count, columns: hiddenUnits)
    let (visible, hidden) = (
      Matrix(rows: batchSize, columns: visibleUnits), Matrix(rows: batchSize, columns: hiddenUnits)
    )
    for start in stride(from: 0, to: cases.count, by: batchSize) {
      let count = min(batchSize, cases.count - start)
      let (v, h, sum) = (visible.rows(0..<count), hidden.rows(0..<count), result.rows(start..<start + count))
      cases.gather(from: start, into: v)
      for label in 0..<visibleKind.labels {
        for row in 0..<count {
          for place in 0..<visibleKind.labels { v[row, first + place] = place == label ? 1 : 0 }
        }
        hiddenProbabilities(of: v, into: h)
        h.scaleRows { beliefs[start + $0, label] }
        sum.add(h)
      }
    }
    return result
  }

  /// The share of cases whose own label is not the most probable one given their pixels. NaN if there are none.
  public func classificationError(of cases: CaseTable) -> Double {
    let probabilities = labelProbabilities(of: cases)
    let first = visibleUnits - visibleKind.labels
    let row = Matrix(rows: 1, columns: visibleUnits)
    let errors = (0..<cases.count).count { index in
      cases.gather(from: index, into: row)
      return row[0, first + probabilities.largestIndex(inRow: index)] < 1
    }
    return Double(errors) / Double(cases.count)
  }

  /// logits[row, y] ← d_y + what is left of the hidden layer, less the same of the first label, so that single precision is enough.
  private func writeLabelLogits(_ inputs: Matrix, into logits: Matrix) {
    let (first, classes) = (visibleUnits - visibleKind.labels, visibleKind.labels)
    var sums = [Double](repeating: 0, count: inputs.rows)
    var base = sums
    for label in 0..<classes {
      let offset = hiddenBias.copy()
      offset.add(weight.rows(first + label..<first + label + 1))
      hiddenLayer.sumLogPartitions(of: inputs, offset: offset, into: &sums)
      if label == 0 { base = sums }
      for row in sums.indices { logits[row, label] = Float(sums[row] - base[row]) + visibleBias.pointer[first + label] }
    }
  }
}
