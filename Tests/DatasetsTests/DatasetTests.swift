import Testing

@testable import Datasets

@Suite struct DatasetTests {
  @Test(arguments: [1, 5, 19])
  func splitSetsTheLastImagesAside(count: Int) throws {
    let data = try SmallDataset().load()
    let split = try data.split(validationCount: count)
    #expect(split.training.count == 20 - count && split.validation.count == count && split.test == data.test)
    // Together, and in this order, they are all: none is in both, none is lost.
    #expect(split.training.pixels + split.validation.pixels == data.training.pixels)
    #expect(split.training.labels + split.validation.labels == data.training.labels)
  }

  @Test(arguments: [-1, 0, 20, 21, Int.max, Int.min])
  func neitherPartMayBeEmpty(count: Int) throws {
    let data = try SmallDataset().load()
    #expect(throws: DatasetError.tooFewForValidation(training: 20, validation: count)) {
      try data.split(validationCount: count)
    }
  }
}
