/// Makes of any picture an image such as those that a network has learned from.
///
/// The images of MNIST were made like this (LeCun, Cortes & Burges, "The MNIST database of handwritten digits"): the digit was
/// fitted into 20 × 20 pixels, its ratio of sides kept and its edges smoothed, and then moved within 28 × 28 so that its
/// centre of mass lies in the middle. How the middle is counted follows from the images: moved by whole pixels so that the
/// rounded centre is pixel 14, counted from 0, all but one of the 10,000 test images stay where they are.
///
/// ## Differences
/// - The box is measured on the data set: the median of its images' longer sides, which is 20 of 28 for MNIST.
/// - Which bytes are ground and ink is measured too (``InkScale``), so that networks that learned from dark figures on light ground are
///   shown such.
/// - The pixel with most ink becomes full ink, as nearly everywhere in MNIST, so that a thin pen is not paler than a thick one.
/// - Pale specks apart from the figure do not count for its size. With this, 99 % of MNIST's test images come back as they
///   were; the others have such specks.
/// - A figure is never moved beyond the edge.
public struct PictureNormalization: Hashable, Sendable {
  /// Of the image, in pixels.
  public let width: Int
  public let height: Int
  /// The share of the image's sides that a figure may fill.
  let boxShare: Double
  /// What ground and ink are in the image.
  let scale: InkScale

  init(width: Int, height: Int, boxShare: Double, scale: InkScale = InkScale(ground: 0, ink: 255)) {
    precondition(boxShare > 0 && boxShare <= 1, "a figure that fills \(boxShare) of an image")
    (self.width, self.height, self.boxShare, self.scale) = (width, height, boxShare, scale)
  }

  /// The normalisation that gives images like these, which should be those that a network has learned from.
  public init(like images: LabeledImages) {
    let measured = images.prefix(Self.measuredCount)
    let scale = InkScale(of: measured)
    let shares = (0..<measured.count).compactMap { Self.boxShare(of: $0, in: measured, scale) }.sorted()
    let share = shares.isEmpty ? Self.shareInMNIST : shares[shares.count / 2]
    self.init(width: images.width, height: images.height, boxShare: share, scale: scale)
  }

  private static let measuredCount = 1000
  private static let shareInMNIST = 20.0 / 28
  /// Less ink is taken for noise of the ground; 12 of 255.
  private static let leastInk = 12.0 / 255

  /// How much of the image's sides its ink spans, along the side of which it spans more; nil without ink.
  private static func boxShare(of image: Int, in images: LabeledImages, _ scale: InkScale) -> Double? {
    let start = image * images.pixelCount
    let box = PixelBox(width: images.width, height: images.height) { x, y in
      scale.amount(images.pixels[start + y * images.width + x]) > leastInk
    }
    return box.map { max(Double($0.width) / Double(images.width), Double($0.height) / Double(images.height)) }
  }

  /// Finds the figure in a colour picture. Transparent parts are white; if nothing can be seen then, black.
  ///
  /// - Parameters:
  ///   - channels: 3 for RGB, 4 for RGBA.
  ///   - bytes: width × height × channels, row by row from the top.
  ///   - file: for messages.
  public func normalized(
    width: Int, height: Int, channels: Int, bytes: [UInt8], file: String
  ) throws(PictureError) -> NormalizedPicture {
    guard width * height > 1 else { throw .tooSmall(file: file, width: width, height: height) }
    for ground: UInt8 in channels == 4 ? [255, 0] : [255] {
      let picture = GreyPicture(width: width, height: height, channels: channels, bytes: bytes, ground: ground)
      if let result = normalized(picture) { return result }
    }
    throw .noInk(file: file, width: width, height: height)
  }

  /// Finds the figure in a picture; nil if nothing stands out from its ground.
  ///
  /// The box is that of the ink at half its contrast or more, and from there on as far as fainter ink goes without a gap:
  /// single pixels of noise do not widen it.
  public func normalized(_ picture: GreyPicture) -> NormalizedPicture? {
    guard let separation = InkSeparation(picture) else { return nil }
    func ink(_ x: Int, _ y: Int) -> Int { separation.ink(picture.pixels[y * picture.width + x]) }
    let half = separation.contrast / 2
    guard var box = PixelBox(width: picture.width, height: picture.height, where: { Double(ink($0, $1)) >= half })
    else { return nil }
    box.grow(withinWidth: picture.width, height: picture.height) { ink($0, $1) > separation.rim }
    let values = box.y.flatMap { y in box.x.map { Float(ink($0, y)) } }
    let field = InkField(width: box.width, height: box.height, values: values)
    return NormalizedPicture(pixels: placed(fitted(field)), inkBox: box, isInkDark: separation.isInkDark)
  }

  /// As large as the box allows.
  private func fitted(_ field: InkField) -> InkField {
    let scale = boxShare * min(Double(width) / Double(field.width), Double(height) / Double(field.height))
    return field.resampled(by: scale)
  }

  /// The image of width × height bytes with the centre of mass in its middle.
  private func placed(_ field: InkField) -> [UInt8] {
    let center = field.centerOfMass
    let left = Self.offset(center: center.x, length: field.width, within: width)
    let top = Self.offset(center: center.y, length: field.height, within: height)
    let most = field.values.max() ?? 1
    var image = [UInt8](repeating: scale.ground, count: width * height)
    for y in 0..<min(field.height, height) {
      for x in 0..<min(field.width, width) {
        image[(top + y) * width + left + x] = scale.byte(field.values[y * field.width + x] / most)
      }
    }
    return image
  }

  private static func offset(center: Double, length: Int, within size: Int) -> Int {
    max(0, min(size - length, Int((Double(size / 2) - center + 0.5).rounded(.down))))
  }
}

/// A picture as a network sees it, and where in it the figure was found.
public struct NormalizedPicture: Hashable, Sendable {
  /// Row by row, with ground and ink as in the images that it is made like.
  public let pixels: [UInt8]
  /// Around the figure, in pixels of the picture.
  public let inkBox: PixelBox
  /// Whether the figure is darker than its ground.
  public let isInkDark: Bool
}
