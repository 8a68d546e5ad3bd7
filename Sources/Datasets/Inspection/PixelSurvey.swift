extension LabeledImages {
  /// Whether figures are dark on light; see ``InkScale``.
  public var isGroundLight: Bool { InkScale(of: prefix(1000)).ground > 127 }

  /// How many pixels have the same byte in all images.
  public var constantPixelCount: Int {
    guard count > 0 else { return 0 }
    var varies = [Bool](repeating: false, count: pixelCount)
    pixels.withUnsafeBufferPointer { pixels in
      for start in stride(from: pixelCount, to: pixels.count, by: pixelCount) {
        for pixel in 0..<pixelCount where pixels[start + pixel] != pixels[pixel] { varies[pixel] = true }
      }
    }
    return varies.count { !$0 }
  }
}
