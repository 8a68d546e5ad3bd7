import Foundation
import NeuralNetworks
import Plotting

/// Bins of equal width on a logarithmic axis of magnitudes, common to several histograms of signed numbers.
///
/// A recorded histogram has evenly wide bins from −a to a. The numbers of those that touch zero have no magnitude that could be told:
/// they are counted as zeros. The others are spread evenly over the logarithmic bins that they reach into.
struct MagnitudeBins {
  /// From a power of ten to another.
  let range: ClosedRange<Double>
  private let binsPerDecade: Int

  init(_ histograms: [NeuralNetworks.Histogram]) {
    let ends = histograms.filter { $0.mean.isFinite }.flatMap(Self.pieces).map { ($0.low, $0.high) }
    let low = floor(log10(ends.map(\.0).min() ?? 1e-3))
    let high = max(ceil(log10(ends.map(\.1).max() ?? 1)), low + 1)
    range = pow(10, low)...pow(10, high)
    binsPerDecade = max(2, min(10, Int(100 / (high - low))))
  }

  /// As shares of all numbers.
  func histogram(of histogram: NeuralNetworks.Histogram) -> Plotting.Histogram {
    let (start, end) = (log10(range.lowerBound), log10(range.upperBound))
    let count = Int(((end - start) * Double(binsPerDecade)).rounded())
    let edges = (0...count).map { pow(10, start + Double($0) / Double(binsPerDecade)) }
    var shares = [Double](repeating: 0, count: count)
    let total = Double(max(histogram.counts.reduce(0, +), 1))
    let pieces = Self.pieces(histogram)
    for piece in pieces {
      for bin in 0..<count {
        let overlap = min(piece.high, edges[bin + 1]) - max(piece.low, edges[bin])
        if overlap > 0 { shares[bin] += Double(piece.count) / total * overlap / (piece.high - piece.low) }
      }
    }
    let zeros = histogram.counts.reduce(0, +) - pieces.reduce(0) { $0 + $1.count }
    return Plotting.Histogram(edges: edges, counts: shares, zeroCount: Double(zeros) / total)
  }

  /// The magnitudes of the bins that hold something and do not touch zero.
  private static func pieces(_ histogram: NeuralNetworks.Histogram) -> [(low: Double, high: Double, count: Int)] {
    let width = (histogram.high - histogram.low) / Double(max(histogram.counts.count, 1))
    guard width > 0, width.isFinite else { return [] }
    return histogram.counts.indices.compactMap { index in
      let (left, right) = (histogram.low + Double(index) * width, histogram.low + Double(index + 1) * width)
      let (low, high) = left > 0 ? (left, right) : (-right, -left)
      guard histogram.counts[index] > 0, low > 1e-6 * width else { return nil }
      return (low, high, histogram.counts[index])
    }
  }
}
