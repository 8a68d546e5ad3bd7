/// The bytes that stand for ground and for full ink in the images of a data set: 0 and 255 in MNIST, 255 and 0 where figures are
/// dark on light.
struct InkScale: Hashable {
  let ground: UInt8
  let ink: UInt8

  init(ground: UInt8, ink: UInt8) {
    precondition(ground != ink, "ink that cannot be told from the ground")
    (self.ground, self.ink) = (ground, ink)
  }

  /// As these images have them.
  ///
  /// A figure is surrounded by what it is drawn on, so the ground is the median of all pixels along the images' edges. Ink is
  /// lighter if in most images the lightest pixel is farther from the ground than the darkest, and full ink is the farthest of all.
  ///
  /// ## Edge cases
  /// Those of MNIST, if nothing differs from the ground.
  init(of images: LabeledImages) {
    let ground = Self.medianOfEdges(images)
    var (lighter, lightest, darkest) = (0, ground, ground)
    for image in 0..<images.count {
      let pixels = images.pixels[image * images.pixelCount..<(image + 1) * images.pixelCount]
      let (high, low) = (max(pixels.max() ?? ground, ground), min(pixels.min() ?? ground, ground))
      lighter += high - ground > ground - low ? 1 : high - ground < ground - low ? -1 : 0
      (lightest, darkest) = (max(lightest, high), min(darkest, low))
    }
    let ink = lighter > 0 || (lighter == 0 && lightest - ground >= ground - darkest) ? lightest : darkest
    self = ink == ground ? InkScale(ground: 0, ink: 255) : InkScale(ground: ground, ink: ink)
  }

  /// How much ink a byte stands for, from 0 to 1; 0 also for what differs from the ground the other way.
  func amount(_ byte: UInt8) -> Double {
    min(max((Double(byte) - Double(ground)) / (Double(ink) - Double(ground)), 0), 1)
  }

  /// The byte of an amount of ink from 0 to 1.
  func byte(_ amount: Float) -> UInt8 {
    let (dark, bright) = (Float(ground), Float(ink))
    return UInt8((dark + amount * (bright - dark)).rounded())
  }

  private static func medianOfEdges(_ images: LabeledImages) -> UInt8 {
    var counts = [Int](repeating: 0, count: 256)
    let (width, height) = (images.width, images.height)
    for image in 0..<images.count {
      for y in 0..<height {
        let isEdgeRow = y == 0 || y == height - 1
        for x in stride(from: 0, to: width, by: isEdgeRow ? 1 : max(1, width - 1)) {
          counts[Int(images.pixels[image * images.pixelCount + y * width + x])] += 1
        }
      }
    }
    let half = (counts.reduce(0, +) + 1) / 2
    var sum = 0
    return UInt8(
      counts.firstIndex {
        sum += $0
        return sum >= half
      } ?? 0)
  }
}
