import Foundation
import Testing

@testable import Datasets

@Suite struct DelimitedTableTests {
  static let plain = "label,a,b\n0,10,255\n1,30,40\n"
  static let cases: [[UInt8]] = [[0, 10, 255], [1, 30, 40]]

  @Test(arguments: [
    plain, "label,a,b\r\n0,10,255\r\n1,30,40\r\n", "label\ta\tb\n0\t10\t255\n1\t30\t40",
    "label;a;b\r0;10;255\r1;30;40\r",
    "\u{FEFF}label,a,b\n0,10,255\n1,30,40\n", "\n\nlabel,a,b\n\n0,10,255\n\n1,30,40\n\n",
    "\"label\",\"a\",\"b\"\n\"0\",\"10\",\"255\"\n\"1\",\"30\",\"40\"\n", "label, a, b\n0, 10 ,255\n1,+30,4e1\n",
    "0,10,255\n1,30,40\n", "label;a;b\n0,0;10;255\n1;30;40\n", "a,\"b\nc\",label\n10,255,0\n30,40,1\n",
    "a,b,c\n10,255,0\n30,40,1\n",
  ])
  func allDialectsGiveTheSameCases(text: String) throws {
    #expect(try ownData(text, choices: .size(2, 1)).allCases == Self.cases, "\(text.debugDescription)")
  }

  @Test func gzippedTextIsUnpacked() throws {
    #expect(try ownData(Self.plain, choices: .size(2, 1)).allCases == Self.cases)
    let directory = try TemporaryDirectory()
    try directory.write(gzipped(Array(Self.plain.utf8)), to: "anything")
    let data = try Dataset.reading(
      path: directory.path + "/anything", name: "n", title: "T", choices: .size(2, 1))
    #expect(data.allCases == Self.cases)
  }

  @Test(arguments: [("b", 2), ("2", 1), ("last", 2), ("first", 0), ("B", 2)])
  func theColumnOfClassesIsTheOneThatIsNamed(column: String, place: Int) throws {
    let text = "a,7,b\n0,1,2\n1,2,0\n2,0,1\n"
    let data = try ownData(text, choices: DataChoices.size(2, 1).with { $0.labelColumn = column })
    let values: [[UInt8]] = [[0, 1, 2], [1, 2, 0], [2, 0, 1]]
    let expected = values.map { row in
      [row[place]] + row.indices.filter { $0 != place }.map { UInt8((255 * Int(row[$0]) + 1) / 2) }
    }
    #expect(data.allCases == expected.sorted { $0.lexicographicallyPrecedes($1) })
  }

  /// MNIST's CSV without a header has its classes first, other tables have them last.
  @Test func withoutNamesTheColumnThatLooksLikeClassesIsTaken() throws {
    #expect(try ownData("0,0,255,0\n1,9,255,0\n2,0,255,0\n", choices: .size(3, 1)).classCount == 3)
    #expect(try ownData("7,0,255,0\n5,9,255,1\n7,0,255,2\n", choices: .size(3, 1)).classCount == 3)
    #expect(try ownData("7,cat\n5,dog\n", choices: .size(1, 1)).details.classNames == ["cat", "dog"])
    #expect(try ownData("cat,7\ndog,5\n", choices: .size(1, 1)).details.classNames == ["cat", "dog"])
  }

  @Test func classesHaveTheNamesOfTheFile() throws {
    let data = try ownData("x,species\n1,\"a \"\"b\"\"\"\n2,zeta\n3,alpha\n4,zeta\n", choices: .size(1, 1))
    #expect(data.details.classNames == ["a \"b\"", "alpha", "zeta"])
    // Numbers keep their order, and have names only where they do not begin at 0 or leave one out.
    #expect(try ownData("x,y\n1,10\n2,9\n3,9\n", choices: .size(1, 1)).details.classNames == ["9", "10"])
    #expect(try ownData("x,y\n1,-1\n2,1\n3,1\n", choices: .size(1, 1)).details.classNames == ["-1", "1"])
    #expect(try ownData("x,y\n1,1\n2,0\n3,1\n", choices: .size(1, 1)).details.classNames == nil)
    // A column that begins with numbers is one of words all the same.
    #expect(try ownData("x,y\n1,7\n2,seven\n3,7\n", choices: .size(1, 1)).details.classNames == ["7", "seven"])
  }

