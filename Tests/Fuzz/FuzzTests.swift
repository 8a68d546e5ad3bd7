import LinearAlgebra
import Foundation
import Testing

@testable import Experiments

/// Damaged inputs, the same in every run: each is read or refused in a sentence, and none stops the program.
///
/// `DEEPBELIEF_FUZZ_EXECUTIONS` raises their number for each reader. `Tests/Fuzz/run` does the same guided by coverage, and
/// keeps the inputs that it finds something with.
@Suite struct FuzzTests {
  static let executions = Int(ProcessInfo.processInfo.environment["DEEPBELIEF_FUZZ_EXECUTIONS"] ?? "") ?? 2000

  @Test(arguments: FuzzedReader.all.map(\.name))
  func damagedInputsAreReadOrRefused(name: String) throws {
    let reader = try #require(FuzzedReader.named(name))
    let corpus = reader.corpus()
    try #require(!corpus.isEmpty, "Corpus/\(name) is empty.")
    let mutation = Mutation(kind: reader.kind, others: corpus)
    var generator = PhiloxStream(seed: 1, stream: .selection)
    for input in corpus {
      #expect(input.count < 10_000)
      reader.read(input)
    }
    for execution in 0..<Self.executions {
      reader.read(mutation.apply(to: corpus[execution % corpus.count], using: &generator))
    }
  }

  /// Damage to what is refused anyway would show nothing.
  @Test func checkpointsOfTheCorpusAreGoneOnFrom() throws {
    for input in FuzzedReader.checkpoint.corpus() {
      let file = try #require(CheckpointInput.file(Data(input)))
      #expect(try CheckpointInput.goOn(Checkpoint(reading: file, file: "c")))
    }
  }

  @Test func everyCorpusHasAReader() throws {
    let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Corpus")
    let folders = try FileManager.default.contentsOfDirectory(atPath: directory.path)
    #expect(Set(folders) == Set(FuzzedReader.all.map(\.name)))
  }

  /// Mutations of JSON are worth something only if most of them are still JSON.
  @Test func mutationsOfJSONMostlyStayJSON() throws {
    let original = Array(#"{"a":[1,2,{"b":"c"}],"d":null,"e":"\"x"}"#.utf8)
    var (generator, readable) = (PhiloxStream(seed: 1, stream: .selection), 0)
    for _ in 0..<1000 {
      var bytes = original
      JSONMutation(bytes).apply(to: &bytes, using: &generator)
      if (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil { readable += 1 }
    }
    #expect(readable > 600)
  }
}
