import Testing

@testable import Plotting

/// How many pixels of a rectangle (in pixels, from its first up to but without its last) fulfil a condition.
func count(in bitmap: Bitmap, x: Range<Int>, y: Range<Int>, where condition: (Color) -> Bool) -> Int {
  y.reduce(0) { sum, row in sum + x.reduce(0) { $0 + (condition(bitmap[$1, row]) ? 1 : 0) } }
}

/// How many pixels of a whole bitmap fulfil a condition.
func count(in bitmap: Bitmap, where condition: (Color) -> Bool) -> Int {
  count(in: bitmap, x: 0..<bitmap.width, y: 0..<bitmap.height, where: condition)
}

/// The smallest rectangle of pixels around everything that is not white, nil for a white page.
func inkBounds(of bitmap: Bitmap) -> PixelRect? {
  var bounds: PixelRect?
  for y in 0..<bitmap.height {
    for x in 0..<bitmap.width where bitmap[x, y] != .white {
      let known = bounds ?? PixelRect(minX: x, minY: y, maxX: x, maxY: y)
      bounds = PixelRect(
        minX: min(known.minX, x), minY: min(known.minY, y), maxX: max(known.maxX, x + 1), maxY: max(known.maxY, y + 1))
    }
  }
  return bounds
}

/// The pixel that holds a point of a page with two pixels per point.
func pixel(at point: Point, of bitmap: Bitmap) -> Color {
  bitmap[Int(point.x * 2), Int(point.y * 2)]
}

/// Whether two colours differ by at most so much in every channel.
func isClose(_ a: Color, _ b: Color, within tolerance: Int = 2) -> Bool {
  [(a.red, b.red), (a.green, b.green), (a.blue, b.blue)].allSatisfy { abs(Int($0) - Int($1)) <= tolerance }
}
