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
    (["--arms", "dbn:estimator=exact"], "it needs hidden layers of at most 25 units to enumerate"),
    (["--epochs", "0"], "--epochs: 0 cannot be used"),
    (["--dataset", "emnist"], "--dataset: 'emnist' cannot be used"),
  ])
  func badOptionsGetASentence(arguments: [String], sentence: String) throws {
    let folder = try Folder()
    let program = try Program(list: ["diagnose"] + arguments + ["--out", folder.path + "/new"])
    #expect(program.status != 0 && program.errors.contains(sentence), "\(program.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/new"))
  }

  /// An arm that is measured is not measured again, and makes no difference.
  @Test func measuredArmsAreKept() throws {
    let folder = try Folder()
    let usual = [
      "diagnose", "--dataset", "synthetic", "--train-limit", "600", "--depth", "3", "--width", "8", "--epochs", "1",
    ]
    func run(_ arms: String, _ more: [String] = [], in place: String) throws -> (errors: String, table: String) {
      let program = try Program(list: usual + ["--arms", arms, "--out", folder.path + "/" + place] + more)
      #expect(program.status == 0, "\(program.errors)")
      return (program.errors, try folder.text(place + "/synthetic/diagnosis/signals.csv"))
    }
    #expect(try !run("he,zeros", in: "a").errors.contains("before"))
    let more = try run("zeros,xavier:lr=1e9,he", in: "a")
    #expect(more.errors.contains("he: measured before") && more.errors.contains("zeros: measured before"))
    #expect(more.errors.contains("xavier:lr=1e9: measured\n"))
    #expect(try more.table == run("zeros,xavier:lr=1e9,he", in: "b").table)
    #expect(!more.table.contains("nan"))
    #expect(try run("he", ["--seed", "2"], in: "a").errors.contains("he: measured\n"))
    #expect(try run("he", ["--fresh"], in: "a").errors.contains("he: measured\n"))
  }

  /// Machines, diagnoses and studies are drawn again to the byte, and what is damaged is told.
  @Test func everythingIsDrawnAgain() throws {
    let folder = try Folder()
    let small = ["--dataset", "synthetic", "--train-limit", "600", "--epochs", "1", "--quiet", "--out", folder.path]
    #expect(try Program(list: ["rbm", "--hidden", "4", "--ais", "none"] + small).status == 0)
    #expect(try Program(list: ["dbn", "--hidden", "4,3", "--ais", "none"] + small).status == 0)
    #expect(try Program(list: ["diagnose", "--arms", "he", "--depth", "2", "--width", "8"] + small).status == 0)
    #expect(
      try Program(list: ["study", "symmetry", "--quick", "--seeds", "1", "--out", folder.path + "/studies"]).status == 0
    )
    func drawn() throws -> [String: Data] {
      let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      let pictures = names.filter { $0.hasSuffix(".png") || $0.hasSuffix("index.html") }
      return Dictionary(
        uniqueKeysWithValues: pictures.map {
          ($0, FileManager.default.contents(atPath: folder.path + "/" + $0) ?? Data())
        })
    }
    let before = try drawn()
    #expect(before.keys.count { $0.hasSuffix(".png") } > 15)
    for name in before.keys { try Data().write(to: URL(fileURLWithPath: folder.path + "/" + name)) }
    let report = try Program("report", "--out", folder.path)
    #expect(report.status == 0 && report.output.contains("/synthetic/diagnosis/index.html again"), "\(report.errors)")
    for (name, bytes) in try drawn() {
      #expect(bytes == before[name], "\(name)")
    }
    let file = folder.path + "/synthetic/diagnosis/page.json"
    var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    let digit = try #require(bytes.indices.dropFirst(bytes.count / 2).first { (0x31...0x38).contains(bytes[$0]) })
    bytes[digit] += 1
    try bytes.write(to: URL(fileURLWithPath: file))
    let damaged = try Program("report", "--out", folder.path)
    #expect(damaged.status == 1 && damaged.errors.contains("page.json is not what was written there"))
    #expect(try Program("report", "--dataset", "nothing", "--out", folder.path).status == 1)
  }
}
