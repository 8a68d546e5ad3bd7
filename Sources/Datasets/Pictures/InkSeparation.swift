/// What of a picture is ground and what is ink, whichever of the two is darker.
///
/// Otsu's threshold (1979) splits the lightnesses in two so that the parts differ most. The part that most pixels along the edge
/// of the picture belong to is the ground, since a figure is surrounded by what it is drawn on; the other is ink.
struct InkSeparation: Hashable {
  /// The median lightness of the ground.
  let ground: Int
  let isInkDark: Bool
  /// How far the ink lies from the ground, on average over the pixels beyond the threshold; in steps of lightness.
  let contrast: Double
  /// Pixels no further than this from the ground are its noise.
  let floor: Int
  /// Pixels no further than this from the ground do not widen the figure: a fiftieth of the contrast, the faint rim that the
  /// antialiasing of large pictures leaves, or the noise.
  let rim: Int

  /// Ink nearer to the ground than this, in steps of lightness, is not told from a uniform picture.
  private static let leastContrast = 2.0
  /// How many standard deviations of the ground's noise ink must stand out, and up to which pixels are taken for noise.
  private static let leastSignal = 5.0
  private static let noiseReach = 3.0

  /// nil if nothing stands out from the ground.
  init?(_ picture: GreyPicture) {
    let histogram = Self.histogram(picture.pixels)
    guard let threshold = Self.otsuThreshold(histogram) else { return nil }
    let isGroundLight = Self.isEdgeLight(picture, threshold: threshold, histogram: histogram)
    let (light, dark) = (threshold + 1..<256, 0..<threshold + 1)
    let (groundPart, inkPart) = isGroundLight ? (light, dark) : (dark, light)
    ground = Self.median(histogram, groundPart)
    isInkDark = isGroundLight
    contrast = abs(Self.mean(histogram, inkPart) - Double(ground))
    let noise = Self.deviation(histogram, groundPart, from: ground)
    floor = Int(Self.noiseReach * noise)
    rim = max(floor, Int(0.02 * contrast))
    guard contrast >= max(Self.leastContrast, Self.leastSignal * noise) else { return nil }
  }

  /// How much ink a pixel of this lightness holds, in steps of lightness; 0 for ground and for what differs from it the other
  /// way.
  func ink(_ lightness: UInt8) -> Int {
    let distance = isInkDark ? ground - Int(lightness) : Int(lightness) - ground
    return distance > floor ? distance : 0
  }

  // MARK: Lightnesses

  /// How many pixels have each lightness.
  private static func histogram(_ pixels: [UInt8]) -> [Int] {
    var counts = [Int](repeating: 0, count: 256)
    for pixel in pixels { counts[Int(pixel)] += 1 }
    return counts
  }

  /// The greatest lightness of the dark part; nil if all pixels are equal. In the middle of the gap where the parts are
  /// apart, so that a pixel in between goes to the nearer one.
  private static func otsuThreshold(_ histogram: [Int]) -> Int? {
    let total = Double(histogram.reduce(0, +))
    let sum = histogram.enumerated().reduce(0.0) { $0 + Double($1.offset * $1.element) }
    var (count, partial, best) = (0.0, 0.0, 0.0)
    var range: ClosedRange<Int>?
    for level in 0..<255 {
      count += Double(histogram[level])
      partial += Double(level * histogram[level])
      guard count > 0, count < total else { continue }
      let difference = partial / count - (sum - partial) / (total - count)
      let between = count * (total - count) * difference * difference
      if between > best {
        (best, range) = (between, level...level)
      } else if between == best, let first = range?.lowerBound {
        range = first...level
      }
    }
    return range.map { ($0.lowerBound + $0.upperBound) / 2 }
  }

  /// Whether most pixels near the edge lie beyond the threshold; of all pixels, where as many do as do not.
  private static func isEdgeLight(_ picture: GreyPicture, threshold: Int, histogram: [Int]) -> Bool {
    let (width, height) = (picture.width, picture.height)
    let margin = max(1, min(width, height) / 20)
    var (light, total) = (0, 0)
    for y in 0..<height {
      let isEdgeRow = y < margin || y >= height - margin
      let edge = isEdgeRow ? [0..<width] : [0..<margin, max(margin, width - margin)..<max(margin, width)]
      for x in edge.joined() {
        total += 1
        if picture.pixels[y * width + x] > threshold { light += 1 }
      }
    }
    if 2 * light != total { return 2 * light > total }
    return 2 * histogram[(threshold + 1)...].reduce(0, +) >= picture.pixels.count
  }

  private static func median(_ histogram: [Int], _ part: Range<Int>) -> Int {
    let half = (histogram[part].reduce(0, +) + 1) / 2
    var count = 0
    return part.first { level in
      count += histogram[level]
      return count >= half
    } ?? part.lowerBound
  }

  private static func mean(_ histogram: [Int], _ part: Range<Int>) -> Double {
    let count = histogram[part].reduce(0, +)
    return Double(part.reduce(0) { $0 + $1 * histogram[$1] }) / Double(count)
  }

  /// The standard deviation that normal noise would have with the same median distance from `center`, which ink at the
  /// threshold hardly moves.
  private static func deviation(_ histogram: [Int], _ part: Range<Int>, from center: Int) -> Double {
    var distances = [Int](repeating: 0, count: 256)
    for level in part { distances[abs(level - center)] += histogram[level] }
    return 1.4826 * Double(median(distances, 0..<256))
  }
}
