import Testing

@testable import LinearAlgebra

@Suite struct CaseTableTests {
  @Test func bytesBecomeIntensities() {
    let table = CaseTable.bytes((0..<60).map { UInt8($0 * 4) }, columns: 20)
    #expect(table.count == 3)
    let minibatch = Matrix(rows: 2, columns: 20)
    [Int32(2), 0].withUnsafeBufferPointer { table.gather($0, into: minibatch) }
    for column in 0..<20 {
      #expect(abs(minibatch[0, column] - Float((40 + column) * 4) / 255) < 1e-7)
      #expect(abs(minibatch[1, column] - Float(column * 4) / 255) < 1e-7)
    }
    let white = CaseTable.bytes([255], columns: 1)
    let one = Matrix(rows: 1, columns: 1)
    white.gather(from: 0, into: one)
    #expect(one[0, 0] == 1)
  }

  @Test func numbersAreCopied() {
    let numbers = Matrix.patterned(5, 3)
    let minibatch = Matrix(rows: 2, columns: 3)
    CaseTable.numbers(numbers).gather(from: 3, into: minibatch)
    #expect(minibatch.values == numbers.rows(3..<5).values)
  }
}
