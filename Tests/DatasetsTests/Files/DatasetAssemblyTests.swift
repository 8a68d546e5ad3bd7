import Testing

@testable import Datasets

@Suite struct DatasetAssemblyTests {
  /// 40 cases of class 0, 20 of class 1 and 10 of class 2, in this order.
  static let sorted =
    "a,label\n" + (0..<70).map { "\($0 * 3),\($0 < 40 ? 0 : $0 < 60 ? 1 : 2)\n" }.joined()

  @Test func aTestPartIsDrawnAlikeFromEachClass() throws {
    let data = try ownData(Self.sorted, choices: .size(1, 1))
    #expect(data.training.count == 56 && data.test.count == 14)
    #expect((0..<3).map { label in data.test.labels.count { $0 == label } } == [8, 4, 2])
    #expect(data.details.findings.contains { $0.contains("14 of 70 cases, the same share of each class,") })
    // In no order, so that the last cases can be set aside.
    #expect(Set(data.training.labels.suffix(28)) == [0, 1, 2])
    #expect(try ownData(Self.sorted, choices: DataChoices.size(1, 1).with { $0.testShare = 0.5 }).test.count == 35)
  }

  @Test func divisionsAreThoseOfTheirSeed() throws {
    func data(_ seed: UInt64?) throws -> [UInt8] {
      try ownData(Self.sorted, choices: DataChoices.size(1, 1).with { $0.shuffleSeed = seed }).test.pixels
    }
    #expect(try data(nil) == data(1))
    #expect(try data(2) == data(2))
    #expect(try data(1) != data(2))
  }

  @Test func filesWithATestPartStayInOrderUnlessShuffled() throws {
    let files = ["train.csv": Array(Self.sorted.utf8), "test.csv": Array("a,label\n1,0\n200,2\n".utf8)]
    let data = try ownFolder(files, choices: .size(1, 1))
    #expect(data.training.labels == (0..<70).map { $0 < 40 ? 0 : $0 < 60 ? 1 : 2 })
    #expect(data.test.labels == [0, 2])
    let shuffled = try ownFolder(files, choices: DataChoices.size(1, 1).with { $0.shuffleSeed = 1 })
    #expect(shuffled.training != data.training && shuffled.allCases == data.allCases)
  }

  /// Kaggle's test files have no column of classes.
  @Test func aTestFileWithoutClassesIsNoTestPart() throws {
    let data = try ownFolder(
      ["train.csv": Array(Self.sorted.utf8), "test.csv": Array("a\n1\n200\n".utf8)], choices: .size(1, 1))
    #expect(data.test.count == 14)
    #expect(data.details.findings.contains { $0.hasPrefix("There is no test part with classes, so 14 of 70") })
  }

  @Test func withoutClassesAllCasesAreOne() throws {
    let data = try ownData(
      "a,b\n1,2\n30,4\n5,6\n7,200\n", choices: DataChoices.size(2, 1).with { $0.hasLabels = false })
    #expect(data.classCount == 1 && data.training.count + data.test.count == 4 && data.training.pixelCount == 2)
  }

  @Test func validationIsWhatTheUserWants() throws {
    func count(_ validation: DataChoices.Validation) throws -> Int? {
      try ownData(Self.sorted, choices: DataChoices.size(1, 1).with { $0.validation = validation }).details
        .validationCount
    }
    #expect(try count(.count(9)) == 9)
    #expect(try count(.share(0.25)) == 14)
  }

  // MARK: Pictures

  /// Two cases of 2 × 3 pixels.
  static let pictures = "label,p0,p1,p2,p3,p4,p5\n0,10,20,30,40,50,60\n1,0,0,0,0,0,255\n"

  @Test func picturesAreTurnedInvertedAndResized() throws {
    let plain = DataChoices.size(2, 3)
    func first(_ choices: DataChoices) throws -> [UInt8] {
      Array(try ownData(Self.pictures, choices: choices).allCases[0].dropFirst())
    }
    #expect(try first(plain) == [10, 20, 30, 40, 50, 60])
    #expect(try first(plain.with { $0.transposes = true }) == [10, 30, 50, 20, 40, 60])
    #expect(try first(plain.with { $0.inverts = true }) == [245, 235, 225, 215, 205, 195])
    let transposed = try ownData(Self.pictures, choices: plain.with { $0.transposes = true })
    #expect(transposed.training.width == 3 && transposed.training.height == 2)
  }

  @Test func aNewPixelIsTheMeanOfWhatItCovers() {
    let half = Resizing(from: 4, 2, to: 2, 1)
    #expect(half.applied(to: [0, 10, 100, 200, 20, 30, 100, 200, 8, 8, 8, 8, 8, 8, 8, 8]) == [15, 150, 8, 8])
    #expect(Resizing(from: 2, 1, to: 4, 2).applied(to: [7, 9]) == [7, 7, 9, 9, 7, 7, 9, 9])
    #expect(Resizing(from: 3, 1, to: 2, 1).applied(to: [0, 30, 90]) == [10, 70])
  }

