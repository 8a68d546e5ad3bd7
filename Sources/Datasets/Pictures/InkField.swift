/// A rectangle of amounts of ink, row by row from the top.
struct InkField: Hashable {
  let width: Int
  let height: Int
  var values: [Float]

  init(width: Int, height: Int, values: [Float]) {
    precondition(values.count == width * height, "\(values.count) values for \(width) × \(height)")
    (self.width, self.height, self.values) = (width, height, values)
  }

  /// The same ink `scale` times as large, the ratio of the sides kept to a fraction of a pixel.
  ///
  /// Pixels are squares: each new one is the mean of the old ones under it, weighted by the area that it covers of each, which
  /// smooths edges as MNIST's are. It goes beyond the right and lower edge where the size is no whole number; there is no ink
  /// there.
  func resampled(by scale: Double) -> InkField {
    let horizontal = AreaWeights(count: width, scale: scale)
    let vertical = AreaWeights(count: height, scale: scale)
    var narrow = [Float](repeating: 0, count: height * horizontal.count)
    for y in 0..<height {
      for x in 0..<horizontal.count {
        narrow[y * horizontal.count + x] = horizontal.mean(at: x) { values[y * width + $0] }
      }
    }
    var result = [Float](repeating: 0, count: vertical.count * horizontal.count)
    for y in 0..<vertical.count {
      for x in 0..<horizontal.count {
        result[y * horizontal.count + x] = vertical.mean(at: y) { narrow[$0 * horizontal.count + x] }
      }
    }
    return InkField(width: horizontal.count, height: vertical.count, values: result)
  }

  /// Σ ink · place / Σ ink, in pixels from the middle of the first column and row.
  var centerOfMass: (x: Double, y: Double) {
    var (sumX, sumY, mass) = (0.0, 0.0, 0.0)
    for y in 0..<height {
      for x in 0..<width {
        let value = Double(values[y * width + x])
        sumX += value * Double(x)
        sumY += value * Double(y)
        mass += value
      }
    }
    return (sumX / mass, sumY / mass)
  }
}

/// Which old pixels lie under each new one along one direction, and how much of it they fill.
private struct AreaWeights {
  /// New pixels.
  let count: Int
  private let oldCount: Int
  private let scale: Double

  /// - Parameter count: old pixels, of which each becomes `scale` new ones.
  init(count: Int, scale: Double) {
    // A length that is whole but for its last digits does not get another pixel.
    self.count = max(1, Int((Double(count) * scale - 1e-6).rounded(.up)))
    (oldCount, self.scale) = (count, scale)
  }

  func mean(at place: Int, of value: (Int) -> Float) -> Float {
    let (start, end) = (Double(place) / scale, min(Double(place + 1) / scale, Double(oldCount)))
    var sum = 0.0
    var index = Int(start)
    while Double(index) < end, index < oldCount {
      let overlap = min(end, Double(index + 1)) - max(start, Double(index))
      if overlap > 0 { sum += overlap * Double(value(index)) }
      index += 1
    }
    return Float(sum * scale)
  }
}
