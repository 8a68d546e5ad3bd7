import LinearAlgebra
import Testing

@testable import Datasets

@Suite struct DatasetTests {
  @Test func mnistIsTheRealOne() throws {
    let data = try Dataset.mnist()
    #expect(data.training.count == 60_000 && data.test.count == 10_000)
    #expect(data.training.width == 28 && data.training.height == 28 && data.classCount == 10)
    #expect(Array(data.training.labels.prefix(10)) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    #expect(Array(data.test.labels.prefix(5)) == [7, 2, 1, 0, 4])
    var counts = [Int](repeating: 0, count: 10)
    for label in data.training.labels { counts[Int(label)] += 1 }
    #expect(counts == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    // The mean and standard deviation that everyone normalises MNIST with are 0.1307 and 0.3081.
    let mean = Double(data.training.pixels.reduce(0) { $0 + Int($1) }) / Double(data.training.pixels.count) / 255
    #expect(abs(mean - 0.1307) < 5e-5)
  }

  @Test func splitSetsTheLastImagesAside() throws {
    let data = try SmallFiles().load()
    let split = try data.split(validationCount: 5)
    #expect(split.training == data.training[0..<15] && split.validation == data.training[15..<20])
    #expect(split.test == data.test)
    for count in [0, 20, 21] {
      #expect(throws: DatasetError.tooFewForValidation(training: 20, validation: count)) {
        try data.split(validationCount: count)
      }
    }
  }

  @Test(arguments: [1, 9, 10, 11, 100, 1000])
  func selectionIsBalanced(count: Int) {
    let images = LabeledImages(
      width: 1, height: 1, pixels: [UInt8](repeating: 0, count: 2000), labels: (0..<2000).map { UInt8($0 * $0 % 10) })
    var stream = PhiloxStream(seed: 1, stream: .selection)
    let chosen = images.balancedSelection(count: count, classCount: 10, using: &stream)
    #expect(chosen.count == count && Set(chosen).count == count)
    var counts = [UInt8: Int]()
    for index in chosen { counts[images.labels[index], default: 0] += 1 }
    // The squares end in 0, 1, 4, 5, 6 or 9 only.
    let sizes = [0, 1, 4, 5, 6, 9].map { counts[$0] ?? 0 }
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1 || count > 1000)
  }

  @Test func selectionOfMoreThanThereIsTakesAll() {
    let images = LabeledImages(width: 1, height: 1, pixels: [1, 2, 3], labels: [0, 0, 1])
    var stream = PhiloxStream(seed: 1, stream: .selection)
    #expect(images.balancedSelection(count: 9, classCount: 2, using: &stream).sorted() == [0, 1, 2])
  }

  @Test func syntheticIsTheSameForASeedAndCanBeLearned() {
    let data = Dataset.synthetic(seed: 1, trainingCount: 1000, testCount: 300)
    #expect(data.training == Dataset.synthetic(seed: 1, trainingCount: 1000, testCount: 300).training)
    #expect(data.training != Dataset.synthetic(seed: 2, trainingCount: 1000, testCount: 300).training)
    // The nearest mean image is right far more often than one time in ten, and not always.
    var means = [[Double]](repeating: [Double](repeating: 0, count: 784), count: 10)
    for (index, label) in data.training.labels.enumerated() {
      for pixel in 0..<784 { means[Int(label)][pixel] += Double(data.training.pixels[index * 784 + pixel]) / 100 }
    }
    let right = data.test.labels.indices.count { index in
      let distances = means.map { mean in
        (0..<784).reduce(0.0) { sum, pixel in
          let difference = mean[pixel] - Double(data.test.pixels[index * 784 + pixel])
          return sum + difference * difference
        }
      }
      return distances.firstIndex(of: distances.min() ?? 0) == Int(data.test.labels[index])
    }
    #expect(right > 180 && right < 300, "\(right) of 300")
  }
}
