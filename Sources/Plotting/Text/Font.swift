/// A typeface at a size.
public struct Font: Hashable, Codable, Sendable {
  /// The faces that the package carries.
  public enum Weight: Int, CaseIterable, Hashable, Codable, Sendable {
    case regular
    case bold
  }

  /// Size of the em square in points.
  public var size: Double
  public var weight: Weight

  public init(size: Double, weight: Weight = .regular) {
    precondition(size > 0, "A font's size must be above zero.")
    self.size = size
    self.weight = weight
  }
}

extension Font {
  /// The title of a whole figure.
  public static let figureTitle = Font(size: 14, weight: .bold)
  /// The title of one chart.
  public static let title = Font(size: 11, weight: .bold)
  /// A line under a title.
  public static let subtitle = Font(size: 10)
  /// Axis labels and legends.
  public static let label = Font(size: 10)
  /// Tick labels, captions and values.
  public static let tick = Font(size: 9)
  /// Notes inside a chart and at the foot of a figure.
  public static let note = Font(size: 8.5)
}
