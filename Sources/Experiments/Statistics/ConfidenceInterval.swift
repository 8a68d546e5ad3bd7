/// The mean of repetitions with other seeds, and a confidence interval by Student's t.
public struct ConfidenceInterval: Hashable, Sendable {
  public let values: [Double]
  /// NaN if there are no values.
  public let mean: Double
  /// Half the width of the interval, t·s/√n; nil for fewer than two values, which tell nothing of their spread.
  public let halfWidth: Double?

  public init(_ values: [Double], confidence: Double = 0.95) {
    self.values = values
    let count = Double(values.count)
    mean = values.reduce(0, +) / count
    guard values.count > 1 else {
      halfWidth = nil
      return
    }
    let mean = mean
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    let quantile = StudentsT.quantile(confidence: confidence, degreesOfFreedom: values.count - 1)
    halfWidth = quantile * (variance / count).squareRoot()
  }
}
