import LinearAlgebra
import Testing

@testable import NeuralNetworks

@Suite struct AlphaDropoutTests {
  private static let saturation = Activation.seluSaturation

  @Test func theSaturationIsThatOfSelu() {
    #expect(abs(Double(Self.saturation) - Activation.selu.value(at: -40)) < 1e-6)
    #expect(abs(Self.saturation + 1.758_099_3) < 1e-6)
  }

  /// Each element is either a · x + b or a · α′ + b, as the mask says, with the a and b of Klambauer et al. (2017) for q = 0.9.
  @Test func everyElementFollowsTheFormula() {
    let (x, mask) = (Matrix(rows: 7, columns: 23), Matrix(rows: 7, columns: 23))
    var stream = PhiloxStream(seed: 1, stream: .selection)
    x.fillNormal(standardDeviation: 1, using: &stream)
    let before = x.copy()
    x.applyAlphaDropout(rate: 0.1, saturation: Self.saturation, mask: mask, using: &stream)
    // q + α′²q(1 − q) = 0.9 + 3.0909 · 0.09 = 1.178182.
    let (a, b): (Float, Float) = (0.921_284_5, 0.161_972)
    for index in 0..<x.count {
      let isKept = mask.pointer[index] != 0
      #expect(!isKept || abs(mask.pointer[index] - a) < 1e-5)
      let right = a * (isKept ? before.pointer[index] : Self.saturation) + b
      #expect(abs(x.pointer[index] - right) < 1e-5)
    }
    x.undoAlphaDropout(rate: 0.1, saturation: Self.saturation)
    for index in 0..<x.count where mask.pointer[index] != 0 {
      #expect(abs(x.pointer[index] - before.pointer[index]) < 1e-6)
    }
  }

  /// Mean 0 and variance 1 stay, within six standard errors; plain dropout does not keep the variance.
  @Test(arguments: [0.05, 0.2, 0.5] as [Float])
  func momentsStay(rate: Float) {
    let (x, mask) = (Matrix(rows: 500, columns: 400), Matrix(rows: 500, columns: 400))
    var stream = PhiloxStream(seed: 3, stream: .selection)
    x.fillNormal(standardDeviation: 1, using: &stream)
    let plain = x.copy()
    x.applyAlphaDropout(rate: rate, saturation: Self.saturation, mask: mask, using: &stream)
    let dropped = Double(mask.values.count { $0 == 0 }) / 200_000
    #expect(abs(dropped - Double(rate)) < 0.007)
    #expect(abs(x.mean) < 0.014 && abs(x.variance - 1) < 0.02, "\(x.mean) and \(x.variance)")
    plain.applyDropout(rate: rate, mask: mask, using: &stream)
    #expect(plain.variance > 1.03)
  }
}
