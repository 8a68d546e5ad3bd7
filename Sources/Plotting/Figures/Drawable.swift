/// Something that a figure can show: a value that draws itself into a rectangle.
public protocol Drawable: Sendable {
  /// Draws inside the frame and nowhere else; a frame that is too small shows less but never fails.
  func draw(on canvas: inout Canvas, in frame: Rect)

  /// The room, in points, that titles, ticks and labels take around the plot in a frame of the given size; nil where
  /// there is no plot whose edges could line up with those of its neighbours.
  func insets(for size: Size, typesetter: Typesetter) -> Insets?

  /// The height, in points, that suits it at a width; nil where any height does.
  func preferredHeight(width: Double, typesetter: Typesetter) -> Double?

  /// Draws with the plot at the given insets, which are no smaller than those it asked for.
  func draw(on canvas: inout Canvas, in frame: Rect, insets: Insets)
}

extension Drawable {
  public func insets(for size: Size, typesetter: Typesetter) -> Insets? { nil }

  public func preferredHeight(width: Double, typesetter: Typesetter) -> Double? { nil }

  public func draw(on canvas: inout Canvas, in frame: Rect, insets: Insets) {
    draw(on: &canvas, in: frame)
  }
}
