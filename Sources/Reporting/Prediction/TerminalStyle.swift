import Plotting

/// What the reader of a text can show.
public enum TerminalStyle: Hashable, Sendable, CaseIterable {
  /// Letters and signs of ASCII in pictures and bars, and no orders to a terminal: for files, pipes and plain terminals.
  case plain
  /// Block characters in the 256 colours that nearly every terminal has.
  case indexedColor
  /// Block characters in 24-bit colours.
  case trueColor

  /// The style for an output.
  ///
  /// `NO_COLOR` (no-color.org) and `TERM=dumb` ask for plain text; `COLORTERM` says that a terminal knows 24-bit colours.
  /// - Parameters:
  ///   - isTerminal: whether the output goes to a terminal, or is to be written as if it did.
  public init(isTerminal: Bool, environment: [String: String]) {
    let isPlain = environment["NO_COLOR"]?.isEmpty == false || ["", "dumb"].contains(environment["TERM"] ?? "")
    self = isTerminal && !isPlain ? .color(environment) : .plain
  }

  /// The richest colours that the environment speaks of.
  public static func color(_ environment: [String: String]) -> TerminalStyle {
    ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "") ? .trueColor : .indexedColor
  }

  static let reset = "\u{1B}[0m"

  /// The order that sets the colour of letters, or of what is behind them; empty in plain text.
  func order(_ color: Color, isBackground: Bool = false) -> String {
    let target = isBackground ? 48 : 38
    switch self {
    case .plain: return ""
    case .indexedColor: return "\u{1B}[\(target);5;\(Self.index(of: color))m"
    case .trueColor: return "\u{1B}[\(target);2;\(color.red);\(color.green);\(color.blue)m"
    }
  }

  /// Text in a colour; as it is in plain text.
  func colored(_ text: String, _ color: Color) -> String {
    self == .plain || text.isEmpty ? text : order(color) + text + Self.reset
  }

  func bold(_ text: String) -> String { self == .plain ? text : "\u{1B}[1m\(text)\(Self.reset)" }

  /// The number of the nearest colour in the cube of 6 × 6 × 6 (from 16) or among the 24 greys (from 232) of xterm.
  static func index(of color: Color) -> Int {
    let channels = [color.red, color.green, color.blue].map { Int($0) }
    let steps = channels.map { value in levels.indices.min { abs(levels[$0] - value) < abs(levels[$1] - value) } ?? 0 }
    let grey = max(0, min(23, (channels.reduce(0, +) / 3 - 3) / 10))
    let cubeDistance = zip(channels, steps).reduce(0) { $0 + square($1.0 - levels[$1.1]) }
    let greyDistance = channels.reduce(0) { $0 + square($1 - (8 + 10 * grey)) }
    return greyDistance < cubeDistance ? 232 + grey : 16 + 36 * steps[0] + 6 * steps[1] + steps[2]
  }

  private static let levels = [0, 95, 135, 175, 215, 255]

  private static func square(_ value: Int) -> Int { value * value }
}
