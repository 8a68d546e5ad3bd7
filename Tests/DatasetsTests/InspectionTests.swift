import Testing

@testable import Datasets

/// What is found out about images before they are believed.
@Suite struct InspectionTests {
  /// A data set whose training and test images have these bytes, again and again.
  private func load(_ training: [UInt8], _ test: [UInt8]) throws -> Dataset {
    var small = SmallDataset()
    small.files[SmallDataset.names[0]] =
      IDXFile(dimensions: [20, 2, 3], bytes: (0..<120).map { training[$0 % training.count] }).encoded
    small.files[SmallDataset.names[2]] =
      IDXFile(dimensions: [6, 2, 3], bytes: (0..<36).map { test[$0 % test.count] }).encoded
    return try small.load()
  }

  @Test(
    arguments: [
      ([0, 1, 1, 0, 1], [1, 0], 1, [UInt8(0), 255, 255, 0, 255]), ([0, 3, 16, 8], [15, 0], 16, [0, 48, 255, 128]),
      ([0, 2, 1], [16, 0], 16, [0, 32, 16]),
    ] as [([UInt8], [UInt8], Int, [UInt8])])
  func fewGreysAreSharesOfTheGreatest(training: [UInt8], test: [UInt8], greatest: Int, scaled: [UInt8]) throws {
    let data = try load(training, test)
    #expect(data.greatestByteInFiles == greatest && Array(data.training.pixels.prefix(scaled.count)) == scaled)
    #expect(data.test.pixels[0] == (Int(test[0]) == greatest ? 255 : 239))
  }

  @Test(arguments: [[0, 17], [0, 255], [0]] as [[UInt8]])
  func otherBytesStay(bytes: [UInt8]) throws {
    let data = try load(bytes, bytes)
    #expect(data.greatestByteInFiles == nil && data.training.pixels[1] == bytes[1 % bytes.count])
  }

  @Test(arguments: [([0, 255], [0, 1]), ([0, 16], [0, 17])] as [([UInt8], [UInt8])])
  func filesOnTwoScalesAreRefused(first: [UInt8], second: [UInt8]) throws {
    for (training, test) in [(first, second), (second, first)] {
      let expected = DatasetError.scalesDiffer(training: Int(training[1]), test: Int(test[1]))
      #expect(throws: expected) { try load(training, test) }
    }
    // Black images have no scale.
    _ = try load([0, 255], [0])
  }

  private func images(_ values: [[UInt8]]) -> LabeledImages {
    LabeledImages(width: 11, height: 1, pixels: values.flatMap { $0 }, labels: values.map { _ in 0 })
  }

  @Test func imagesThatRepeatAreCounted() {
    // Eleven bytes: a word of eight and three more, each of which tells images apart.
    let base = (0..<11).map { UInt8($0) }
    let changed = (0..<11).map { place in base.enumerated().map { $0.offset == place ? 99 : $0.element } }
    var index = ImageIndex(images([base] + changed.prefix(3)))
    #expect(index.count(of: images([base, base] + changed)) == 5)
    index.insert(images(Array(changed.suffix(2))))
    #expect(index.count(of: images([base, base] + changed)) == 7)
    #expect(index.count(of: images([])) == 0)
    #expect(
      images([base, base]).areAllEqual && !images([base]).areAllEqual && !images([base, changed[10]]).areAllEqual)
  }

  @Test func digitsThatAreTransposedAreNoticed() throws {
    let mnist = try Dataset.mnist().training.prefix(1000)
    func turned(_ images: LabeledImages) -> LabeledImages {
      let pixels = (0..<images.count * 784).map { place in
        let (image, pixel) = place.quotientAndRemainder(dividingBy: 784)
        return images.pixels[image * 784 + pixel % 28 * 28 + pixel / 28]
      }
      return LabeledImages(width: 28, height: 28, pixels: pixels, labels: images.labels)
    }
    func relabelled(_ images: LabeledImages, _ label: (UInt8) -> UInt8) -> LabeledImages {
      LabeledImages(width: 28, height: 28, pixels: images.pixels, labels: images.labels.map(label))
    }
    #expect(Transposition(of: mnist) == .upright && Transposition(of: turned(mnist)) == .transposed)
    // Of a hundred images mean images are rough.
    #expect(Transposition(of: turned(mnist[500..<600])) == .transposed)
    // Figures that are no digits, digits under other labels, another size, and too few classes.
    #expect(Transposition(of: Dataset.synthetic(seed: 1, trainingCount: 500).training) == .unknown)
    #expect(Transposition(of: relabelled(turned(mnist)) { ($0 + 3) % 10 }) == .unknown)
    #expect(Transposition(of: relabelled(mnist) { $0 / 2 }) == .unknown)
    #expect(Transposition(of: Dataset.synthetic(seed: 1, trainingCount: 50, size: 20).training) == .unknown)
  }
}
