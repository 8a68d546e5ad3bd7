import LinearAlgebra
import Testing

@testable import Datasets

@Suite struct PictureNormalizationTests {
  private static let mnist = Result { try Dataset.mnist().test }
  private static let rule = PictureNormalization(width: 28, height: 28, boxShare: 20.0 / 28)

  private static func image(_ index: Int, of images: LabeledImages) -> [UInt8] {
    Array(images[index..<index + 1].pixels)
  }

  /// A picture of an image: enlarged, moved on a larger sheet, in two colours.
  private static func sheet(
    of image: [UInt8], enlarged: Int, left: Int, top: Int, side: Int, ink: [Double], paper: [Double]
  ) -> [UInt8] {
    (0..<side * side).flatMap { index -> [UInt8] in
      let (x, y) = (index % side - left, index / side - top)
      let isInside = x >= 0 && y >= 0 && x < 28 * enlarged && y < 28 * enlarged
      let share = isInside ? Double(image[y / enlarged * 28 + x / enlarged]) / 255 : 0
      return zip(ink, paper).map { UInt8(($0 * share + $1 * (1 - share)).rounded()) }
    }
  }

  private static func difference(_ first: [UInt8], _ second: [UInt8]) -> Int {
    zip(first, second).map { abs(Int($0) - Int($1)) }.max() ?? 0
  }

  // MARK: Known answers

  @Test func theBoxOfMNISTIsTwenty() throws {
    #expect(PictureNormalization(like: try Self.mnist.get()) == Self.rule)
  }

  /// Images of a data set are shown as it has them: with its ground, its ink and its box, whichever way a picture is drawn.
  @Test(arguments: [
    (ground: 0.0, ink: 255.0), (ground: 255, ink: 0), (ground: 230, ink: 40), (ground: 20, ink: 150),
    (ground: 100, ink: 200), (ground: 200, ink: 100),
  ])
  func picturesGetTheGroundOfTheData(ground: Double, ink: Double) throws {
    let mnist = try Self.mnist.get()
    func drawn(_ image: [UInt8]) -> [UInt8] {
      image.map { UInt8((ground + (ink - ground) * Double($0) / 255).rounded()) }
    }
    let images = LabeledImages(
      width: 28, height: 28, pixels: drawn(Array(mnist.pixels.prefix(500 * 784))),
      labels: Array(mnist.labels.prefix(500)))
    let rule = PictureNormalization(like: images)
    #expect(rule.scale == InkScale(ground: UInt8(ground), ink: UInt8(ink)) && rule.boxShare == Self.rule.boxShare)
    for index in [0, 1, 2, 18] {
      let right = drawn(Self.image(index, of: mnist))
      for (paper, pen) in [(255.0, 0.0), (0, 255)] {
        let sheet = Self.sheet(
          of: Self.image(index, of: mnist), enlarged: 5, left: 30, top: 40, side: 230, ink: [pen, pen, pen],
          paper: [paper, paper, paper])
        let seen = try rule.normalized(width: 230, height: 230, channels: 3, bytes: sheet, file: "p.png")
        #expect(seen.isInkDark == (pen == 0) && Self.difference(seen.pixels, right) <= 5, "image \(index)")
      }
    }
  }

  /// Nothing on the images: the ground and ink of MNIST.
  @Test func blankImagesHaveTheScaleOfMNIST() {
    let blank = LabeledImages(width: 3, height: 3, pixels: [UInt8](repeating: 255, count: 18), labels: [0, 1])
    #expect(InkScale(of: blank) == InkScale(ground: 0, ink: 255))
    #expect(InkScale(of: blank[0..<0]) == InkScale(ground: 0, ink: 255))
  }

  /// MNIST's own images were made by these rules, so they come back as they were: all but the three whose ink is only 19
  /// pixels long, one that lies a pixel off, and some 80 with pale specks apart from the digit, which do not count here.
  @Test func imagesOfMNISTComeBackAsTheyWere() throws {
    let images = try Self.mnist.get()
    var different: [Int] = []
    for index in 0..<images.count {
      let image = Self.image(index, of: images)
      let result = try #require(Self.rule.normalized(GreyPicture(width: 28, height: 28, pixels: image)))
      // The lightest pixel is 254 in most of them, and becomes 255; a rim of up to 4 may be lost.
      if Self.difference(image, result.pixels) > 5 || result.isInkDark { different.append(index) }
    }
    #expect(different.count <= 84, "\(different.count), the first: \(different.prefix(10))")
  }