  @Test(arguments: [
    ("label,a\n0,1\n1\n", "data, line 3: it has 1 fields and the first line has 2; give every line as many."),
    (
      "label,a\n0,1\n1,2,3\n",
      "data, line 3: it has more than 2 fields and the first line has 2; give every line as many."
    ),
    (
      "label,a,b\n0,1,2\n1,x,3\n",
      "data, line 3, column 2 ('a'): 'x' is not a number; correct it."
    ),
    ("label,a,b\n0,1,2\n1,,3\n", "data, line 3, column 2 ('a'): there is no value; fill it in, or take the line out."),
    (
      "label,a,b\n0,1,2\n1,NA,3\n",
      "data, line 3, column 2 ('a'): 'NA' says that there is no value; fill it in, or take the line out."
    ),
    ("label,a\n0,\"1\n1,2\n", "data, line 2: a quote is opened and never closed; close it."),
    (
      "label,a\n0,\"1\"2\n",
      "data, line 2: something stands behind a closing quote; double quotes that belong to a field."
    ),
    ("label,a\n", "data, line 2: no case follows the names of the columns; give a case a line."),
    ("label\n0\n1\n", "data, line 1: there is one column only"),
    ("label,a\n0.5,1\n1,2\n", "data, case 1: its class in column 1 ('label') is 0.5, which is no whole number"),
    ("a,b,label\n1,1,1\n2,1e39,2\n", "data, line 3, column 2 ('b'): '1e39' is not a number"),
    ("\0\0\0\0", "byte 0: a zero stands there"),
  ])
  func damageIsToldWithItsPlace(text: String, sentence: String) throws {
    let complaint = try #require(try ownDataComplaint(text, choices: .size(1, 1)))
    #expect(complaint.hasPrefix(sentence) || complaint.contains(sentence), "\(complaint)")
  }

  @Test func otherEncodingsAndColumnsThatAreNotThereAreRefused() throws {
    #expect(try ownDataComplaint([0xFF, 0xFE, 0x31, 0x00])?.contains("UTF-16") == true)
    let none = try ownDataComplaint(Self.plain, choices: DataChoices.size(2, 1).with { $0.labelColumn = "c" })
    #expect(
      none
        == "--label-column: data has no column 'c' among 'label', 'a', 'b'; give a name, a number from 1 to 3, first or last."
    )
    let many = "x,y\n" + (0..<300).map { "1,\($0)\n" }.joined()
    #expect(
      try ownDataComplaint(many, choices: .size(1, 1))?.hasPrefix("The classes of data have 300 different values")
        == true)
  }

  /// The terminal gets no orders from files.
  @Test func whatIsQuotedCanBeShown() throws {
    let complaint = try #require(
      try ownDataComplaint("label,a,b\n0,1,2\n1,\u{1B}[31m\(String(repeating: "x", count: 99)),3\n"))
    #expect(complaint.contains("'?[31mxxx") && complaint.contains("…'") && complaint.count < 200)
  }

  @Test(arguments: [
    "0", "-0", "7", "123456789", "0.1", ".5", "5.", "-2.5e3", "1e-3", "1E+10", "3.4028234e38",
    "0.000000000000000000001",
    "12345678901234567890123", "1.00000000000000000000001", "1e-400",
  ])
  func numbersAreReadAsSwiftReadsThem(text: String) {
    var text = text
    let expected = Double(text).map { Float($0) }
    #expect(text.withUTF8 { DecimalNumber.value($0) } == expected)
  }

  @Test(arguments: ["", "-", ".", "e5", "1e", "1e+", "1.2.3", "0x10", "1,5", " 1", "nan", "inf", "1e39", "--1"])
  func whatIsNoNumberIsNone(text: String) {
    var text = text
    #expect(text.withUTF8 { DecimalNumber.value($0) } == nil)
  }

  @Test func wordsBecomeColumns() throws {
    let data = try ownData("size,colour,y\n1,red,0\n3,blue,1\n2,red,1\n1,blue,0\n")
    #expect(data.details.featureNames == ["size", "colour=blue", "colour=red"])
    #expect(data.allCases.map { Array($0[2...]) } == [[0, 255], [255, 0], [0, 255], [255, 0]])
    #expect(data.details.findings.contains { $0.hasSuffix("2 columns became 3.") })
  }

  /// Nothing is lost where numbers stop being bytes.
  @Test func numbersThatAreNoBytesAreKept() {
    var list = NumberList()
    for value in [0, 255, 7] { list.append(whole: value) }
    #expect(list.areBytes && list.bytes == [0, 255, 7])
    list.append(-1.5)
    list.append(whole: 256)
    #expect(!list.areBytes && list.numbers == [0, 255, 7, -1.5, 256])
    #expect(list.rows([1, 0], columns: 2).numbers == [7, -1.5, 0, 255])
    #expect(list.picking([0], columns: 5).numbers == [0])
  }
}
