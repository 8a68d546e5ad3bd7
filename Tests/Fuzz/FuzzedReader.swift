import Foundation

/// Something that makes sense of bytes from outside, fed with damaged ones.
///
/// A reader is added by a file in `Readers`, its entry in ``all``, and a few small files in `Corpus/<name>`.
struct FuzzedReader: Sendable {
  /// How an input is damaged.
  enum Kind: Sendable {
    case bytes
    /// Values of a JSON text are exchanged too.
    case json
    /// Pieces of options are exchanged too.
    case words([String])
  }

  /// Names the folder of its corpus.
  let name: String
  let kind: Kind
  /// Reads one input. What cannot be read is refused by a typed error, and a broken promise stops the program, so that the
  /// fuzzer keeps the input.
  let read: @Sendable ([UInt8]) -> Void

  static let all: [FuzzedReader] = [
    .images, .labels, .gzip, .dataset, .png, .comparisonRecord, .runRecord, .comparison, .options, .escaping,
    .model, .checkpoint, .picture, .table, .sparse, .array, .archive, .batch, .integers,
  ]

  static func named(_ name: String) -> FuzzedReader? { all.first { $0.name == name } }

  /// Inputs to start from, in the order of their names.
  func corpus() -> [[UInt8]] {
    let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Corpus/\(name)")
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []).sorted()
    return names.compactMap { try? Data(contentsOf: directory.appendingPathComponent($0)) }.map { [UInt8]($0) }
  }
}

/// Stops the program unless an error is one sentence: the fuzzer then keeps the input that led to it.
func expectSentence(_ error: some Error) {
  let text = "\(error)"
  precondition(text.hasSuffix(".") && text.count > 10, "no sentence: \(text)")
}
