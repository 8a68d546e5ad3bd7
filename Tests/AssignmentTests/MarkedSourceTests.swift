import Testing

@testable import Checking

@Suite struct MarkedSourceTests {
  private let source = """
    func f() {
      // BEGIN SOLUTION 3.2
      return 1
      // END SOLUTION
    }
    // BEGIN SOLUTION 3.10
    let x = 2
    // END SOLUTION
    """

  @Test func regionsAreWhatStandsBetweenTheMarkers() throws {
    let marked = try MarkedSource(source, file: "f.swift")
    #expect(marked.regions(of: "3.2") == [["  return 1"]])
    #expect(marked.regions(of: "3.1").isEmpty)
    #expect(marked.tasks == ["3.2", "3.10"])
    #expect(marked.firstLines(of: "3.2") == [3] && marked.firstLines(of: "3.10") == [7])
    #expect(marked.text { _, _, lines, _ in (lines, true) } == source)
    #expect(marked.text { _, _, lines, _ in (lines, false) }.contains("SOLUTION") == false)
  }

  @Test func linesMayEndAsOnWindows() throws {
    let marked = try MarkedSource(source.replacing("\n", with: "\r\n"), file: "f.swift")
    #expect(marked.parts == (try MarkedSource(source, file: "f.swift")).parts)
  }

  @Test(arguments: [
    ("// BEGIN SOLUTION 1.1\n", "f.swift:1: task 1.1 has no // END SOLUTION"),
    ("// END SOLUTION\n", "f.swift:1: // END SOLUTION stands alone"),
    ("// BEGIN SOLUTION 1.1\n// BEGIN SOLUTION 1.2\n", "f.swift:2: a marker begins inside task 1.1"),
  ])
  func brokenMarkersAreNamed(source: String, sentence: String) {
    #expect { try MarkedSource(source, file: "f.swift") } throws: { "\($0)".contains(sentence) }
  }
}
