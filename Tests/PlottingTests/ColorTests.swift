import Testing

@testable import Plotting

@Suite struct ColorTests {
  @Test func blueMapDarkensEvenly() {
    let luminance = (0...20).map { lightness(ColorMap.blues.color(at: Double($0) / 20)) }
    let steps = zip(luminance, luminance.dropFirst()).map { $0 - $1 }
    #expect(steps.allSatisfy { $0 > 0 }, "\(steps)")
    let mean = steps.reduce(0, +) / 20
    #expect(steps.allSatisfy { abs($0 - mean) < mean * 0.45 }, "steps \(steps)")
  }

  @Test func divergingMapIsWhiteInTheMiddleAndEvenAtTheEnds() {
    #expect(ColorMap.diverging.color(at: 0.5) == .white)
    let (low, high) = (ColorMap.diverging.color(at: 0), ColorMap.diverging.color(at: 1))
    #expect(low.blue > low.red && high.red > high.blue)
    #expect(abs(lightness(low) - lightness(high)) < 0.06)
    for step in 1...10 {
      let below = ColorMap.diverging.color(at: 0.5 - Double(step) / 20)
      let above = ColorMap.diverging.color(at: 0.5 + Double(step) / 20)
      #expect(below.blue >= below.red && above.red >= above.blue)
    }
  }

  @Test func mapsClampAndMarkMissingValues() {
    #expect(ColorMap.blues.color(at: -3) == ColorMap.blues.color(at: 0))
    #expect(ColorMap.blues.color(at: .infinity) == ColorMap.blues.color(at: 1))
    #expect(ColorMap.blues.color(at: .nan) == .missing)
    #expect(ColorMap.greys.color(at: 0.2) == Color(grey: 51))
  }

  @Test func textOnAnyColorCanBeRead() {
    for step in 0...50 {
      for map in [ColorMap.blues, .diverging, .greys] {
        let ground = map.color(at: Double(step) / 50).luminance
        let text = map.color(at: Double(step) / 50).contrasting.luminance
        let contrast = (max(ground, text) + 0.05) / (min(ground, text) + 0.05)
        #expect(contrast >= 3.8, "step \(step): \(contrast)")
      }
    }
  }

  /// The cube root of luminance, close to perceived lightness.
  private func lightness(_ color: Color) -> Double {
    var root = 0.5
    for _ in 0..<40 { root -= (root * root * root - color.luminance) / (3 * root * root) }
    return root
  }
}
