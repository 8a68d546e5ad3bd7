import Foundation
import Testing

@testable import Experiments
@testable import Plotting
@testable import Reporting

/// What arms are called, and what they look like.
@Suite struct ArmLooksTests {
  @Test func labelsAreShortAndNoTwoAlike() throws {
    let arms = try Arm.list("he:activation=relu,lr=0.01,he:activation=relu,lr=0.02,dbn,xavier:lr=0.01")
    #expect(ArmLabels(arms).labels == ["he:lr=0.01", "he:lr=0.02", "dbn", "xavier:lr=0.01"])
    let long = try Arm.list(
      "he:dropout=0.5,weight-decay=0.0001,he:dropout=0.25,weight-decay=0.0002,he")
    let labels = ArmLabels(long)
    #expect(labels.labels == ["he 1", "he 2", "he"])
    #expect(labels.key == "he 1: \(long[0].name); he 2: \(long[1].name)")
    #expect(ArmLabels(try Arm.list("random,dbn,he:lr=0.01")).labels == ["random", "dbn", "he:lr=0.01"])
    #expect(ArmLabels(try Arm.list("random,dbn,he:lr=0.01")).key.isEmpty)
  }

  /// Machado, Oliveira and Fernandes (2009), severity 1, on linear light.
  private static let vision: [String: [[Double]]] = [
    "normal": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [
      [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
      [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881],
    ],
  ]

  /// Xavier and LeCun were 3 apart under protanopia.
  @Test(arguments: ["normal", "protanopia", "deuteranopia"])
  func armsCanBeToldApart(eyes: String) throws {
    let names = Arm.known.map(\.base)
    let matrix = try #require(Self.vision[eyes])
    let colors = names.map { LabColor(ArmStyle.color(ofBase: $0), seenBy: matrix) }
    for (index, color) in colors.enumerated() {
      for other in 0..<index {
        let difference = color.difference(from: colors[other])
        #expect(difference > 15, "\(names[index]) and \(names[other]): \(difference)")
      }
    }
  }

  @Test func noMoreThanFourArmsAreToldApartByColourAlone() throws {
    let arms = Arm.known
    let styles = ArmStyle.styles(of: arms)
    #expect(Set(styles).count == arms.count)
    for dash in Set(styles.map(\.dash)) { #expect(styles.count { $0.dash == dash } <= 4) }
    let family = try Arm.list((1...6).map { "he:lr=0.0\($0)" }.joined(separator: ","))
    #expect(Set(ArmStyle.styles(of: family).map(\.dash)).count == 6)
    for style in styles + ArmStyle.styles(of: family) {
      #expect(style.color.readable.contrast(to: .white) >= 4.5 && style.color.contrast(to: .white) > 1.5)
    }
  }

  /// CIEDE2000 against pairs of Sharma, Wu and Dalal (2005), table 1.
  @Test func differencesAreThoseOfThePaper() {
    let pairs: [(LabColor, LabColor, Double)] = [
      (.init(50, 2.6772, -79.7751), .init(50, 0, -82.7485), 2.0425),
      (.init(50, 2.5, 0), .init(73, 25, -18), 27.1492),
      (.init(2.0776, 0.0795, -1.1350), .init(0.9033, -0.0636, -0.5514), 0.9082),
      (.init(90.8027, -2.0831, 1.4410), .init(91.1528, -1.6435, 0.0447), 1.4441),
    ]
    for (a, b, expected) in pairs { #expect(abs(a.difference(from: b) - expected) < 1e-4) }
  }

  /// The machines of a stack, from light to dark.
  @Test(arguments: [1, 2, 5, 10, 32])
  func machinesHaveAnOrderOfColours(count: Int) {
    let luminances = Palette.sequential(count).map(\.luminance)
    #expect(luminances.count == count && zip(luminances, luminances.dropFirst()).allSatisfy { $0 > $1 })
    #expect(Palette.sequential(count).allSatisfy { $0.contrast(to: .white) > 2 })
  }
}

/// A colour in CIELAB (D65).
struct LabColor {
  let lightness: Double
  let a: Double
  let b: Double

  init(_ lightness: Double, _ a: Double, _ b: Double) { (self.lightness, self.a, self.b) = (lightness, a, b) }

  init(_ color: Color, seenBy vision: [[Double]]) {
    func times(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
      matrix.map { zip($0, vector).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    let linear = [color.red, color.green, color.blue].map { channel -> Double in
      let value = Double(channel) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    let seen = times(vision, linear).map { max(0, min(1, $0)) }
    let xyz = times(
      [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]], seen)
    let f = zip(xyz, [0.95047, 1, 1.08883]).map { value, white in
      value / white > 0.008856 ? cbrt(value / white) : 7.787 * value / white + 16 / 116
    }
    self.init(116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2]))
  }

  /// CIEDE2000.
  func difference(from other: LabColor) -> Double {
    func degrees(_ radians: Double) -> Double { (radians * 180 / .pi + 360).truncatingRemainder(dividingBy: 360) }
    func cosine(_ degrees: Double) -> Double { cos(degrees * .pi / 180) }
    let mean = (hypot(a, b) + hypot(other.a, other.b)) / 2
    let seventh = pow(mean, 7)
    let g = 0.5 * (1 - (seventh / (seventh + pow(25, 7))).squareRoot())
    let (a1, a2) = ((1 + g) * a, (1 + g) * other.a)
    let (c1, c2) = (hypot(a1, b), hypot(a2, other.b))
    let (h1, h2) = (c1 == 0 ? 0 : degrees(atan2(b, a1)), c2 == 0 ? 0 : degrees(atan2(other.b, a2)))
    var turn = c1 * c2 == 0 ? 0 : h2 - h1
    if turn > 180 { turn -= 360 } else if turn < -180 { turn += 360 }
    let dHue = 2 * (c1 * c2).squareRoot() * sin(turn / 2 * .pi / 180)
    let (lightness1, chroma1) = ((lightness + other.lightness) / 2, (c1 + c2) / 2)
    let sum = h1 + h2
    let hue = c1 * c2 == 0 ? sum : abs(h1 - h2) <= 180 ? sum / 2 : sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2
    let t =
      1 - 0.17 * cosine(hue - 30) + 0.24 * cosine(2 * hue) + 0.32 * cosine(3 * hue + 6) - 0.2 * cosine(4 * hue - 63)
    let square = (lightness1 - 50) * (lightness1 - 50)
    let (sl, sc, sh) = (1 + 0.015 * square / (20 + square).squareRoot(), 1 + 0.045 * chroma1, 1 + 0.015 * chroma1 * t)
    let power = pow(chroma1, 7)
    let bend = -sin(60 * exp(-pow((hue - 275) / 25, 2)) * .pi / 180) * 2 * (power / (power + pow(25, 7))).squareRoot()
    let (l, c, h) = ((other.lightness - lightness) / sl, (c2 - c1) / sc, dHue / sh)
    return (l * l + c * c + h * h + bend * c * h).squareRoot()
  }
}
