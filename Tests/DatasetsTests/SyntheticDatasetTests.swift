import Testing

@testable import Datasets

@Suite struct SyntheticDatasetTests {
  static let data = Dataset.synthetic(seed: 1, trainingCount: 1000, testCount: 300)

  @Test func theSeedDecidesEverything() {
    let again = Dataset.synthetic(seed: 1, trainingCount: 1000, testCount: 300)
    #expect(again.training == Self.data.training && again.test == Self.data.test)
    let other = Dataset.synthetic(seed: 2, trainingCount: 1000, testCount: 300)
    #expect(other.training.pixels != Self.data.training.pixels)
  }

  @Test(arguments: [(3, 1, 1), (12, 4, 30), (1, 256, 512)])
  func shapesAreAsAskedFor(size: Int, classCount: Int, count: Int) {
    let data = Dataset.synthetic(seed: 1, trainingCount: count, testCount: 7, size: size, classCount: classCount)
    #expect(data.training.width == size && data.training.height == size && data.training.count == count)
    #expect(data.test.count == 7 && data.classCount == min(classCount, count))
    #expect(data.name == Dataset.folderName(data.name))
  }

  @Test func classesAreBalancedAndShuffled() {
    #expect((0..<10).allSatisfy { label in Self.data.training.labels.count { $0 == label } == 100 })
    #expect(Self.data.training.labels != (0..<1000).map { UInt8($0 % 10) })
  }

  /// No test image is a training image, even if there are as many, and no image is blank.
  @Test func imagesDiffer() {
    let data = Dataset.synthetic(seed: 1, trainingCount: 300, testCount: 300)
    let images = { (part: LabeledImages) in (0..<part.count).map { part[$0..<$0 + 1].pixels } }
    let (training, test) = (images(data.training), images(data.test))
    #expect(Set(training + test).count == 600)
    #expect((training + test).allSatisfy { $0.contains { $0 > 128 } && $0.contains(0) })
  }

  /// The nearest mean image is right far more often than one time in ten, and not always.
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func canBeLearnedButNotByHeart(seed: UInt64) {
    let data = Dataset.synthetic(seed: seed, trainingCount: 1000, testCount: 300)
    var means = [[Double]](repeating: [Double](repeating: 0, count: 784), count: 10)
    for (index, label) in data.training.labels.enumerated() {
      for pixel in 0..<784 { means[Int(label)][pixel] += Double(data.training.pixels[index * 784 + pixel]) / 100 }
    }
    let right = data.test.labels.indices.count { index in
      let distances = means.map { mean in
        var sum = 0.0
        for pixel in 0..<784 {
          let difference = mean[pixel] - Double(data.test.pixels[index * 784 + pixel])
          sum += difference * difference
        }
        return sum
      }
      return distances.firstIndex(of: distances.min() ?? 0) == Int(data.test.labels[index])
    }
    #expect((180..<297).contains(right), "\(right) of 300")
  }
}
