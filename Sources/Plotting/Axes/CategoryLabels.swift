import Foundation

/// How the names along an axis of categories are written: broken into lines, or tilted where a word is too long.
struct CategoryLabels: Hashable, Sendable {
  /// One label: its lines and the middle of its place on the axis.
  struct Label: Hashable, Sendable {
    let value: Double
    let lines: [String]
  }

  let labels: [Label]
  /// Whether the labels rise to the right at 40 degrees and end under their place.
  let isTilted: Bool

  static let angle = 40.0
  private static let longestTilted = 120.0
  private static let mostLines = 3

  /// The names under a horizontal axis of the given length.
  init(under axis: AxisScale, length: Double, typesetter: Typesetter) {
    let ticks = axis.ticks.major
    let slot = length / Double(max(1, ticks.count)) - 5
    let words = ticks.flatMap { $0.label.split(separator: " ").map(String.init) }
    isTilted = typesetter.width(ofWidest: words, font: .tick) > slot
    let width = isTilted ? Self.longestTilted : slot
    let most = isTilted ? 1 : Self.mostLines
    labels = ticks.map { tick in
      let lines = typesetter.lines(of: tick.label, font: .tick, width: width, maximumLines: most)
      return Label(value: tick.value, lines: lines)
    }
  }

  /// The names to the left of a vertical axis of the given length, at most so wide.
  init(besides axis: AxisScale, length: Double, width: Double, typesetter: Typesetter) {
    let ticks = axis.ticks.major
    let slot = length / Double(max(1, ticks.count))
    let most = max(1, min(Self.mostLines, Int(slot / typesetter.lineHeight(.tick))))
    isTilted = false
    labels = ticks.map { tick in
      let lines = typesetter.lines(of: tick.label, font: .tick, width: width, maximumLines: most)
      return Label(value: tick.value, lines: lines)
    }
  }

  private static func labels(_ ticks: [Tick], width: Double, mostLines: Int, _ typesetter: Typesetter) -> [Label] {
    ticks.map {
      Label(
        value: $0.value, lines: typesetter.lines(of: $0.label, font: .tick, width: width, maximumLines: mostLines))
    }
  }

  /// The width of the widest line.
  func width(typesetter: Typesetter) -> Double {
    typesetter.width(ofWidest: labels.flatMap(\.lines), font: .tick)
  }

  /// The height that the labels take under a horizontal axis.
  func height(typesetter: Typesetter) -> Double {
    let lineHeight = typesetter.lineHeight(.tick)
    if isTilted {
      let angle = Self.angle * .pi / 180
      return width(typesetter: typesetter) * sin(angle) + lineHeight * cos(angle)
    }
    return Double(labels.map(\.lines.count).max() ?? 0) * lineHeight
  }
}
