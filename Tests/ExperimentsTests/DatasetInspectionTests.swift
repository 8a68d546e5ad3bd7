import Datasets
import Foundation
import Testing

@testable import Experiments

/// What is said of data before anything is learned from them.
@Suite struct DatasetInspectionTests {
  /// Images that all differ, with these labels.
  private static func images(_ labels: [Int], from first: Int = 0) -> LabeledImages {
    LabeledImages(
      width: 4, height: 2,
      pixels: labels.indices.flatMap { index in
        (0..<8).map { $0 < 7 ? UInt8(truncatingIfNeeded: (first + index) >> $0 &* 37 &+ $0 &* 11) : 255 }
      }, labels: labels.map { UInt8($0) })
  }

  private static func remarks(
    _ training: [Int], _ test: [Int], isClassified: Bool = true, title: String = "D",
    change: (inout ComparisonSettings) -> Void = { _ in }
  ) throws -> [String] {
    try remarks(
      Dataset(name: "d", title: title, training: images(training), test: images(test, from: 5000)),
      isClassified: isClassified, change: change)
  }

  private static func remarks(
    _ dataset: Dataset, isClassified: Bool = true, change: (inout ComparisonSettings) -> Void = { _ in }
  ) throws -> [String] {
    var settings = ComparisonSettings(dataset: "d", preset: .standard)
    change(&settings)
    let data = try RunData(dataset, settings: settings)
    return data.description(settings: settings, isClassified: isClassified).remarks ?? []
  }

  private static let mixed = (0..<120).map { $0 % 4 }

  @Test func nothingIsSaidOfMNIST() throws {
    #expect(try Self.remarks(.mnist()) == [])
    #expect(try Self.remarks(Dataset.mnist()) { $0.labels = 1000 } == [])
    #expect(try Self.remarks(Dataset.mnist()) { $0.trainsOnValidation = true } == [])
    #expect(try Self.remarks(.synthetic(seed: 1)) == [])
    #expect(try Self.remarks(Self.mixed, Self.mixed) == [])
  }

