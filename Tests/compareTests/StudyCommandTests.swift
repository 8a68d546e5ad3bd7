import Foundation
import Studies
import Testing

@Suite struct StudyCommandTests {
  @Test func claimedMeasuredVerdict() throws {
    let folder = try Folder()
    let program = try Program("study", "cs231n", "--quick", "--seeds", "3", "--out", folder.path + "/studies")
    #expect(program.status == 0, "\(program.errors)")
    let start = try #require(program.errors.split(separator: "\n").first)
    #expect(start.hasPrefix("cs231n: takes about ") && program.errors.contains("cs231n: random networks: 18 of 18"))
    for text in [
      "claimed:  In ten layers of 500 tanh units", "measured: normal numbers, 3 seeds",
      "tanh 0.01·randn: sd of layer 10",
      "below 0.001", "holds", "verdict:  ", "(a quick look)",
    ] { #expect(program.output.contains(text), "\(text)") }
    #expect(try folder.bytes("studies/cs231n-quick/activations.png").count < 300_000)
    #expect(program.output.contains("figures:  \(folder.path)/studies/cs231n-quick\n"))
    // A page is made of full studies.
    let arguments = ["study", "docs", "--out", folder.path + "/studies", "--docs", folder.path + "/Studies.md"]
    let none = try Program(list: arguments)
    #expect(none.status != 0 && none.errors.contains("There are no results in"))
    try FileManager.default.moveItem(
      atPath: folder.path + "/studies/cs231n-quick", toPath: folder.path + "/studies/cs231n")
    let docs = try Program(list: arguments)
    #expect(docs.status == 0 && docs.output.contains("from 1 results"))
    let page = try folder.text("Studies.md")
    #expect(page.contains("## cs231n") && page.contains("](studies/cs231n/activations.png)"))
  }

  @Test func listNamesAll() throws {
    let list = try Program("study", "list")
    #expect(list.status == 0)
    for name in Study.all.map(\.name) { #expect(list.output.contains("\n\(name) "), "\(name)") }
    let help = try Program("study", "--help")
    for name in Study.all.map(\.name) { #expect(help.output.contains(" \(name) "), "\(name)") }
  }

  @Test(arguments: [
    (["study", "glorot"], "There is no study 'glorot'; the known names are five-layers, cs231n"),
    (["study", "cs231n", "--seeds", "0"], "--seeds: 0 cannot be used: give a whole number from 1 to 100"),
    (["study", "cs231n", "--jobs", "0"], "--jobs: 0 cannot be used"),
    (["study", "docs"], "There are no results in"),
    (["study"], "Missing expected argument '<name>'"),
    (["study", "cs231n", "--fast"], "Unknown option '--fast'"),
  ])
  func badNamesAndOptionsGetASentence(arguments: [String], sentence: String) throws {
    let folder = try Folder()
    let program = try Program(list: arguments + ["--out", folder.path + "/new"])
    #expect(program.status != 0 && program.errors.contains(sentence), "\(program.errors)")
    #expect(program.errors.split(separator: "\n").count(where: { $0.hasPrefix("Error:") }) == 1)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/new"))
  }
}
