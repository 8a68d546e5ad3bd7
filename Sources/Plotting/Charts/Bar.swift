/// One bar of a chart, with its error and its text.
public struct Bar: Hashable, Sendable {
  public var label: String
  /// A value that is not finite leaves its place empty.
  public var value: Double
  /// The ends of the error bar, in the units of the value.
  public var error: ClosedRange<Double>?
  public var color: Color
  /// Written beyond the end of the bar; three significant digits of the value where nil.
  public var valueText: String?

  public init(
    _ label: String, value: Double, error: ClosedRange<Double>? = nil, color: Color = Palette.blue,
    valueText: String? = nil
  ) {
    self.label = label
    self.value = value
    self.error = error
    self.color = color
    self.valueText = valueText
  }
}
