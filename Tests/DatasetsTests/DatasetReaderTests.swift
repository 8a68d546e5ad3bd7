import Testing

@testable import Datasets

@Suite struct DatasetReaderTests {
  static let names = SmallDataset.names

  @Test(arguments: ["plain", "packed", "mixed", "dotted", "dotted and packed", "packed under plain names"])
  func readsAllSpellings(kind: String) throws {
    var small = SmallDataset()
    for (place, name) in Self.names.enumerated() {
      let bytes = try #require(small.files[name])
      small.files[name] = nil
      let isPacked = kind.contains("packed") || kind == "mixed" && place.isMultiple(of: 2)
      let spelling = kind.contains("dotted") ? name.replacing("-idx", with: ".idx") : name
      let ending = isPacked && !kind.contains("under") ? ".gz" : ""
      small.files[spelling + ending] = isPacked ? gzipped(bytes) : bytes
    }
    let data = try small.load()
    #expect(data.name == "small" && data.title == "Small")
    #expect(data.training.width == 3 && data.training.height == 2 && data.classCount == 4)
    #expect(data.training.pixels == (0..<120).map { UInt8($0) })
    #expect(data.training.labels == (0..<20).map { UInt8($0 % 4) })
    #expect(data.test.pixels == (100..<136).map { UInt8($0) })
    #expect(data.test.labels == [3, 2, 1, 0, 3, 2])
  }

  @Test func classesAreCountedInBothFiles() throws {
    var small = SmallDataset()
    small.files[Self.names[3]] = IDXFile(dimensions: [6], bytes: [0, 0, 255, 0, 0, 0]).encoded
    #expect(try small.load().classCount == 256)
    small.files[Self.names[3]] = IDXFile(dimensions: [6], bytes: [0, 0, 0, 0, 0, 0]).encoded
    #expect(try small.load().classCount == 4)
  }

  @Test(arguments: names)
  func damageIsReportedForItsFile(name: String) throws {
    var small = SmallDataset()
    small.files[name]?.removeLast()
    #expect(try small.complaint()?.contains("/\(name) is truncated") == true)
  }

  @Test func exchangedFilesAreNoticed() throws {
    var small = SmallDataset()
    let (images, labels) = (Self.names[0], Self.names[1])
    (small.files[images], small.files[labels]) = (small.files[labels], small.files[images])
    #expect(try small.complaint()?.contains("exchanged") == true)
  }

  @Test func filesThatDoNotBelongTogetherAreRefused() throws {
    var small = SmallDataset()
    small.files[Self.names[1]] = IDXFile(dimensions: [19], bytes: [UInt8](repeating: 1, count: 19)).encoded
    let counts = try #require(try small.complaint())
    #expect(counts.contains("has 20 images but") && counts.contains("has 19 labels"))
    small = SmallDataset()
    small.files[Self.names[2]] = IDXFile(dimensions: [6, 3, 2], bytes: [UInt8](repeating: 1, count: 36)).encoded
    #expect(try small.complaint()?.contains("3 × 2 pixels and the test images 2 × 3") == true)
  }

  @Test(arguments: names)
  func missingFilesAreNamedInAllSpellings(name: String) throws {
    var small = SmallDataset()
    small.files[name] = nil
    let dotted = name.replacing("-idx", with: ".idx")
    #expect(try small.complaint()?.contains("has no \(name) or \(name).gz or \(dotted) or \(dotted).gz;") == true)
  }

  @Test func missingDirectoriesAreNamed() throws {
    let directory = try TemporaryDirectory()
    try directory.write([1], to: "file")
    for path in [directory.path + "/none", directory.path + "/file", ""] {
      #expect(throws: DatasetError.missingDirectory(path)) {
        try Dataset.reading(directory: path, name: "x", title: "x")
      }
    }
  }

  @Test func namesOfFoldersAreSafe() {
    #expect(Dataset.folderName("kmnist_2.0") == "kmnist_2.0")
    #expect(Dataset.folderName("../../etc") == "-..-etc")
    #expect(Dataset.folderName("") == "data")
    #expect(Dataset.folderName("...") == "data")
    #expect(Dataset.folderName("<script>") == "-script-")
    #expect(Dataset.folderName("Ziffern für alle\n\0") == "Ziffern-f-r-alle--")
    #expect(Dataset.folderName(String(repeating: "a", count: 5000)).count == 100)
  }
}
