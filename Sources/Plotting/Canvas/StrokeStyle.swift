/// How a line is drawn: its width, its ends and its dashes.
public struct StrokeStyle: Hashable, Sendable {
  /// The shape of a line's ends.
  public enum Cap: Hashable, Sendable {
    /// Cut off square at the end point.
    case butt
    /// Rounded beyond the end point.
    case round
  }

  /// Width in points.
  public var width: Double
  public var cap: Cap
  public var dash: Dash

  public init(width: Double = 1, cap: Cap = .round, dash: Dash = .solid) {
    precondition(width >= 0, "A line's width cannot be negative.")
    self.width = width
    self.cap = cap
    self.dash = dash
  }
}
