/// Grey images of one size as bytes, each with its class.
public struct LabeledImages: Hashable, Sendable {
  /// In pixels.
  public let width: Int
  /// In pixels.
  public let height: Int
  /// count × (height · width) intensities, image by image and row by row: 0 is background and 255 is ink, but data sets of
  /// dark figures on light ground have it the other way round.
  public let pixels: [UInt8]
  /// The class of each image, from 0.
  public let labels: [UInt8]
  /// What is learned from instead of pixels where cases are no images but lines of a table: count × (height · width) numbers. The pixels
  /// are then 256 steps of them, to be looked at.
  public let numbers: [Float]?

  /// How many images there are.
  public var count: Int { labels.count }
  /// The pixels of one image.
  public var pixelCount: Int { width * height }

  public init(width: Int, height: Int, pixels: [UInt8], labels: [UInt8], numbers: [Float]? = nil) {
    precondition(
      pixels.count == labels.count * width * height,
      "\(pixels.count) pixels for \(labels.count) images of \(width) × \(height)")
    precondition(numbers.map { $0.count == pixels.count } ?? true, "other numbers than pixels")
    (self.width, self.height, self.pixels, self.labels, self.numbers) = (width, height, pixels, labels, numbers)
  }

  /// Consecutive images.
  public subscript(range: Range<Int>) -> LabeledImages {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "images \(range) of \(count)")
    let places = range.lowerBound * pixelCount..<range.upperBound * pixelCount
    return LabeledImages(
      width: width, height: height, pixels: Array(pixels[places]), labels: Array(labels[range]),
      numbers: numbers.map { Array($0[places]) })
  }

  /// The first images, all if there are no more.
  public func prefix(_ count: Int) -> LabeledImages { count >= self.count ? self : self[0..<count] }

  /// The images at the given indices, in their order.
  public func selecting(_ indices: [Int]) -> LabeledImages {
    func selected<Value>(_ values: [Value]) -> [Value] {
      var selected: [Value] = []
      selected.reserveCapacity(indices.count * pixelCount)
      for index in indices { selected += values[index * pixelCount..<(index + 1) * pixelCount] }
      return selected
    }
    return LabeledImages(
      width: width, height: height, pixels: selected(pixels), labels: indices.map { labels[$0] },
      numbers: numbers.map(selected))
  }

  /// Indices of `count` images, chosen at random with as equal numbers of each class as there are images for, in random
  /// order.
  ///
  /// ## Edge cases
  /// - Classes differ by at most one image, unless a class has too few; then the others fill up.
  /// - All indices if `count` is at least the number of images.
  /// - A smaller selection, made with a generator in the same state, is part of every larger one.
  ///
  /// - Parameter classCount: more than the greatest label.
  public func balancedSelection(
    count: Int, classCount: Int, using generator: inout some RandomNumberGenerator
  ) -> [Int] {
    precondition(count >= 0, "a selection of \(count) images")
    precondition(labels.allSatisfy { $0 < classCount }, "a label is beyond the \(classCount) classes")
    let order = labels.indices.shuffled(using: &generator)
    var queues = [[Int]](repeating: [], count: classCount)
    for index in order.reversed() { queues[Int(labels[index])].append(index) }
    var chosen: [Int] = []
    let wanted = min(count, self.count)
    chosen.reserveCapacity(wanted)
    // One from each class in turn; shuffled once more, so that minibatches do not repeat the order of classes.
    while chosen.count < wanted {
      for label in queues.indices where chosen.count < wanted {
        if let index = queues[label].popLast() { chosen.append(index) }
      }
    }
    return chosen.shuffled(using: &generator)
  }
}
