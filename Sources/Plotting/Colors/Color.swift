import Foundation

/// An sRGB colour of 8 bits a channel, with an opacity.
public struct Color: Hashable, Sendable {
  public var red: UInt8
  public var green: UInt8
  public var blue: UInt8
  /// 0 is invisible, 255 covers what is beneath.
  public var alpha: UInt8

  public init(red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8 = 255) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }

  /// The colour written as `0xRRGGBB`.
  public init(hex: UInt32) {
    self.init(
      red: UInt8(truncatingIfNeeded: hex >> 16), green: UInt8(truncatingIfNeeded: hex >> 8),
      blue: UInt8(truncatingIfNeeded: hex))
  }

  /// A grey of the given lightness, 0 black to 255 white.
  public init(grey: UInt8) {
    self.init(red: grey, green: grey, blue: grey)
  }

  /// The same colour at another opacity, 0 to 1.
  public func opacity(_ opacity: Double) -> Color {
    var color = self
    color.alpha = UInt8((max(0, min(1, opacity)) * 255).rounded())
    return color
  }

  /// The colour a fraction of the way to another, mixed channel by channel.
  public func mixed(with other: Color, by fraction: Double) -> Color {
    let share = max(0, min(1, fraction))
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      let (start, end) = (Double(a), Double(b))
      return UInt8((start + (end - start) * share).rounded())
    }
    return Color(
      red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue),
      alpha: mix(alpha, other.alpha))
  }

  /// Relative luminance after WCAG 2.1, 0 (black) to 1 (white).
  public var luminance: Double {
    func linear(_ channel: UInt8) -> Double {
      let value = Double(channel) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// How much one colour stands out against another after WCAG 2.1, from 1 to 21.
  public func contrast(to other: Color) -> Double {
    let (a, b) = (luminance + 0.05, other.luminance + 0.05)
    return max(a / b, b / a)
  }

  /// The same hue, as much darker as text needs to be read on white: a contrast of at least 4.5, the least that WCAG 2.1 allows.
  public var readable: Color {
    var color = self
    color.alpha = 255
    var share = 0.0
    while color.contrast(to: .white) < 4.5, share < 1 {
      share += 0.02
      color = Color(red: red, green: green, blue: blue).mixed(with: .black, by: share)
    }
    return color
  }

  /// White or dark text, whichever stands out more against this colour.
  public var contrasting: Color {
    let onWhite = (Color.white.luminance + 0.05) / (luminance + 0.05)
    let onDark = (luminance + 0.05) / (Color.text.luminance + 0.05)
    return onWhite > onDark ? .white : .text
  }
}

extension Color {
  public static let white = Color(grey: 255)
  public static let black = Color(grey: 0)
  /// Titles, labels and everything that is read.
  public static let text = Color(hex: 0x262626)
  /// Subtitles, tick labels and notes.
  public static let secondaryText = Color(hex: 0x5C5C5C)
  /// The left and bottom spine and the ticks.
  public static let spine = Color(hex: 0x8A8A8A)
  /// Grid lines.
  public static let grid = Color(hex: 0xE6E6E6)
  /// Ground of the zeros beside a logarithmic axis.
  public static let zeroGround = Color(hex: 0xF4F4F4)
  /// Ground of cells that hold no value.
  public static let missing = Color(hex: 0xEFEFEF)
}

extension Color: Codable {
  /// As ``code``.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let digits = try container.decode(String.self).dropFirst()
    guard [6, 8].contains(digits.count), let number = UInt32(digits, radix: 16) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "A colour is #rrggbb or #rrggbbaa.")
    }
    self.init(hex: digits.count == 8 ? number >> 8 : number)
    if digits.count == 8 { alpha = UInt8(truncatingIfNeeded: number) }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(code)
  }

  /// `#rrggbb` or, where something shines through, `#rrggbbaa`.
  public var code: String {
    let channels = [red, green, blue] + (alpha == 255 ? [] : [alpha])
    return "#" + channels.map { String(format: "%02x", $0) }.joined()
  }
}
