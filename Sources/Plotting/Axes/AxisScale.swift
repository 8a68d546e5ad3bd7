import Foundation

/// An axis with its range and ticks settled: turns values into fractions of its length.
struct AxisScale: Hashable, Sendable {
  /// What the ticks stand for.
  enum Kind: Hashable, Sendable {
    case linear
    case logarithmic
    /// Names side by side; the first is at the start, or at the end where the axis is reversed.
    case categorical(isReversed: Bool)
  }

  let label: String
  let kind: Kind
  let range: ClosedRange<Double>
  private(set) var ticks: Ticks
  /// The share of a logarithmic axis that is kept for zeros, at its lower end; 0 for none.
  let zeroShare: Double

  /// The length of the part that is kept for zeros, in points.
  static let zeroLength = 18.0

  /// An axis of numbers with at most so many labelled ticks.
  init(_ axis: Axis, range: ClosedRange<Double>, maximumTicks: Int, zeroShare: Double = 0) {
    label = axis.label
    kind = axis.scale == .linear ? .linear : .logarithmic
    self.range = range
    self.zeroShare = axis.scale == .linear ? 0 : zeroShare
    ticks =
      if let values = axis.ticks { .at(values, in: range) } else if axis.scale == .linear {
        .linear(range, atMost: maximumTicks, countsWholes: axis.countsWholes)
      } else { .logarithmic(range, atMost: maximumTicks) }
    if self.zeroShare > 0 { ticks.major.insert(Tick(value: 0, label: "0"), at: 0) }
  }

  /// An axis of names: name `i` has its middle at `i` + ½, and every `stride`-th is labelled.
  init(label: String, categories: [String], isReversed: Bool = false, stride: Int = 1) {
    self.label = label
    kind = .categorical(isReversed: isReversed)
    range = 0...Double(max(1, categories.count))
    let shown = categories.indices.filter { $0.isMultiple(of: max(1, stride)) }
    zeroShare = 0
    ticks = Ticks(major: shown.map { Tick(value: Double($0) + 0.5, label: categories[$0]) }, minor: [])
  }

  var isCategorical: Bool {
    if case .categorical = kind { true } else { false }
  }

  /// Where a value lies between the start (0) and the end (1); beyond them for values out of range, not-a-number for
  /// values that have no place.
  func fraction(of value: Double) -> Double {
    switch kind {
    case .linear:
      let span = range.upperBound - range.lowerBound
      return value.isFinite ? (value - range.lowerBound) / span : .nan
    case .logarithmic:
      if value == 0, zeroShare > 0 { return zeroShare / 2 }
      guard value.isFinite, value > 0 else { return .nan }
      return zeroShare + (1 - zeroShare) * log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
    case .categorical(let isReversed):
      let fraction = value / range.upperBound
      return isReversed ? 1 - fraction : fraction
    }
  }
}

extension AxisScale {
  /// The horizontal axis of numbers with as many ticks, up to eight, as have room for their labels side by side.
  static func horizontal(
    _ axis: Axis, range: ClosedRange<Double>, length: Double, typesetter: Typesetter, hasZeroBand: Bool = false
  ) -> AxisScale {
    let zeroShare = hasZeroBand ? Self.zeroShare(of: length) : 0
    for count in stride(from: 8, to: 1, by: -1) {
      let scale = AxisScale(axis, range: range, maximumTicks: count, zeroShare: zeroShare)
      if scale.hasRoom(in: length, typesetter: typesetter) { return scale }
    }
    var scale = AxisScale(axis, range: range, maximumTicks: 2, zeroShare: zeroShare)
    while scale.ticks.major.count > 1, !scale.hasRoom(in: length, typesetter: typesetter) { scale.thin() }
    return scale
  }

  /// The vertical axis of numbers with at most a tick every 28 points, and eight in all.
  static func vertical(_ axis: Axis, range: ClosedRange<Double>, length: Double, hasZeroBand: Bool = false) -> AxisScale
  {
    let zeroShare = hasZeroBand ? Self.zeroShare(of: length) : 0
    let count = max(2, min(8, Int(length * (1 - zeroShare) / 28) + 1))
    return AxisScale(axis, range: range, maximumTicks: count, zeroShare: zeroShare)
  }

  private static func zeroShare(of length: Double) -> Double { min(0.3, zeroLength / max(1, length)) }

  /// Takes the label from every second tick, but not from zero.
  private mutating func thin() {
    let major = ticks.major
    let zero = major.firstIndex { $0.value == 0 } ?? 0
    ticks.major = major.indices.filter { ($0 - zero).isMultiple(of: 2) }.map { major[$0] }
    ticks.minor = ticks.minor.isEmpty ? major.map(\.value) : ticks.minor
  }

  private func hasRoom(in length: Double, typesetter: Typesetter) -> Bool {
    let ends = ticks.major.map { tick in
      let half = typesetter.width(of: tick.label, font: .tick) / 2
      let middle = fraction(of: tick.value) * length
      return (start: middle - half, end: middle + half)
    }
    return zip(ends, ends.dropFirst()).allSatisfy { $0.end + 12 <= $1.start }
  }
}
