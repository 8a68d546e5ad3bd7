import Foundation
import Testing

@testable import Datasets

@Suite struct DatasetReaderTests {
  static let names = [
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
  ]

  @Test(arguments: ["plain", "gzip", "mixed", "dotted"])
  func readsAllSpellings(kind: String) throws {
    var small = SmallFiles()
    let plain = try small.load()
    for (place, name) in Self.names.enumerated() where kind != "plain" {
      guard let bytes = small.files[name] else { continue }
      if kind == "dotted" {
        small.files[name] = nil
        small.files[name.replacing("-idx", with: ".idx")] = bytes
      } else if kind == "gzip" || place % 2 == 0 {
        small.files[name] = nil
        small.files[name + ".gz"] = gzipped(bytes)
      }
    }
    let data = try small.load()
    #expect(data.training == plain.training && data.test == plain.test)
    #expect(data.training.width == 3 && data.training.height == 2 && data.classCount == 4)
    #expect(data.training.pixels == (0..<120).map { UInt8($0) })
    #expect(data.test.labels == [3, 2, 1, 0, 3, 2])
  }

  @Test func concatenatedGzipMembersAreOneFile() throws {
    var small = SmallFiles()
    let bytes = small.files[Self.names[0]] ?? []
    small.files[Self.names[0]] = gzipped(Array(bytes.prefix(50))) + gzipped(Array(bytes.dropFirst(50)))
    #expect(try small.load().training.pixels == (0..<120).map { UInt8($0) })
  }

  @Test(arguments: names)
  func everyTruncationIsNoticed(name: String) throws {
    let whole = SmallFiles().files[name] ?? []
    for count in 0..<whole.count {
      var small = SmallFiles()
      small.files[name] = Array(whole.prefix(count))
      #expect(try small.complaint()?.contains(name) == true, "\(count) bytes of \(name)")
    }
    let packed = gzipped(whole)
    for count in 0..<packed.count {
      var small = SmallFiles()
      small.files[name] = Array(packed.prefix(count))
      #expect(try small.complaint()?.contains(name) == true, "\(count) bytes of \(name).gz")
    }
  }

  @Test func everyCauseHasItsSentence() throws {
    func complaint(_ name: String, _ change: ([UInt8]) -> [UInt8]) throws -> String {
      var small = SmallFiles()
      small.files[name] = small.files[name].map(change)
      return try small.complaint() ?? "nothing"
    }
    let (images, labels) = (Self.names[0], Self.names[1])
    #expect(try complaint(images) { $0 + [0] }.contains("goes on after"))
    #expect(
      try complaint(images) { [137, 80, 78, 71] + $0.dropFirst(4) }.contains("not an IDX file: it begins with 89 50 4e")
    )
    #expect(try complaint(images) { [0, 0, 13] + $0.dropFirst(3) }.contains("not an IDX file"))
    #expect(try complaint(images) { [0, 0, 8, 1] + $0.dropFirst(4) }.contains("values with 1 dimension"))
    #expect(try complaint(labels) { [0, 0, 8, 3] + $0.dropFirst(4) }.contains("exchanged"))
    #expect(try complaint(images) { Array($0.prefix(4)) + [0, 0, 0, 0] + $0.dropFirst(8) }.contains("zero"))
    let huge: [UInt8] = [0, 0, 8, 3] + [UInt8](repeating: 0xFF, count: 12)
    #expect(try complaint(images) { _ in huge }.contains("limit"))
    #expect(try complaint(images) { _ in gzipped(huge + [1, 2, 3]) }.contains("limit"))
    let fewer = IDXFile(dimensions: [19], bytes: [UInt8](repeating: 1, count: 19)).encoded
    #expect(try complaint(labels) { _ in fewer }.contains("20 images but"))
    let wider = IDXFile(dimensions: [6, 3, 3], bytes: [UInt8](repeating: 1, count: 54)).encoded
    #expect(try complaint(Self.names[2]) { _ in wider }.contains("3 × 2 pixels and the test images 3 × 3"))
    let damaged = try complaint(images) { bytes in
      var packed = gzipped(bytes)
      packed[packed.count - 6] ^= 1
      return packed
    }
    #expect(damaged.contains("damaged near byte") && damaged.contains("incorrect data check"))
  }

  @Test func missingThingsAreNamed() throws {
    let directory = try TemporaryDirectory()
    #expect {
      try Dataset.reading(directory: directory.path, name: "x", title: "x")
    } throws: {
      "\($0)".contains("has no train-images-idx3-ubyte or train-images-idx3-ubyte.gz")
    }
    #expect {
      try Dataset.reading(directory: directory.path + "/none", name: "x", title: "x")
    } throws: {
      "\($0)".contains("There is no directory")
    }
    try FileManager.default.createDirectory(
      atPath: directory.path + "/train-images-idx3-ubyte", withIntermediateDirectories: false)
    try directory.write([], to: "train-labels-idx1-ubyte")
    #expect {
      try Dataset.reading(directory: directory.path, name: "x", title: "x")
    } throws: {
      "\($0)".contains("it is a directory")
    }
  }

  /// A header that announces 2 GiB in a file of a few bytes must not take the memory.
  @Test func bombsAreDefused() throws {
    var small = SmallFiles()
    small.files[Self.names[0]] = gzipped([0, 0, 8, 3, 0, 32, 0, 0, 0, 0, 0, 64, 0, 0, 0, 16])
    #expect(try small.complaint()?.contains("cut short") == true)
    small.files[Self.names[0]] = gzipped(
      (SmallFiles().files[Self.names[0]] ?? []) + [UInt8](repeating: 0, count: 50_000_000))
    #expect(try small.complaint()?.contains("goes on after") == true)
  }

  /// Two thousand mutations of valid files: each reads, or is refused with a sentence; none crashes.
  @Test func mutatedFilesAreReadOrRefused() throws {
    var generator = SplitMix(state: 1)
    let originals = SmallFiles().files
    for _ in 0..<2000 {
      var small = SmallFiles()
      let name = Self.names[Int.random(in: 0..<4, using: &generator)]
      var bytes = originals[name] ?? []
      if Bool.random(using: &generator) { bytes = gzipped(bytes) }
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0..<max(min(bytes.count, 40), 1), using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.removeLast(min(place, bytes.count))
        default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: min(place, bytes.count))
        }
      }
      small.files[name] = bytes
      if let complaint = try small.complaint() { #expect(complaint.hasSuffix(".")) }
    }
  }

  @Test func namesOfFoldersAreSafe() {
    #expect(Dataset.folderName("../../etc") == "-..-etc")
    #expect(Dataset.folderName("") == "data")
    #expect(Dataset.folderName("...") == "data")
    #expect(Dataset.folderName("<script>") == "-script-")
    #expect(Dataset.folderName("kmnist_2.0") == "kmnist_2.0")
  }
}

/// A small generator for tests; Steele, Lea & Flood (2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