  @Test(arguments: [
    (ink: [0.0, 0, 0], paper: [255.0, 255, 255]), (ink: [250, 240, 200], paper: [20, 30, 90]),
    (ink: [30, 60, 160], paper: [245, 235, 205]), (ink: [255, 255, 255], paper: [0, 0, 0]),
  ])
  func largePicturesInAnyColoursComeBack(ink: [Double], paper: [Double]) throws {
    let images = try Self.mnist.get()
    for (index, place) in [
      (0, (7, 120)), (1, (150, 3)), (2, (60, 60)), (18, (0, 171)), (115, (171, 0)), (1000, (99, 1)),
    ] {
      let image = Self.image(index, of: images)
      let sheet = Self.sheet(
        of: image, enlarged: 10, left: place.0, top: place.1, side: 451, ink: ink, paper: paper)
      let result = try Self.rule.normalized(width: 451, height: 451, channels: 3, bytes: sheet, file: "p.png")
      // Only some 180 steps lie between some inks and papers, and a rim below a fiftieth of the contrast is paper.
      #expect(Self.difference(image, result.pixels) <= 5, "image \(index)")
      #expect(result.isInkDark == (ink[0] < paper[0]))
      #expect(result.inkBox.width % 10 == 0 && max(result.inkBox.width, result.inkBox.height) == 200)
    }
  }

  /// Areas of squares are known: a bar of 40 × 80 becomes 10 × 20, in the middle.
  @Test func aBarFillsTheBox() throws {
    var pixels = [UInt8](repeating: 255, count: 100 * 200)
    for y in 90..<170 { for x in 10..<50 { pixels[y * 100 + x] = 0 } }
    let result = try #require(Self.rule.normalized(GreyPicture(width: 100, height: 200, pixels: pixels)))
    #expect(result.inkBox == PixelBox(x: 10..<50, y: 90..<170) && result.isInkDark)
    // The centre of 10 columns is 4.5, which 14 − 4.5 = 9.5, rounded up, brings to 14.5; of 20 rows 9.5.
    let expected = (0..<784).map { UInt8((10..<20).contains($0 % 28) && (5..<25).contains($0 / 28) ? 255 : 0) }
    #expect(result.pixels == expected)
  }

