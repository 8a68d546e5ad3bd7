import LinearAlgebra
import Testing

@testable import Datasets

@Suite struct LabeledImagesTests {
  /// Five images of 2 × 1 pixels.
  static let images = LabeledImages(width: 2, height: 1, pixels: (0..<10).map { UInt8($0) }, labels: [4, 3, 2, 1, 0])

  @Test func partsKeepImagesAndLabelsTogether() {
    let middle = Self.images[1..<3]
    #expect(middle == LabeledImages(width: 2, height: 1, pixels: [2, 3, 4, 5], labels: [3, 2]))
    #expect(Self.images[2..<2].count == 0)
    #expect(Self.images.prefix(2) == Self.images[0..<2])
    #expect(Self.images.prefix(5) == Self.images && Self.images.prefix(99) == Self.images)
    let chosen = Self.images.selecting([4, 0, 4])
    #expect(chosen == LabeledImages(width: 2, height: 1, pixels: [8, 9, 0, 1, 8, 9], labels: [0, 4, 0]))
    #expect(Self.images.selecting([]).count == 0)
  }

  @Test func partsOutOfRangeAreProgrammerErrors() async {
    await #expect(processExitsWith: .failure) { _ = LabeledImagesTests.images[3..<6] }
    await #expect(processExitsWith: .failure) { _ = LabeledImagesTests.images.selecting([5]) }
    await #expect(processExitsWith: .failure) {
      _ = LabeledImages(width: 2, height: 2, pixels: [1, 2, 3], labels: [0])
    }
    await #expect(processExitsWith: .failure) {
      var generator = PhiloxStream(seed: 1, stream: .selection)
      _ = LabeledImagesTests.images.balancedSelection(count: 2, classCount: 4, using: &generator)
    }
  }

  /// Ten classes of which only six occur, with 200 to 400 images: the squares end in 0, 1, 4, 5, 6 or 9.
  static let squares = LabeledImages(
    width: 1, height: 1, pixels: [UInt8](repeating: 0, count: 2000), labels: (0..<2000).map { UInt8($0 * $0 % 10) })

  static func select(_ count: Int, of images: LabeledImages = squares, seed: UInt64 = 1) -> [Int] {
    var stream = PhiloxStream(seed: seed, stream: .selection)
    return images.balancedSelection(count: count, classCount: 10, using: &stream)
  }

  @Test(arguments: [0, 1, 9, 10, 11, 100, 1000, 1200])
  func selectionIsBalanced(count: Int) {
    let chosen = Self.select(count)
    #expect(chosen.count == count && Set(chosen).count == count)
    let sizes = [0, 1, 4, 5, 6, 9].map { label in chosen.count { Self.squares.labels[$0] == label } }
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1, "\(sizes)")
  }

  @Test func otherClassesFillUpForSmallOnes() {
    let images = LabeledImages(
      width: 1, height: 1, pixels: [UInt8](repeating: 0, count: 12), labels: [7] + [UInt8](repeating: 2, count: 11))
    #expect(Self.select(6, of: images).contains(0))
    #expect(Self.select(6, of: images).count == 6)
  }

  @Test func selectionOfMoreThanThereIsTakesAll() {
    #expect(Self.select(5000).sorted() == Array(0..<2000))
  }

  @Test func selectionDependsOnTheSeedAlone() {
    #expect(Self.select(50) == Self.select(50))
    #expect(Self.select(50) != Self.select(50, seed: 2))
  }

  @Test func smallerSelectionsArePartsOfLargerOnes() {
    #expect(Set(Self.select(60)).isSubset(of: Self.select(600)))
  }

  /// The order must not repeat the classes in turn, or every minibatch would be balanced too.
  @Test func selectionIsInRandomOrder() {
    let labels = Self.select(600).map { Self.squares.labels[$0] }
    let repeats = zip(labels, labels.dropFirst()).count { $0 == $1 }
    // 599 pairs with probability 1/6 each: 100 ± 9; ± 45 is five standard deviations.
    #expect((55...145).contains(repeats), "\(repeats) neighbours of the same class")
  }

  /// Every image of a class has the same chance: 3 of 10, over 2000 seeds.
  @Test func everyImageHasTheSameChance() {
    let images = LabeledImages(
      width: 1, height: 1, pixels: [UInt8](repeating: 0, count: 20), labels: (0..<20).map { UInt8($0 % 2) })
    var counts = [Int](repeating: 0, count: 20)
    for seed in 0..<2000 {
      for index in Self.select(6, of: images, seed: UInt64(seed)) { counts[index] += 1 }
    }
    // 600 ± √(2000 · 0.3 · 0.7) = 20.5; five standard deviations: one false alarm in 80,000 such tests.
    let worst = counts.map { abs($0 - 600) }.max() ?? 0
    #expect(worst < 103, "\(counts)")
  }
}