  /// Of 60 sorted images the last ten are validated on: part of the last class, of which training has the rest.
  @Test func sortedFilesAreTold() throws {
    let sentence = """
      The training file is sorted by class, of which the last images are set aside for validation, so that no training image is of \
      class 3, and no validation image is of classes 0 to 2; shuffle images and labels alike.
      """
    let labels = (0..<60).map { $0 < 50 ? $0 / 17 : 3 }
    #expect(try Self.remarks(labels, Self.mixed) == [sentence])
    // Parts that differ in their classes differ in their images, so that machines without labels are told too.
    #expect(try Self.remarks(labels, Self.mixed, isClassified: false) == [sentence])
    #expect(
      try Self.remarks(labels.reversed(), Self.mixed).first?.contains("no validation image is of classes 1 to 3")
        == true)
    // The last epoch counts, and all images are learned from.
    #expect(try Self.remarks(labels, Self.mixed) { $0.trainsOnValidation = true } == [])
  }

  @Test func classesThatAreMissingAreTold() throws {
    #expect(
      try Self.remarks(Self.mixed, Self.mixed) { $0.trainLimit = 3 } == [
        "Class 3 has no image among the 3 training images, so that it cannot be learned."
      ])
    #expect(
      try Self.remarks([5, 1, 5, 1] + Self.mixed.map { $0 == 2 ? 5 : $0 }, Self.mixed).contains(
        "Class 4 has no image in any part; networks have an output for it all the same."))
    #expect(
      try Self.remarks(Self.mixed, Self.mixed.map { $0 == 1 ? 0 : $0 }).contains(
        "Class 1 has no image among the 120 test images, so that the test error says nothing of it."))
    #expect(
      try Self.remarks([Int](repeating: 2, count: 60), [2, 2]) == [
        "All images have the class 2, so that there is nothing to tell apart."
      ])
    #expect(try Self.remarks(Self.mixed, Self.mixed, isClassified: false) { $0.trainLimit = 3 } == [])
    // A rare class may be missing from a small part by chance.
    #expect(try Self.remarks(Self.mixed, [0, 1, 2]) == [])
  }

  @Test func labelsThatAreNotBalancedAreTold() throws {
    let scarce = Self.mixed.enumerated().map { $1 == 3 && $0 > 12 ? 0 : $1 }
    #expect(
      try Self.remarks(scarce, Self.mixed) { $0.labels = 40 } == [
        "The 40 labelled images are not balanced: class 3 has no more than 3 images, so that others have up to 13."
      ])
    #expect(try Self.remarks(scarce, Self.mixed) { $0.labels = 13 } == [])
    #expect(
      try Self.remarks(scarce, Self.mixed) { $0.labels = 2 } == ["Of 2 labelled images none is of classes 2 and 3."])
    var settings = ComparisonSettings(dataset: "d", preset: .standard)
    settings.labels = 101
    let data = try RunData(SmallComparison.dataset, settings: settings)
    try settings.checkLabels(of: data)
    settings.labels = 501
    let error = try #require(throws: SettingsError.self) { try settings.checkLabels(of: data) }
    #expect(
      error.description
        == "--labels: 501 cannot be used: there are 500 training cases only; leave it out for the labels of all of them."
    )
  }

  @Test func repeatedImagesAreTold() throws {
    let training = Self.images(Self.mixed)
    func test(_ repeated: Int) -> LabeledImages {
      let others = Self.images([Int](repeating: 1, count: 40 - repeated), from: 9000)
      return LabeledImages(
        width: 4, height: 2, pixels: training.pixels.suffix(8 * repeated) + others.pixels,
        labels: training.labels.suffix(repeated) + others.labels)
    }
    func told(_ test: LabeledImages, _ training: LabeledImages = training) throws -> [String] {
      try Self.remarks(Dataset(name: "d", title: "D", training: training, test: test)).filter {
        $0.contains("also among")
      }
    }
    #expect(try told(test(0)) == [])
    #expect(
      try told(test(1)) == [
        """
        1 of the 40 test images (2.5 %) is also among the training or validation images, so that test results are better than on new \
        ones.
        """
      ])
    #expect(try told(test(30)).first?.hasPrefix("30 of the 40 test images (75 %) are also among") == true)
    // The first images again as the last, which are validated on.
    let again = LabeledImages(
      width: 4, height: 2, pixels: Array(training.pixels.prefix(8 * 100)) + training.pixels.prefix(8 * 20),
      labels: training.labels)
    #expect(
      try told(test(0), again).first?.hasPrefix(
        "20 of the 20 validation images (100 %) are also among the training images") == true)
    #expect(try told(test(0), again).count == 1)
  }

  @Test func imagesThatAreAllTheSameAreRefused() throws {
    let same = LabeledImages(
      width: 4, height: 2, pixels: [UInt8](repeating: 7, count: 480), labels: Self.mixed.prefix(60).map { UInt8($0) })
    let dataset = Dataset(name: "d", title: "D", training: same, test: same[0..<9])
    #expect(throws: DatasetError.allEqual(training: 50, binarization: nil)) { try Self.remarks(dataset) }
    let mixed = Dataset(name: "d", title: "D", training: Self.images(Self.mixed), test: same[0..<9])
    #expect(try Self.remarks(mixed) == ["All 9 test images are the same."])
    #expect(throws: DatasetError.tooFew(training: 5, needed: 6)) { try Self.remarks([0, 1, 2, 3, 0], [0, 1]) }
    #expect(try Self.remarks([0, 1, 1, 1, 0, 1], [0, 1]) == [])
  }

  @Test func scaledAndTransposedImagesAreTold() throws {
    let images = Self.images(Self.mixed)
    let scaled = Dataset(
      name: "d", title: "D", training: images, test: Self.images(Self.mixed, from: 5000), greatestByteInFiles: 16)
    #expect(
      try Self.remarks(scaled) == [
        "The bytes of the image files go from 0 to 16 only; they were taken for shares of 16 and scaled to go to 255."
      ])
    #expect(
      try Self.remarks(Self.mixed, Self.mixed, title: "EMNIST letters").first?.hasPrefix("EMNIST's files have") == true)
    let mnist = try Dataset.mnist()
    let turned = LabeledImages(
      width: 28, height: 28,
      pixels: (0..<600 * 784).map { mnist.training.pixels[$0 / 784 * 784 + $0 % 28 * 28 + $0 % 784 / 28] },
      labels: Array(mnist.training.labels.prefix(600)))
    let remarks = try Self.remarks(Dataset(name: "emnist", title: "d", training: turned, test: mnist.test[0..<100]))
    #expect(remarks.map { String($0.prefix(27)) } == ["The digits look transposed,"])
  }

  @Test func listsOfClassesAreShort() {
    for (classes, text) in [
      ([3], "class 3"), ([3, 7], "classes 3 and 7"), ([3, 4, 5], "classes 3 to 5"), ([1, 3, 4], "classes 1, 3 and 4"),
      (Array(stride(from: 0, to: 20, by: 2)), "classes 0, 2, 4, 6, 8, 10 and 4 more"),
      (Array(stride(from: 0, to: 14, by: 2)), "classes 0, 2, 4, 6, 8, 10 and 12"),
    ] { #expect(DatasetRemark.named(classes) == text) }
  }

  // MARK: Guessing

  @Test func guessingIsWorthWhatTheSharesAre() throws {
    let guess = try #require(Guess([97, 3]))
    #expect(guess.majority == 0 && abs(guess.errorRate - 0.03) < 1e-12 && abs(guess.loss - 0.134742) < 1e-6)
    let even = try #require(Guess([0, 5, 5, 5, 5]))
    #expect(even.majority == 1 && even.errorRate == 0.75 && abs(even.loss - log(4)) < 1e-12)
    #expect(Guess([]) == nil && Guess([0, 0]) == nil && Guess([7])?.loss == 0)
    var settings = ComparisonSettings(dataset: "mnist", preset: .standard)
    settings.labels = 1003
    let counts = try #require(try RunData(.mnist(), settings: settings).description(settings: settings).classCounts)
    #expect(counts.test == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    #expect(counts.training.reduce(0, +) == 50_000 && counts.validation.reduce(0, +) == 10_000)
    #expect(counts.labelled.sorted() == [100, 100, 100, 100, 100, 100, 100, 101, 101, 101] && counts.isBalanced)
  }
}
