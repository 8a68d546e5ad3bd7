import Testing

/// What leads to the results of all commands, and back.
@Suite struct PagesTests {
  @Test func theIndexLeadsToEverythingAndEverythingBack() throws {
    let folder = try Folder()
    let out = folder.path + "/out"
    let synthetic = ["--dataset", "synthetic", "--train-limit", "300", "--epochs", "1", "--out", out, "--quiet"]
    let run = ["run", "--arms", "he", "--pretrain-epochs", "1"] + synthetic
    for arguments in [
      run + ["--hidden", "8"],
      // Moves the one before aside.
      run + ["--hidden", "9"],
      ["dbn", "--hidden", "6,5", "--ais", "20"] + synthetic,
      ["diagnose", "--arms", "random,he", "--depth", "2", "--width", "10"] + synthetic,
      ["study", "symmetry", "--quick", "--seeds", "1", "--out", out + "/studies"],
    ] {
      let program = try Program(list: arguments)
      #expect(program.status == 0, "\(program.errors)")
    }
    let pages = try Pages(of: out)
    // Results of five kinds, and indices of all, of studies and of what is aside.
    #expect(pages.paths.count == 8, "\(pages.paths)")
    try pages.expectWhole()
    let index = try folder.text("out/index.html")
    for text in [
      "Comparisons", "Boltzmann machines", "DBN 784-6-5", "variational bound", "Diagnoses",
      "what goes up and comes down", "Studies", "Verdict: ", "Earlier results",
    ] { #expect(index.contains(text), "\(text)") }
    #expect(index.contains("<img src=\"synthetic/side-by-side.png\" width="))
  }

  /// A study alone in its folder.
  @Test func aStudysPageHasClaimVerdictAndPictures() throws {
    let folder = try Folder()
    let program = try Program("study", "symmetry", "--quick", "--seeds", "1", "--out", folder.path)
    #expect(program.status == 0 && program.output.contains("page:     \(folder.path)/symmetry-quick/index.html"))
    let page = try folder.text("symmetry-quick/index.html")
    for text in [
      "Verdict: ", "(a quick look)", "What the claim was judged by", "claimed", "measured", "href=\"result.json\"",
    ] {
      #expect(page.contains(text), "\(text)")
    }
    #expect(page.contains("<a href=\"gradients.png\"><img src=\"gradients.png\" width="))
    try Pages(of: folder.path).expectWhole()
  }
}
