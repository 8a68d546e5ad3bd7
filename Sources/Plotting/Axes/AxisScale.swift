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
  let ticks: Ticks

  /// An axis of numbers with at most so many labelled ticks.
  init(_ axis: Axis, range: ClosedRange<Double>, maximumTicks: Int) {
    label = axis.label
    kind = axis.scale == .linear ? .linear : .logarithmic
    self.range = range
    ticks =
      if let values = axis.ticks { .at(values, in: range) } else if axis.scale == .linear {
        .linear(range, atMost: maximumTicks, countsWholes: axis.countsWholes)
      } else { .logarithmic(range, atMost: maximumTicks) }
  }

  /// An axis of names: name `i` has its middle at `i` + ½, and every `stride`-th is labelled.
  init(label: String, categories: [String], isReversed: Bool = false, stride: Int = 1) {
    self.label = label
    kind = .categorical(isReversed: isReversed)
    range = 0...Double(max(1, categories.count))
    let shown = categories.indices.filter { $0.isMultiple(of: max(1, stride)) }
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
      guard value.isFinite, value > 0 else { return .nan }
      return log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
    case .categorical(let isReversed):
      let fraction = value / range.upperBound
      return isReversed ? 1 - fraction : fraction
    }
  }
}

extension AxisScale {
  /// The horizontal axis of numbers with as many ticks, up to eight, as have room for their labels side by side.
  static func horizontal(
    _ axis: Axis, range: ClosedRange<Double>, length: Double, typesetter: Typesetter
  ) -> AxisScale {
    for count in stride(from: 8, to: 2, by: -1) {
      let scale = AxisScale(axis, range: range, maximumTicks: count)
      if scale.hasRoom(in: length, typesetter: typesetter) { return scale }
    }
    return AxisScale(axis, range: range, maximumTicks: 2)
  }

  /// The vertical axis of numbers with at most a tick every 28 points, and eight in all.
  static func vertical(_ axis: Axis, range: ClosedRange<Double>, length: Double) -> AxisScale {
    AxisScale(axis, range: range, maximumTicks: max(2, min(8, Int(length / 28) + 1)))
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
