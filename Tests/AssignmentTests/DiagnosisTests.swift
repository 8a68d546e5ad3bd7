import Testing

@testable import Checking

/// What is told of wrong numbers for which no known mistake is recorded.
@Suite struct DiagnosisTests {
  private let right = Numbers(rows: 2, columns: 2, values: [1, -2, 3, 5])

  private func told(_ values: [Double], known: [KnownAnswers.Mistake] = []) -> String {
    Diagnosis.sentence(
      Numbers(rows: 2, columns: 2, values: values), right: right, known: known, tolerance: .singlePrecision, cases: 7)
  }

  private static let mistakes: [(values: [Double], sentence: String)] = [
    ([7, -14, 21, 35], "7 times too large: divide by the batch size"), ([-1, 2, -3, -5], "the sign is flipped"),
    ([1, 3, -2, 5], "transposed"), ([0, 0, 0, 0], "all numbers are 0"),
    ([1, 4, 9, 25], "variance for standard deviation"), ([1, .nan, 3, 5], "overflows"),
    ([0.142857, -0.285714, 0.428571, 0.714286], "7 times too small"), ([0.1, -0.2, 0.3, 0.5], "0.1 times"),
  ]

  @Test func mistakesAreTold() {
    for (values, sentence) in Self.mistakes { #expect(told(values).contains(sentence), "\(values): \(told(values))") }
  }

  @Test func aKnownMistakeComesFirst() {
    let known = KnownAnswers.Mistake(sentence: "mine", numbers: Numbers(rows: 2, columns: 2, values: [-1, 2, -3, -5]))
    #expect(told([-1, 2, -3, -5], known: [known]) == "mine")
    #expect(told([4, 4, 4, 4], known: [known]) == "")
  }

  @Test func anotherShapeIsTold() {
    let wide = Numbers([1, 2, 3])
    #expect(
      Diagnosis.sentence(wide, right: right, known: [], tolerance: .singlePrecision, cases: 1)
        == "the shape is 1 × 3 instead of 2 × 2")
  }

  @Test func numbersKeepTheirDigits() {
    #expect(
      Numbers([1.0 / 3, Double(Float(0.1)), .infinity, 1e-304]).rounded.values == [
        0.333333333333, 0.1, .infinity, 1e-304,
      ])
  }
}
