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
    /// Shaded in the colour of the line.
    public var band: Band?
    public var dash: Dash
    /// Width of the line in points.
    public var width: Double
    public var marker: Marker
    public var highlight: Highlight?
    /// From 0 to 1, where its zeros are drawn in their band: settled by the layout, so that lines of zeros lie side by side.
    var zeroLane = 0.5

    /// A line through as many x as y; a band has as many edges.
    public init(
      _ name: String, x: [Double], y: [Double], color: Color, band: Band? = nil, dash: Dash = .solid,
      width: Double = 1.6, marker: Marker = .none, highlight: Highlight? = nil
    ) {
      precondition(x.count == y.count, "A series needs as many x as y.")
      precondition(band.map { $0.low.count == x.count } ?? true, "A band needs as many edges as the series has points.")
      precondition(highlight.map { x.indices.contains($0.index) } ?? true, "A highlight must be one of the points.")
      self.name = name
      self.x = x
      self.y = y
      self.color = color
      self.band = band
      self.dash = dash
      self.width = width
      self.marker = marker
      self.highlight = highlight
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
