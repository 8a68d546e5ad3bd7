import Foundation

/// Colours for values along a line: straight pieces between evenly spaced stops.
///
/// The stops are set in OKLab (Ottosson, 2020), whose lightness is perceptually even, so equal steps of the value look
/// like equal steps of the colour.
public struct ColorMap: Hashable, Codable, Sendable {
  private let stops: [Color]

  /// A map through the given colours, at equal distances from 0 to 1.
  public init(stops: [Color]) {
    precondition(stops.count >= 2, "A colour map needs at least two stops.")
    self.stops = stops
  }

  /// White to deep blue, for values from none to much. Lightness falls evenly.
  public static let blues = ColorMap(
    lightness: [0.985, 0.305], chroma: [0.004, 0.085, 0.125, 0.115, 0.075], hue: [232, 262])

  /// Blue through white to orange-red, for signed values; both ends are equally dark.
  public static let diverging = ColorMap(
    stops: Self.arm(hue: 256, chroma: 0.145).reversed() + Self.arm(hue: 42, chroma: 0.155).dropFirst())

  /// Black to white.
  public static let greys = ColorMap(stops: [.black, .white])

  /// The colour at a fraction, clamped to 0 … 1. Not-a-number gives `Color.missing`.
  public func color(at fraction: Double) -> Color {
    if fraction.isNaN { return .missing }
    let position = max(0, min(1, fraction)) * Double(stops.count - 1)
    let index = min(Int(position), stops.count - 2)
    return stops[index].mixed(with: stops[index + 1], by: position - Double(index))
  }
}

extension ColorMap {
  private static let stopCount = 33

  /// Stops whose lightness, chroma and hue (degrees) run through the given values in OKLCh.
  private init(lightness: [Double], chroma: [Double], hue: [Double]) {
    self.init(
      stops: (0..<Self.stopCount).map { index in
        let fraction = Double(index) / Double(Self.stopCount - 1)
        return Color(
          okLightness: Self.value(of: lightness, at: fraction), chroma: Self.value(of: chroma, at: fraction),
          hue: Self.value(of: hue, at: fraction))
      })
  }

  /// White to a dark colour of one hue.
  private static func arm(hue: Double, chroma: Double) -> [Color] {
    (0..<stopCount).map { index in
      let fraction = Double(index) / Double(stopCount - 1)
      return Color(
        okLightness: 1 - 0.58 * fraction, chroma: value(of: [0, 0.62, 1, 0.92].map { $0 * chroma }, at: fraction),
        hue: hue)
    }
  }

  /// Straight interpolation in a list of evenly spaced values.
  private static func value(of values: [Double], at fraction: Double) -> Double {
    let position = fraction * Double(values.count - 1)
    let index = min(Int(position), values.count - 2)
    return values[index] + (values[index + 1] - values[index]) * (position - Double(index))
  }
}

extension Color {
  /// A colour from OKLCh: lightness 0 to 1, chroma, and hue in degrees; clipped to what sRGB can show.
  init(okLightness lightness: Double, chroma: Double, hue: Double) {
    let a = chroma * cos(hue * .pi / 180)
    let b = chroma * sin(hue * .pi / 180)
    let long = pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3)
    let medium = pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3)
    let short = pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3)
    self.init(
      red: Self.encoded(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
      green: Self.encoded(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
      blue: Self.encoded(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short))
  }

  /// The sRGB byte of a linear intensity.
  private static func encoded(_ linear: Double) -> UInt8 {
    let value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055
    return UInt8((max(0, min(1, value)) * 255).rounded())
  }
}
