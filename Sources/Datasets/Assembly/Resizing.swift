/// Images of another size: each new pixel is the mean of what it covers of the old ones.
struct Resizing {
  /// How much of which old pixels a new one covers, along a side.
  private struct Span {
    let first: Int
    let weights: [Float]
  }

  private let (width, height): (Int, Int)
  private let (columns, rows): ([Span], [Span])

  init(from width: Int, _ height: Int, to newWidth: Int, _ newHeight: Int) {
    (self.width, self.height) = (width, height)
    (columns, rows) = (Self.spans(width, newWidth), Self.spans(height, newHeight))
  }

  private static func spans(_ old: Int, _ new: Int) -> [Span] {
    (0..<new).map { place in
      let (start, end) = (Double(place) * Double(old) / Double(new), Double(place + 1) * Double(old) / Double(new))
      let covered = Int(start)..<min(old, max(Int(start) + 1, Int(end.rounded(.up))))
      let weights = covered.map { Float(max(0, min(end, Double($0 + 1)) - max(start, Double($0)))) }
      let sum = weights.reduce(0, +)
      return Span(first: covered.lowerBound, weights: weights.map { $0 / sum })
    }
  }

  func applied(to pixels: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(pixels.count / (width * height) * columns.count * rows.count)
    for image in stride(from: 0, to: pixels.count, by: width * height) {
      for row in rows {
        for column in columns {
          var sum: Float = 0
          for (y, share) in row.weights.enumerated() {
            let line = image + (row.first + y) * width + column.first
            for (x, weight) in column.weights.enumerated() { sum += share * weight * Float(pixels[line + x]) }
          }
          result.append(UInt8(max(0, min(255, sum.rounded()))))
        }
      }
    }
    return result
  }
}
