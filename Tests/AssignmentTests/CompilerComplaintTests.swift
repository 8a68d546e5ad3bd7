import Testing

@testable import Assignment

/// Whose solution a compiler complains of.
@Suite struct CompilerComplaintTests {
  @Test func theFirstErrorOfEachSolutionIsTold() {
    let output = """
      /work/M-3/FreeEnergy.swift (task 3.2):41:7: error: cannot find 'x' in scope
      41 |   x
         |   `- error: cannot find 'x' in scope
      M-3/FreeEnergy.swift (task 3.2):42:7: error: another
      M-11/Matrix.swift (task 1.1):2:1: error: no
      Sources/Matrix.swift:2:1: error: the master's
      """
    let complaints = CompilerComplaint.all(in: output, mark: "M")
    #expect(complaints.map(\.submission) == [3, 11] && complaints.map(\.task) == ["3.2", "1.1"])
    #expect(complaints.first?.sentence == "FreeEnergy.swift (task 3.2):41:7: error: cannot find 'x' in scope")
  }

  /// Compilers show the line that they complain of, with its comment.
  @Test func aCommentAccusesNobody() {
    let line = "41 | x // 0/FreeEnergy.swift (task 3.2):1:1: error: boo"
    #expect(CompilerComplaint.all(in: line, mark: Batch().mark).isEmpty)
  }
}