  /// Two and a half pixels under one new pixel: the third is shared half and half.
  @Test func resamplingWeighsByArea() {
    let field = InkField(width: 5, height: 1, values: [10, 20, 30, 40, 50])
    #expect(field.resampled(by: 0.4).values == [Float((10 + 20 + 15) / 2.5 * 0.4), Float((15 + 40 + 50) / 2.5 * 0.4)])
    #expect(field.resampled(by: 1) == field)
    #expect(
      InkField(width: 2, height: 1, values: [1, 3]).resampled(by: 2).values == [1, 1, 3, 3, 1, 1, 3, 3])
  }

  /// Ink is neither lost nor made, however the sizes fit.
  @Test(arguments: [0.1, 0.37, 0.999, 1.7, 3.0])
  func resamplingKeepsTheMass(scale: Double) {
    var stream = PhiloxStream(seed: 1, stream: .selection)
    let field = InkField(width: 31, height: 17, values: (0..<31 * 17).map { _ in Float(stream.nextUniform()) })
    let mass = { (field: InkField) in field.values.reduce(0.0) { $0 + Double($1) } }
    #expect(abs(mass(field.resampled(by: scale)) / (mass(field) * scale * scale) - 1) < 1e-5)
  }

  @Test func aFigureStaysWithinTheImage() throws {
    // Nearly all ink at the left end of a long line: centring its mass would push the line out at the right.
    var pixels = [UInt8](repeating: 0, count: 60 * 60)
    for y in 10..<40 { for x in 2..<5 { pixels[y * 60 + x] = 255 } }
    for x in 2..<58 { pixels[25 * 60 + x] = 255 }
    let full = PictureNormalization(width: 28, height: 28, boxShare: 1)
    let result = try #require(full.normalized(GreyPicture(width: 60, height: 60, pixels: pixels)))
    #expect((0..<28).allSatisfy { column in (0..<28).contains { result.pixels[$0 * 28 + column] > 0 } })
  }

  @Test func otherSizesScaleTheBox() throws {
    let rule = PictureNormalization(width: 14, height: 42, boxShare: 20.0 / 28)
    let bar = try #require(
      rule.normalized(
        GreyPicture(
          width: 30, height: 30, pixels: (0..<900).map { (10..<20).contains($0 % 30) && $0 / 30 > 4 ? 0 : 255 })
      ))
    let box = try #require(PixelBox(width: 14, height: 42) { bar.pixels[$1 * 14 + $0] > 0 })
    // 10 × 25 pixels are bound by the height of 30: twelve by thirty would be too wide for ten.
    #expect(box.width == 10 && box.height == 25)
  }

  // MARK: Ground

  @Test func noiseDoesNotWidenTheFigure() throws {
    let image = Self.image(0, of: try Self.mnist.get())
    var stream = PhiloxStream(seed: 3, stream: .selection)
    let clean = Self.sheet(
      of: image, enlarged: 8, left: 90, top: 40, side: 400, ink: [40, 40, 60], paper: [210, 210, 215])
    let noisy = clean.map { UInt8(max(0, min(255, (Double($0) + 6 * stream.nextNormalPair().0).rounded()))) }
    let result = try Self.rule.normalized(width: 400, height: 400, channels: 3, bytes: noisy, file: "p.png")
    #expect(abs(max(result.inkBox.width, result.inkBox.height) - 160) <= 8)
    let mean = zip(image, result.pixels).reduce(0.0) { $0 + abs(Double($1.0) - Double($1.1)) } / 784
    #expect(mean < 6, "\(mean)")
  }

  @Test func transparencyIsWhiteOrElseBlack() throws {
    let image = Self.image(0, of: try Self.mnist.get())
    for color: UInt8 in [0, 255] {
      let bytes = image.flatMap { [color, color, color, $0] }
      let result = try Self.rule.normalized(width: 28, height: 28, channels: 4, bytes: bytes, file: "p.png")
      #expect(Self.difference(image, result.pixels) <= 2 && result.isInkDark == (color == 0))
    }
  }

  @Test func lumaKeepsGreyAndWeighsColours() {
    let greys = (0...255).flatMap { [UInt8($0), UInt8($0), UInt8($0)] }
    #expect(GreyPicture(width: 256, height: 1, channels: 3, bytes: greys).pixels == (0...255).map { UInt8($0) })
    let colors: [UInt8] = [255, 0, 0, 0, 255, 0, 0, 0, 255]
    #expect(GreyPicture(width: 3, height: 1, channels: 3, bytes: colors).pixels == [76, 150, 29])
    let half = GreyPicture(width: 1, height: 1, channels: 4, bytes: [0, 0, 0, 127])
    #expect(half.pixels == [128])
  }

  @Test(arguments: [
    (width: 5, height: 4, channels: 3, value: 128 as UInt8), (width: 28, height: 28, channels: 4, value: 0),
    (width: 1, height: 300, channels: 3, value: 255),
  ])
  func anEmptySheetGetsASentence(width: Int, height: Int, channels: Int, value: UInt8) {
    let bytes = [UInt8](repeating: value, count: width * height * channels)
    let error = #expect(throws: PictureError.self) {
      try Self.rule.normalized(width: width, height: height, channels: channels, bytes: bytes, file: "sheet.png")
    }
    #expect(error == .noInk(file: "sheet.png", width: width, height: height))
    #expect(error?.description.hasPrefix("Nothing stands out from the ground of sheet.png") == true)
  }

  @Test func noiseAloneIsNoFigure() {
    var stream = PhiloxStream(seed: 4, stream: .selection)
    let pixels = (0..<200 * 200).map { _ in UInt8((180 + 5 * stream.nextNormalPair().0).rounded()) }
    #expect(Self.rule.normalized(GreyPicture(width: 200, height: 200, pixels: pixels)) == nil)
  }

  @Test func oneLonelyPixelIsTooSmall() {
    let error = #expect(throws: PictureError.self) {
      try Self.rule.normalized(width: 1, height: 1, channels: 3, bytes: [0, 0, 0], file: "dot.png")
    }
    #expect(error?.description.hasPrefix("dot.png has only 1 × 1 pixel, too few") == true)
  }
}
