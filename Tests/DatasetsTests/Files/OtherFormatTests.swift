import Foundation
import Testing

@testable import Datasets

@Suite struct OtherFormatTests {
  // MARK: LIBSVM

  @Test func sparseTextIsWrittenOut() throws {
    let text = "+1 1:10 3:255 # note\n-1 2:5\n\n+1\n"
    let data = try ownData(text, choices: .size(3, 1))
    #expect(data.details.classNames == ["-1", "1"])
    #expect(data.allCases == [[0, 0, 5, 0], [1, 0, 0, 0], [1, 10, 0, 255]])
    // Columns are counted from 0 if some are.
    #expect(try ownData("0 0:9 1:7\n1 1:200\n", choices: .size(2, 1)).allCases == [[0, 9, 7], [1, 0, 200]])
  }

  @Test(arguments: [
    ("1 1:2 1:3\n", "line 1: '1:3' comes behind a later column"), ("1 1:2\nx 1:1\n", "line 2: 'x' is no class"),
    ("1 1:2\n1 5\n", "line 2: '5' has no column before a colon"),
    ("1 1:2\n1 1:a\n", "'1:a' has no number behind the colon"),
    ("0.5 1:2\n", "'0.5' is no class but a number"), ("1 999999999:1\n", "column 999999999: it is beyond the 100000"),
  ])
  func damagedSparseTextIsRefused(text: String, part: String) throws {
    let complaint = try #require(try ownDataComplaint(text, choices: .size(1, 1)))
    #expect(complaint.contains(part), "\(complaint)")
  }

  // MARK: CIFAR

  /// A record of one colour.
  static func record(_ label: [UInt8], _ red: UInt8, _ green: UInt8, _ blue: UInt8) -> [UInt8] {
    label + [red, green, blue].flatMap { [UInt8](repeating: $0, count: 1024) }
  }

  @Test func batchesAreJoinedAndNamed() throws {
    let files = [
      "data_batch_1.bin": Self.record([0], 255, 0, 0) + Self.record([1], 0, 255, 0),
      "data_batch_2.bin": Self.record([1], 0, 0, 255),
      "test_batch.bin": Self.record([0], 99, 99, 99), "batches.meta.txt": Array("cat\ndog\n\n".utf8),
      "readme.html": Array("<html>".utf8),
    ]
    #expect(throws: DatasetError.self) { try ownFolder(files) }
    let data = try ownFolder(files, choices: DataChoices().with { $0.isGrey = true })
    #expect(data.training.labels == [0, 1, 1] && data.details.classNames == ["cat", "dog"])
    #expect(stride(from: 0, to: 3072, by: 1024).map { data.training.pixels[$0] } == [76, 150, 29])
    #expect(data.test.pixels.allSatisfy { $0 == 99 } && data.test.width == 32)
  }

  @Test func fineClassesOfCIFAR100AreTaken() throws {
    let bytes = (0..<3).flatMap { Self.record([7, UInt8(20 + 30 * $0)], 5, 5, 5) }
    let data = try ownData(bytes)
    #expect(data.details.classNames == ["20", "50", "80"])
  }

  // MARK: IDX

  static func integers(_ sizes: [Int], _ values: [Int]) -> [UInt8] {
    func big(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(value >> $0 & 255) } }
    return [0, 0, 0x0C, UInt8(sizes.count)] + sizes.flatMap(big) + values.flatMap(big)
  }

  @Test func allNamesOfIDXFilesAreKnown() throws {
    let small = SmallDataset()
    let whole = try small.load()
    let spellings: [(String) -> String] = [
      { $0 }, { $0.replacing("-idx", with: ".idx") }, { "emnist-letters-" + $0.replacing("t10k", with: "test") },
      { $0.replacing("t10k", with: "test").uppercased() },
    ]
    for spelling in spellings {
      let files = Dictionary(uniqueKeysWithValues: small.files.map { (spelling($0.key) + ".gz", gzipped($0.value)) })
      let data = try ownFolder(files)
      #expect(data.training == whole.training && data.test == whole.test)
    }
  }

  /// QMNIST's labels have the class and seven numbers of where the digit is from.
  @Test func labelsOfEightNumbersBeginWithTheClass() throws {
    var files = SmallDataset().files
    let labels = (0..<20).map { $0 % 4 }
    files["train-labels-idx1-ubyte"] = nil
    files["train-labels-idx2-int"] = Self.integers([20, 8], labels.flatMap { [$0, 9, 9, 9, 9, 9, 9, 9] })
    #expect(try ownFolder(files).training.labels == labels.map { UInt8($0) })
    files["train-labels-idx2-int"]?.removeLast()
    #expect(throws: DatasetError.self) { try ownFolder(files) }
  }

  @Test func oneOfSeveralDataSetsIsChosenByItsFile() throws {
    let small = SmallDataset()
    var files: [String: [UInt8]] = [:]
    for (name, bytes) in small.files {
      files["emnist-a-" + name] = bytes
      files["emnist-b-" + name] = bytes
    }
    files["emnist-b-mapping.txt"] = Array("0 65\n1 66\n2 67\n3 68\n".utf8)
    #expect(throws: DatasetError.self) { try ownFolder(files) }
    let data = try ownFolder(files, path: "/emnist-b-train-images-idx3-ubyte")
    #expect(data.training.count == 20 && data.details.classNames == ["A", "B", "C", "D"])
  }

  // MARK: Others

  @Test(
    arguments: [
      ([0xFF, 0xD8, 0xFF, 0xE0], "it is a JPEG picture; convert pictures to PNG"),
      ([0x89, 0x48, 0x44, 0x46, 0x0D], "it is an HDF5 file; save its arrays with numpy.savez"),
      ([0x80, 0x04, 0x95], "it is a Python pickle"), (Array("PAR1".utf8), "it is a Parquet file; save it as CSV"),
      (Array("@relation x\n".utf8), "it is an ARFF file"), ([], "there is nothing in it"),
    ] as [([UInt8], String)])
  func otherFormatsAreNamed(bytes: [UInt8], part: String) throws {
    #expect(try ownDataComplaint(bytes)?.contains(part) == true)
  }

  @Test func foldersOfNothingAreRefused() throws {
    #expect(throws: DatasetError.self) { try ownFolder([:]) }
    #expect(throws: DatasetError.self) {
      try ownFolder(["a.csv": Array("a,label\n1,0\n".utf8), "b.csv": Array("a,label\n1,0\n".utf8)])
    }
    #expect(throws: DatasetError.self) { try Dataset.reading(path: "/nonexistent", name: "n", title: "t") }
  }
}