  @Test(
    arguments: [
      ([0, 0.5, 1], [0, 128, 255], "from 0 to 1;"), ([-1, 0, 1], [0, 128, 255], "from -1 to 1;"),
      ([-10, 0, 30], [0, 64, 255], "from -10 to 30;"), ([0.5, 100, 255], [1, 100, 255], nil),
      ([300, 300, 300], [0, 0, 0], "from 300 to 300;"),
      ([-3.4e38, 0, 3.4e38], [0, 128, 255], "from -3.4e+38 to 3.4e+38;"),
    ] as [([Float], [UInt8], String?)])
  func numbersOfPicturesBecomeBytes(numbers: [Float], bytes: [UInt8], remark: String?) {
    let scale = PixelScale([NumberList(numbers)])
    #expect(scale.applied(to: NumberList(numbers)) == bytes)
    #expect(remark.map { scale.remark?.contains($0) == true } ?? (scale.remark == nil), "\(scale.remark ?? "")")
  }

  @Test func smallBytesAreSharesOfTheGreatest() throws {
    let data = try ownData("label,a,b\n0,0,16\n1,8,16\n", choices: .size(2, 1))
    #expect(data.greatestByteInFiles == 16 && data.allCases == [[0, 0, 255], [1, 128, 255]])
  }

  @Test func coloursBecomeGreyIfTheUserWantsIt() throws {
    let layout = RawCases.Picture(width: 1, height: 2, channels: 3)
    let (grey, colour): ([UInt8], [UInt8]) = ([7, 7, 7, 9, 9, 9], [255, 0, 0, 0, 255, 0])
    let strict = GreyConversion(layout, isAllowed: false)
    #expect(try strict.applied(to: grey, file: "f") == [7, 9])
    #expect(throws: DatasetError.self) { try strict.applied(to: colour, file: "f") }
    #expect(try GreyConversion(layout, isAllowed: true).applied(to: colour, file: "f") == [76, 150])
    var apart = layout
    apart.isInterleaved = false
    #expect(try GreyConversion(apart, isAllowed: true).applied(to: [255, 0, 0, 255, 0, 0], file: "f") == [76, 150])
  }

  // MARK: Tables

  @Test func numbersOfTablesAreKeptAndScaled() throws {
    let files = [
      "train.csv": "a,b,label\n-10,1000.5,0\n30,1000.25,1\n0,1000,0\n",
      "test.csv": "a,b,label\n10,1001,1\n-99,1000.5,0\n",
    ]
    let data = try ownFolder(files.mapValues { Array($0.utf8) })
    #expect(data.training.numbers == [0, 1, 1, 0.5, 0.25, 0])
    // What lies beyond the training cases is cut off.
    #expect(data.test.numbers == [0.5, 1, 0, 1])
    #expect(data.training.pixels == [0, 255, 255, 128, 64, 0] && data.training.width == 2 && data.training.height == 1)
    let standard = try ownFolder(
      files.mapValues { Array($0.utf8) }, choices: DataChoices().with { $0.standardizes = true })
    let column = stride(from: 0, to: 6, by: 2).compactMap { standard.training.numbers?[$0] }
    #expect(abs(column.reduce(0, +)) < 1e-5 && abs(column.reduce(0) { $0 + $1 * $1 } - 3) < 1e-5)
    #expect(standard.details.areStandardized && standard.details.featureNames == ["a", "b"])
  }

  @Test func tablesOfZerosAndOnesAreBytes() throws {
    let data = try ownData("a,b,label\n0,1,0\n1,1,1\n1,0,0\n0,0,1\n")
    #expect(
      data.training.numbers == nil && Set(data.training.pixels) == [0, 255] && data.details.featureNames == ["a", "b"])
  }

  @Test func columnsThatNeverChangeAreZero() throws {
    let data = try ownData("a,b,label\n7,1.5,0\n7,2,1\n7,3,0\n7,1,1\n7,-1,0\n7,5,0\n")
    #expect(data.details.findings.contains { $0.contains("1 of 2 columns never change and are 0") })
    #expect(stride(from: 0, to: 2 * data.training.count, by: 2).allSatisfy { data.training.numbers?[$0] == 0 })
  }

  @Test func selectionsAndChecksumsKnowTheNumbers() throws {
    let cases = LabeledImages(
      width: 2, height: 1, pixels: [0, 1, 2, 3], labels: [0, 1], numbers: [0.5, 1.5, 2.5, 3.5])
    #expect(cases.selecting([1, 0]).numbers == [2.5, 3.5, 0.5, 1.5] && cases[1..<2].numbers == [2.5, 3.5])
    let others = LabeledImages(
      width: 2, height: 1, pixels: [0, 1, 2, 3], labels: [0, 1], numbers: [0.5, 1.5, 2.5, 9])
    #expect(LabeledImages.checksum(of: [cases]) != LabeledImages.checksum(of: [others]))
    #expect(ImageIndex(cases).count(of: others) == 1)
  }

  @Test func optionsOfPicturesAreRefusedForTables() throws {
    let text = "a,b,label\n1.5,2,0\n2,3,1\n"
    #expect(
      try ownDataComplaint(text, choices: DataChoices().with { $0.inverts = true })?.contains("no picture") == true)
    let both = DataChoices.size(2, 1).with { $0.standardizes = true }
    #expect(try ownDataComplaint(text, choices: both)?.hasPrefix("--standardize is for the numbers of tables") == true)
  }
}
