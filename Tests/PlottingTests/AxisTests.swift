import Foundation
import Testing

@testable import Plotting

@Suite struct AxisTests {
  @Test func linearTicksAreNiceAndInsideTheRange() {
    for (low, high) in [(0.0, 1.0), (-3.7, 12.9), (0.00012, 0.00087), (1e5, 9e7), (-1, -0.1), (99.5, 100.5)] {
      for most in 2...9 {
        let ticks = Ticks.linear(low...high, atMost: most).major.map(\.value)
        #expect(ticks.count >= 2, "\(low)…\(high), at most \(most): \(ticks)")
        let slack = (high - low) * 1e-6
        #expect(ticks.allSatisfy { $0 >= low - slack && $0 <= high + slack })
        let step = ticks[1] - ticks[0]
        let mantissa = step / pow(10, floor(log10(step) + 1e-9))
        #expect([1, 2, 5].contains { abs($0 - mantissa) < 1e-6 }, "step \(step)")
      }
    }
  }

  @Test func labelsHaveNoFloatingPointJunk() {
    func labels(_ range: ClosedRange<Double>, _ count: Int = 6) -> [String] {
      Ticks.linear(range, atMost: count).major.map(\.label)
    }
    #expect(labels(0...0.6, 7) == ["0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6"])
    #expect(labels(-1...1) == ["−1.0", "−0.5", "0", "0.5", "1.0"])
    #expect(labels(0...60_000) == ["0", "20,000", "40,000", "60,000"])
    #expect(labels(0...2.5e7) == ["0", "0.5×10⁷", "1.0×10⁷", "1.5×10⁷", "2.0×10⁷", "2.5×10⁷"])
    #expect(labels(0...1e-5, 3) == ["0", "0.5×10⁻⁵", "1.0×10⁻⁵"])
  }

  @Test func shortNumbersKeepThreeDigits() {
    #expect(NumberStyle.short(1.4249) == "1.42")
    #expect(NumberStyle.short(-0.1) == "−0.1")
    #expect(NumberStyle.short(12_345) == "12,345")
    #expect(NumberStyle.short(3e12) == "3×10¹²")
    #expect(NumberStyle.short(.nan) == "–" && NumberStyle.short(0) == "0")
  }

  @Test func logarithmicTicksArePowersOfTen() {
    let ticks = Ticks.logarithmic(0.5...20_000, atMost: 8)
    #expect(ticks.major.map(\.label) == ["1", "10", "100", "1,000", "10,000"])
    #expect(ticks.minor.contains { abs($0 - 5000) < 1e-9 } && !ticks.minor.contains { $0 < 0.5 || $0 > 20_000 })
    #expect(Ticks.logarithmic(1e-7...1e-4, atMost: 8).major.map(\.label) == ["10⁻⁷", "10⁻⁶", "10⁻⁵", "10⁻⁴"])
  }

  @Test func manyPowersAreThinnedAndShortRangesGetMore() {
    #expect(Ticks.logarithmic(1e-30...1e30, atMost: 8).major.count <= 8)
    #expect(Ticks.logarithmic(1.5...30, atMost: 8).major.map(\.label) == ["2", "5", "10", "20"])
    #expect(Ticks.logarithmic(1.1...1.4, atMost: 8).major.count >= 2)
  }

  @Test func theRangeHoldsTheData() {
    let values = [3.0, .nan, 7, -.infinity, 5]
    #expect(Axis().range(over: values) == 3...7)
    #expect(Axis(includesZero: true).range(over: values) == 0...7)
    #expect(Axis(range: 1...2).range(over: values) == 1...2)
    #expect(Axis(scale: .logarithmic).range(over: [0, -4, 2, 50]) == 2...50)
    let padded = Axis().range(over: [0.1, 10], padding: 0.1)
    #expect(padded.lowerBound == 0 && padded.upperBound > 10)
  }

  @Test func degenerateDataStillGivesARange() {
    #expect(Axis().range(over: []) == 0...1)
    #expect(Axis(scale: .logarithmic).range(over: [-1, .nan]) == 1...10)
    for value in [5.0, -5, 1e-300, 1e300, 0] {
      for scale in [Axis.Scale.linear, .logarithmic] {
        let range = Axis(scale: scale).range(over: [value, value])
        #expect(range.lowerBound < range.upperBound, "\(value)")
        let settled = AxisScale(Axis(scale: scale), range: range, maximumTicks: 5)
        #expect(settled.ticks.major.count >= 1, "\(value) \(scale)")
      }
    }
    let widest = Axis().range(over: [-Double.greatestFiniteMagnitude, Double.greatestFiniteMagnitude])
    #expect(AxisScale(Axis(), range: widest, maximumTicks: 5).ticks.major.count >= 2)
  }

  @Test func fractionsRunFromStartToEnd() {
    let linear = AxisScale(Axis(), range: -1...3, maximumTicks: 5)
    #expect(linear.fraction(of: -1) == 0 && linear.fraction(of: 0) == 0.25 && linear.fraction(of: 3) == 1)
    let logarithmic = AxisScale(Axis(scale: .logarithmic), range: 0.01...100, maximumTicks: 5)
    #expect(abs(logarithmic.fraction(of: 1) - 0.5) < 1e-12 && logarithmic.fraction(of: 0).isNaN)
    let names = AxisScale(label: "", categories: ["a", "b"], isReversed: true)
    #expect(names.fraction(of: 0.5) == 0.75)
  }

  @Test func labelsOfAHorizontalAxisDoNotTouch() throws {
    let typesetter = try Typesetter()
    // The second gave "−0.004−0.002": two ticks at most were five.
    for (range, length) in [(0...123_456.0, 60.0), (-0.0046...0.0046, 110), (0...123_456, 120), (0...123_456, 300)] {
      let axis = AxisScale.horizontal(Axis(), range: range, length: length, typesetter: typesetter)
      let ends = axis.ticks.major.map { tick in
        let half = typesetter.width(of: tick.label, font: .tick) / 2
        return (axis.fraction(of: tick.value) * length - half, axis.fraction(of: tick.value) * length + half)
      }
      #expect(zip(ends, ends.dropFirst()).allSatisfy { $0.1 + 6 < $1.0 }, "length \(length)")
    }
  }
}

@Suite struct WholeNumberTickTests {
  @Test(arguments: [(1.0, 3.0, [1.0, 2, 3]), (1, 12, [2, 4, 6, 8, 10, 12]), (0.5, 1.5, [1]), (1, 2, [1, 2])])
  func ticksStandAtWholeNumbersOnly(low: Double, high: Double, expected: [Double]) {
    #expect(Ticks.linear(low...high, atMost: 6, countsWholes: true).major.map(\.value) == expected)
  }
}
