import Testing

@testable import Datasets

@Suite struct EmbeddedDatasetsTests {
  @Test func mnistIsTheRealOne() throws {
    let data = try Dataset.mnist()
    #expect(data.name == "mnist" && data.title == "MNIST" && data.classCount == 10)
    #expect(data.training.count == 60_000 && data.test.count == 10_000)
    #expect(data.training.width == 28 && data.training.height == 28 && data.test.pixelCount == 784)
    #expect(data.training.labels.prefix(10) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    #expect(data.test.labels.prefix(10) == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
    let counts = { (images: LabeledImages) in (0..<10).map { label in images.labels.count { $0 == label } } }
    #expect(counts(data.training) == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    #expect(counts(data.test) == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
  }

  /// The mean 0.1307 and the standard deviation 0.3081 are those that everyone normalises MNIST with.
  @Test func pixelsHaveTheKnownMoments() throws {
    let pixels = try Dataset.mnist().training.pixels
    var (sum, squares) = (0, 0)
    for pixel in pixels { (sum, squares) = (sum + Int(pixel), squares + Int(pixel) * Int(pixel)) }
    let mean = Double(sum) / Double(pixels.count) / 255
    let variance = Double(squares) / Double(pixels.count) / (255 * 255) - mean * mean
    #expect(abs(mean - 33.318421 / 255) < 1e-7)
    #expect(abs(variance.squareRoot() - 0.3081) < 5e-5)
  }

  /// The first training image is the well-known 5: rows run from top to bottom and pixels from left to right.
  @Test func theFirstImageStandsUpright() throws {
    let five = try Dataset.mnist().training[0..<1]
    #expect(five.labels == [5])
    let row = five.pixels[5 * 28..<6 * 28]
    #expect(row.drop { $0 == 0 }.prefix(5) == [3, 18, 18, 18, 126] && row.firstIndex(of: 3) == 5 * 28 + 12)
  }

  @Test func absentFashionMNISTSaysHowToGetIt() throws {
    let directory = try TemporaryDirectory().path + "/none"
    let error = #expect(throws: DatasetError.self) { try Dataset.fashionMNIST(directory: directory) }
    #expect(error?.description.contains("apt-get install dataset-fashion-mnist") == true)
    #expect(error?.description.contains("--data-dir") == true)
  }

  @Test func fashionMNISTIsReadLikeAnyOther() throws {
    let directory = try TemporaryDirectory()
    for (name, bytes) in SmallDataset().files { try directory.write(gzipped(bytes), to: name + ".gz") }
    let data = try Dataset.fashionMNIST(directory: directory.path)
    #expect(data.name == "fashion-mnist" && data.training.count == 20)
  }
}
