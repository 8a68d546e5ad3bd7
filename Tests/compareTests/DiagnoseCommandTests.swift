import Foundation
import Testing

@Suite struct DiagnoseCommandTests {
  @Test func tablesAdviceAndPictures() throws {
    let folder = try Folder()
    let program = try Program(
      "diagnose", "--dataset", "synthetic", "--arms", "random,he", "--depth", "6", "--width", "40", "--epochs", "1",
      "--out", folder.path)
    #expect(program.status == 0, "\(program.errors)")
    #expect(program.errors.contains("random: measured\n") && program.errors.contains("he: measured\n"))
    #expect(program.output.contains("random: sigmoid, N(0, 0.01²), before training\nlayer  units  sd of z  theory"))
    #expect(program.output.contains("he: ReLU, He normal, after 1 epoch\n"))
    #expect(program.output.contains("Gradients shrink 0.02× a layer on their way down: 6 layers leave 10⁻"))
    let table = try folder.text("synthetic/diagnosis/signals.csv").split(separator: "\r\n")
    // Two arms, two moments, seven layers.
    #expect(table.count == 1 + 2 * 2 * 7 && table[0].hasPrefix("arm,epochs,layer,units,z_mean"))
    #expect(table.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 18 })
    let page = try folder.text("synthetic/diagnosis/index.html")
    for moment in ["before", "after"] {
      for picture in ["signals", "activations", "gradients"] {
        let bytes = try folder.bytes("synthetic/diagnosis/\(picture)-\(moment).png")
        #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) && bytes.count > 5000 && bytes.count < 400_000)
        let title = picture == "signals" ? "Signals by layer" : picture.capitalized
        #expect(page.contains("alt=\"\(title) \(moment) training. "), "\(title)")
      }
    }
    #expect(page.contains("he, after 1 epoch</h2>") && page.contains("Gradients shrink 0.02×"))
    try Pages(of: folder.path).expectWhole()
  }

  @Test(arguments: [
    (["--depth", "0"], "--depth: 0 cannot be used: give a whole number from 1 to 200"),
    (["--width", "100001"], "--width: 100001 cannot be used"),
    (["--arms", "hee"], "there is no arm 'hee'"),
    (["--epochs", "0"], "--epochs: 0 cannot be used"),
    (["--dataset", "emnist"], "--dataset: 'emnist' cannot be used"),
  ])
  func badOptionsGetASentence(arguments: [String], sentence: String) throws {
    let folder = try Folder()
    let program = try Program(list: ["diagnose"] + arguments + ["--out", folder.path + "/new"])
    #expect(program.status != 0 && program.errors.contains(sentence), "\(program.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/new"))
  }
}
