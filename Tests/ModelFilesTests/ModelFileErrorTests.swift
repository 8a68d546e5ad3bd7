import Testing

@testable import ModelFiles

@Suite struct ModelFileErrorTests {
  static let all: [ModelFileError] = [
    .missing(file: "f"), .unreadable(file: "f", reason: "r"), .tooLarge(file: "f", count: 2, limit: 1),
    .tooShort(file: "f", count: 3),
    .headerTooLong(file: "f", length: .max, limit: 1), .headerTruncated(file: "f", length: 9, found: 1),
    .notSafetensors(file: "f"), .notUTF8(file: "f"), .damagedHeader(file: "f", offset: 9, reason: "r"),
    .duplicateName(file: "f", name: "a"), .unsupportedType(file: "f", tensor: "a", type: "F16"),
    .tooManyElements(file: "f", tensor: "a", shape: [1, 2]),
    .outside(file: "f", tensor: "a", begin: 2, end: 1, count: 1),
    .wrongSpan(file: "f", tensor: "a", shape: [], expected: 4, found: 8),
    .misplaced(file: "f", tensor: "a", expected: 4, found: 8), .leftOver(file: "f", expected: 4, found: 8),
    .checksumMissing(file: "f"), .wrongChecksum(file: "f", expected: "1", found: "2"),
    .notFinite(file: "f", tensor: "a"),
    .missingMetadata(file: "f", key: "kind"), .wrongKind(file: "f", expected: "a", found: "b"),
    .unknownFormat(file: "f", format: "2"), .unknownUnits(file: "f", key: "visibleUnits", units: "x"),
    .unknownActivation(file: "f", activation: "x", known: ["a", "b"]),
    .missingTensor(file: "f", tensor: "a"), .unknownTensor(file: "f", tensor: "a", part: "layer", count: 1),
    .wrongShape(file: "f", tensor: "a", expected: "[1]", found: [2]),
  ]

  /// Sentences end with a full stop, break no line, and tell after a semicolon what to do.
  @Test(arguments: all)
  func eachIsOneSentenceWithAdvice(error: ModelFileError) {
    let text = error.description
    #expect(text.hasSuffix(".") && text.contains("; ") && !text.contains("\n") && !text.contains(". "), "\(text)")
  }

  /// Whatever a file calls its tensors, the sentence stays one readable line.
  @Test func namesFromFilesAreKeptShortAndOnOneLine() {
    let name = "a\n\u{1B}[31m" + String(repeating: "x", count: 100_000)
    let text = ModelFileError.notFinite(file: "f", tensor: name).description
    #expect(text.count < 200 && text.contains("'a\\n\\u{1B}[31mxx") && text.contains("x…'"))
    let shape = [Int](repeating: 1, count: 100_000)
    #expect(ModelFileError.tooManyElements(file: "f", tensor: "a", shape: shape).description.count < 200)
  }

  @Test func sentencesReadWell() {
    #expect(
      ModelFileError.unknownTensor(file: "f", tensor: "layers.4.bias", part: "layer", count: 3).description
        == """
        f has a tensor 'layers.4.bias' besides those of its 3 layers, numbered from 0 without a gap; take it out, or save the \
        model again.
        """
    )
    #expect(
      ModelFileError.unsupportedType(file: "f", tensor: "w", type: "BF16").description
        == "f stores tensor 'w' as 'BF16', which this program does not read; convert it to F32.")
    #expect(
      ModelFileError.damagedHeader(file: "f", offset: 12, reason: "a colon is expected").description
        == "f is damaged at byte 12: a colon is expected; copy it again, or save the model again.")
    #expect(
      ModelFileError.wrongShape(
        file: "f", tensor: "layers.1.weight", expected: "[4, any], with sizes from 1,", found: [5, 6]
      )
      .description
        == "f gives tensor 'layers.1.weight' the shape [5, 6] where [4, any], with sizes from 1, is needed; save the model again."
    )
  }
}
