import Foundation

extension Matrix {
  /// Softmax and cross-entropy, and their gradient, in one pass. Rows are cases, columns are classes.
  ///
  /// On entry `self` holds the logits a; afterwards ∂loss/∂a = p − t, with p = softmax(a + bias) and t the one-hot target.
  /// The greatest logit is taken from all others first, so nothing overflows.
  ///
  /// - Parameters:
  ///   - bias: 1 × classes.
  ///   - labels: a class for each row.
  /// - Returns: the loss −Σ log p(label), summed over rows, in nats; and how many rows have another class in front.
  public func applySoftmaxCrossEntropy(
    bias: Matrix, labels: UnsafeBufferPointer<UInt8>
  ) -> (loss: Double, errors: Int) {
    precondition(labels.count == rows, "\(labels.count) labels for \(rows) cases")
    add(bias: bias)
    var (loss, errors) = (0.0, 0)
    for row in 0..<rows {
      let logits = pointer + row * columns
      let label = Int(labels[row])
      precondition(label < columns, "label \(label) among \(columns) classes")
      let greatest = largestIndex(inRow: row)
      if greatest != label { errors += 1 }
      // BEGIN SOLUTION 5.2
      let target = logits[label] - logits[greatest]
      let sum = applySoftmax(inRow: row, greatest: greatest)
      logits[label] -= 1
      loss += Double(log(sum) - target)
      // END SOLUTION
    }
    return (loss, errors)
  }

  /// self ← softmax(self + bias), row by row.
  public func applySoftmax(bias: Matrix) {
    add(bias: bias)
    for row in 0..<rows { _ = applySoftmax(inRow: row, greatest: largestIndex(inRow: row)) }
  }

  /// A row of logits ← its softmax.
  /// - Parameter greatest: the column of the greatest logit.
  /// - Returns: Σ exp(logit − greatest logit).
  @inline(__always)
  public func applySoftmax(inRow row: Int, greatest: Int) -> Float {
    // BEGIN SOLUTION 1.4
    let logits = pointer + row * columns
    let peak = logits[greatest]
    var sum: Float = 0
    for column in 0..<columns { logits[column] -= peak }
    forEachVector(count: columns) { index in
      let e = (logits + index).loadVector().exponential
      (logits + index).store(e)
      sum += e.sum()
    } rest: { index, rest in
      (logits + index).store((logits + index).loadVector(first: rest).exponential, first: rest)
      for column in index..<index + rest { sum += logits[column] }
    }
    let scale = 1 / sum
    for column in 0..<columns { logits[column] *= scale }
    return sum
    // END SOLUTION
  }

  /// The column of the greatest value in a row; the first of equals. A NaN is never greater.
  public func largestIndex(inRow row: Int) -> Int {
    let values = pointer + row * columns
    var best = 0
    for column in 1..<max(columns, 1) where values[column] > values[best] { best = column }
    return best
  }
}
