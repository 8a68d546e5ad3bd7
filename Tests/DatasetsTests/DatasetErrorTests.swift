import Testing

@testable import Datasets

@Suite struct DatasetErrorTests {
  static let all: [DatasetError] = [
    .missingDirectory("d"), .missingFile(directory: "d", names: ["a", "b"]), .unreadable(file: "f", reason: "r"),
    .notIDX(file: "f", found: "89 50 4e"), .wrongType(file: "f", contents: "images", found: "signed bytes"),
    .wrongRank(file: "f", contents: "labels", expected: 1, found: 3), .empty(file: "f", dimensions: [1, 0]),
    .tooLarge(file: "f", dimensions: [1, 2], limit: 1 << 30), .truncated(file: "f", expected: 2, found: 1),
    .tooLong(file: "f", expected: 2), .damagedGzip(file: "f", offset: 1, reason: "r"),
    .countsDiffer(images: "f", imageCount: 1, labels: "g", labelCount: 2),
    .sizesDiffer(training: "1 × 1", test: "2 × 2"),
    .tooFewForValidation(training: 1, validation: 1), .notInstalled(title: "T", directory: "d", package: "p"),
    .missingResource("MNIST"), .damaged(file: "f", place: "line 1", what: "w", advice: "a"),
    .unusable(what: "w", advice: "a"),
  ]

  /// Sentences end with a full stop, break no line, and tell after a semicolon what to do.
  @Test(arguments: all)
  func eachIsOneSentenceWithAdvice(error: DatasetError) {
    let text = error.description
    #expect(text.hasSuffix(".") && text.contains("; ") && !text.contains("\n") && !text.contains(". "), "\(text)")
  }

  @Test func sentencesReadWell() {
    #expect(
      DatasetError.wrongRank(file: "f", contents: "labels", expected: 1, found: 3).description
        == "f has 3 dimensions where labels have 1; check that images and labels are not exchanged.")
    #expect(
      DatasetError.tooLarge(file: "f", dimensions: [4, 5], limit: 3 << 30).description
        == "f announces 4 × 5 bytes, more than the limit of 3072 MiB; use fewer or smaller images.")
    #expect(
      DatasetError.truncated(file: "f", expected: 9, found: 4).description
        == "f is truncated: 9 bytes are expected and 4 are there; get the data set again.")
  }
}
