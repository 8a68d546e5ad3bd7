/// A straight line across a chart at one value, such as the error of guessing.
public struct ReferenceLine: Hashable, Sendable {
  public enum Direction: Hashable, Sendable {
    /// Across the chart at a value of the vertical axis.
    case horizontal
    /// From bottom to top at a value of the horizontal axis.
    case vertical
  }

  public var direction: Direction
  public var value: Double
  /// Written along the line; may be empty.
  public var label: String
  public var color: Color
  public var dash: Dash

  public init(
    _ direction: Direction, at value: Double, label: String = "", color: Color = .secondaryText, dash: Dash = .dashed
  ) {
    self.direction = direction
    self.value = value
    self.label = label
    self.color = color
    self.dash = dash
  }
}
