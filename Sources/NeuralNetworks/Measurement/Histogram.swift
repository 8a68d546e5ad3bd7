/// Counts of values in bins of equal width, with their mean and standard deviation.
public struct Histogram: Hashable, Codable, Sendable {
  /// The outer edges of the first and the last bin.
  public let low: Double
  public let high: Double
  /// Values in each bin. Values beyond the edges count in the outermost bins; NaN counts in none.
  public let counts: [Int]
  /// Mean and standard deviation of the values themselves, not of the bins. NaN or infinite if a value is.
  public let mean: Double
  public let standardDeviation: Double

  /// - Parameters:
  ///   - values: any number of them; none gives mean 0 and standard deviation 0.
  ///   - range: the outer edges. If nil, wide enough for all finite values, and symmetric about 0 if values of both signs
  ///     occur.
  public init(of values: UnsafeBufferPointer<Float>, bins: Int = 60, range: ClosedRange<Double>? = nil) {
    precondition(bins > 0, "a histogram has at least one bin")
    let edges = range ?? Self.edges(of: values)
    var (sum, squares) = (0.0, 0.0)
    var counts = [Int](repeating: 0, count: bins)
    let scale = Double(bins) / max(edges.upperBound - edges.lowerBound, .leastNormalMagnitude)
    for value in values {
      let x = Double(value)
      sum += x
      squares += x * x
      guard !x.isNaN else { continue }
      let position = ((x - edges.lowerBound) * scale).rounded(.down)
      // Not a number if the edges are one number, and x is that.
      counts[position.isNaN ? 0 : Int(min(max(position, 0), Double(bins - 1)))] += 1
    }
    let count = Double(max(values.count, 1))
    mean = sum / count
    standardDeviation = max(squares / count - mean * mean, 0).squareRoot()
    (low, high, self.counts) = (edges.lowerBound, edges.upperBound, counts)
  }

  private static func edges(of values: UnsafeBufferPointer<Float>) -> ClosedRange<Double> {
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite {
      low = min(low, Double(value))
      high = max(high, Double(value))
    }
    guard low <= high else { return 0...1 }
    if low < 0 && high > 0 {
      high = max(-low, high)
      low = -high
    }
    // Half a unit is lost in the rounding of numbers beyond 10¹⁵.
    let margin = max(0.5, 1e-6 * abs(low))
    return low == high ? low - margin...high + margin : low...high
  }
}
