import Damage
import Experiments
import Foundation
import Testing

@testable import Reporting

/// What is kept of a machine, a stack or a diagnosis, with its bytes damaged: its page is as before, or a sentence names the file.
@Suite final class KeptPageDamageTests {
  private let folder = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func write(_ kind: String, to folder: String) throws {
    try AtomicFile.createDirectory(folder)
    if kind == "diagnosis" {
      _ = try DiagnosisFigureTests.report().write(to: folder)
    } else {
      let model = try LaboratoryReportTests.model(kind == "rbm" ? .rbm : .dbn, hidden: kind == "rbm" ? [4] : [4, 3])
      for file in try LaboratoryReport(model).files() {
        try file.bytes.write(to: URL(fileURLWithPath: folder + "/" + file.name))
      }
    }
  }

  /// A file's bytes, once they have passed.
  private func verified(_ name: String, _ kept: KeptPage) throws -> Data? {
    try kept.verifyFiles(in: folder)
    return FileManager.default.contents(atPath: folder + "/" + name)
  }

  /// Every byte of the files beside a page, and some sixty places of the page itself, whose figures take a while to read.
  @Test(arguments: [("rbm", 4), ("dbn", 4), ("diagnosis", 1)])
  func everyByteCounts(kind: String, count: Int) throws {
    try write(kind, to: folder)
    let kept = try #require(try KeptPage(readFrom: folder))
    let beside = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().filter {
      !$0.hasSuffix(".png") && $0 != "index.html" && $0 != KeptPage.file
    }
    #expect(beside.count == count, "\(beside)")
    for name in beside {
      #expect(try Damage.unnoticed(in: folder + "/" + name) { try verified(name, kept) } == [])
    }
    let unnoticed = try Damage.unnoticed(in: folder + "/" + KeptPage.file, most: 60) {
      try JSON.figure.encoded(#require(try KeptPage(readFrom: folder)))
    }
    #expect(unnoticed == [])
    // A machine is also read alone, by those who measure it or train it on.
    guard kind != "diagnosis" else { return }
    let model = folder + "/model.safetensors"
    #expect(try Damage.unnoticed(in: model) { try SavedMachine(contentsOf: model).checksum } == [])
  }

  /// Files of another machine, or from before it was trained again, are whole and do not belong there.
  @Test func exchangedAndOlderFilesAreNoticed() throws {
    let other = folder + "/other"
    try write("dbn", to: other)
    try write("rbm", to: folder)
    let kept = try #require(try KeptPage(readFrom: folder))
    for name in ["model.safetensors", "metrics.csv", "results.json", "report.md"] {
      let path = folder + "/" + name
      #expect(try Damage.isNoticed(other + "/" + name, insteadOf: path) { try verified(name, kept) }, "\(name)")
    }
  }
}
