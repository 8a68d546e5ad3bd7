extension LineChart {
  /// One line of a chart. Points that are not finite, or have no place on a logarithmic axis, break it.
  public struct Series: Hashable, Codable, Sendable {
    /// What is drawn at each point.
    public enum Marker: Hashable, Codable, Sendable {
      case none
      case circle
    }

    /// What the legend says; an empty name stays out of it.
    public var name: String
    public var x: [Double]
    public var y: [Double]
    public var color: Color
    public var dash: Dash
    /// Width of the line in points.
    public var width: Double
    public var marker = Marker.none
    /// Shaded in the colour of the line; has as many edges as the series has points.
    public var band: Band? {
      didSet {
        precondition(
          band.map { $0.low.count == x.count } ?? true, "A band needs as many edges as the series has points.")
      }
    }
    public var highlight: Highlight? {
      didSet {
        precondition(highlight.map { x.indices.contains($0.index) } ?? true, "A highlight must be one of the points.")
      }
    }
    /// From 0 to 1, where its zeros are drawn in their band: settled by the layout, so that lines of zeros lie side by side.
    var zeroLane = 0.5

    /// A line through as many x as y.
    public init(
      _ name: String, x: [Double], y: [Double], color: Color, dash: Dash = .solid, width: Double = 1.6
    ) {
      precondition(x.count == y.count, "A series needs as many x as y.")
      (self.name, self.x, self.y, self.color, self.dash, self.width) = (name, x, y, color, dash, width)
    }
  }

  /// One point of a series that stands out, such as the best epoch.
  public struct Highlight: Hashable, Codable, Sendable {
    /// Which point of the series, from 0.
    public var index: Int
    /// Written next to the point; may be empty.
    public var label: String

    public init(index: Int, label: String = "") {
      self.index = index
      self.label = label
    }
  }
}
