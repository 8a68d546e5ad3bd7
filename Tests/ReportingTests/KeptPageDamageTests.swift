import Experiments
import Foundation
import Testing

@testable import Reporting

/// What is kept of a machine, with its bytes damaged: its page is drawn as before, or a sentence names the file.
@Suite struct KeptPageDamageTests {
  @Test func everyByteCounts() throws {
    let folder = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try AtomicFile.createDirectory(folder)
    let files = try LaboratoryReport(LaboratoryReportTests.model()).files()
    for file in files { try file.bytes.write(to: URL(fileURLWithPath: folder + "/" + file.name)) }
    let page = try JSON.figure.encoded(#require(try KeptPage(readFrom: folder)))
    let kept = files.filter { !$0.name.hasSuffix(".png") && $0.name != "index.html" }
    #expect(kept.map(\.name).contains("model.safetensors") && kept.count == 5)
    for (name, whole) in kept {
      let path = folder + "/" + name
      // Some places of each: the figures are large.
      for place in stride(from: 0, to: whole.count, by: max(whole.count / 25, 1)) {
        var bytes = whole
        bytes[place] ^= 1 << UInt8(place % 8)
        try bytes.write(to: URL(fileURLWithPath: path))
        do {
          let read = try JSON.figure.encoded(#require(try KeptPage(readFrom: folder)))
          #expect(read == page && name == KeptPage.file, "byte \(place) of \(name)")
        } catch {
          #expect("\(error)".contains(path), "\(error)")
        }
      }
      try whole.write(to: URL(fileURLWithPath: path))
    }
  }
}
