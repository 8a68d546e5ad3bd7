import Foundation

/// What one axis shows: its label, its scale and, if fixed, its range.
public struct Axis: Hashable, Codable, Sendable {
  /// How values are spread along the axis.
  public enum Scale: Hashable, Codable, Sendable {
    case linear
    /// Equal ratios take equal lengths; values below zero cannot be shown and break a line, zero has a place beside the axis.
    case logarithmic
  }

  /// Whether a logarithmic axis is broken at its lower end for a band in which zeros are drawn.
  public enum ZeroBand: Hashable, Codable, Sendable {
    /// Where the data has zeros.
    case automatic
    /// For panels that are compared with others which have it.
    case always
    case never
  }

  /// The quantity with its unit, such as "test error (%)".
  public var label: String
  public var scale: Scale
  /// The values at both ends; taken from the data where nil.
  public var range: ClosedRange<Double>?
  /// Stretches a linear range that is taken from the data to zero.
  public var includesZero: Bool
  /// Puts the ticks of a linear axis at whole numbers only; see ``wholes(_:range:)``.
  public var countsWholes = false
  /// Where the labelled ticks are, within the range; chosen by the axis where nil.
  public var ticks: [Double]?
  public var zeroBand: ZeroBand

  public init(
    _ label: String = "", scale: Scale = .linear, range: ClosedRange<Double>? = nil, includesZero: Bool = false,
    ticks: [Double]? = nil, zeroBand: ZeroBand = .automatic
  ) {
    (self.label, self.scale, self.range, self.includesZero) = (label, scale, range, includesZero)
    (self.ticks, self.zeroBand) = (ticks, zeroBand)
  }

  /// An axis whose ticks are at whole numbers, for epochs, layers and the like.
  public static func wholes(_ label: String, range: ClosedRange<Double>? = nil) -> Axis {
    var axis = Axis(label, range: range)
    axis.countsWholes = true
    return axis
  }
}

extension Axis {
  /// The magnitudes between which numbers can be divided by each other's share of an axis without running over.
  private static let smallest = 1e-290
  private static let greatest = 1e300

  /// Whether the axis is broken for zeros, given all values that are drawn.
  func hasZeroBand(over values: some Sequence<Double>) -> Bool {
    guard scale == .logarithmic else { return false }
    return switch zeroBand {
    case .always: true
    case .never: false
    case .automatic: values.contains(0)
    }
  }

  /// Whether a value has a place on this axis, beside the band of zeros.
  func shows(_ value: Double) -> Bool {
    value.isFinite && (scale == .linear || value > 0)
  }

  /// The range that holds all values that can be shown, with free room of a share of its length at both ends.
  ///
  /// No values at all, or the same value over and over, give a sensible range of some length around them. Free room
  /// never crosses zero.
  func range(over values: some Sequence<Double>, padding: Double = 0) -> ClosedRange<Double> {
    if let range { return widened(range) }
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where shows(value) {
      low = min(low, value)
      high = max(high, value)
    }
    guard low <= high else { return scale == .linear ? 0...1 : 1...10 }
    if includesZero, scale == .linear { (low, high) = (min(low, 0), max(high, 0)) }
    let range = widened(low...high)
    return range == low...high ? padded(range, by: padding) : range
  }

  /// The range itself, or a longer one around it where it is too short to be divided or cannot be shown.
  private func widened(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    let low = max(-Self.greatest, min(Self.greatest, range.lowerBound))
    let high = max(-Self.greatest, min(Self.greatest, range.upperBound))
    if scale == .logarithmic {
      guard high > 0 else { return 1...10 }
      let top = max(high, Self.smallest)
      let positive = max(low > 0 ? low : top / 1000, Self.smallest)
      return top / positive > 1 + 1e-9 ? positive...top : (positive / 2)...(top * 2)
    }
    let magnitude = max(abs(low), abs(high))
    if magnitude >= Self.smallest, high - low > magnitude * 1e-9 { return low...high }
    if magnitude < Self.smallest { return 0...1 }
    return (low - magnitude * 0.1)...(high + magnitude * 0.1)
  }

  private func padded(_ range: ClosedRange<Double>, by share: Double) -> ClosedRange<Double> {
    let (low, high) = (range.lowerBound, range.upperBound)
    if scale == .logarithmic {
      // The ratio of the ends of the longest range would be infinite.
      let factor = pow(min(high / low, Self.greatest), share)
      return max(low / factor, Self.smallest)...min(high * factor, Self.greatest)
    }
    let room = (high - low) * share
    return (low >= 0 ? max(0, low - room) : low - room)...(high <= 0 ? min(0, high + room) : high + room)
  }
}
