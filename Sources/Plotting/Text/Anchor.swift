/// Which part of a line of text sits at the point it is drawn at.
public struct Anchor: Hashable, Sendable {
  public enum Horizontal: Hashable, Codable, Sendable { case left, center, right }

  /// `middle` is half the height of a capital letter, so that digits look centred.
  public enum Vertical: Hashable, Sendable { case top, middle, baseline, bottom }

  public var horizontal: Horizontal
  public var vertical: Vertical

  public init(_ horizontal: Horizontal, _ vertical: Vertical) {
    self.horizontal = horizontal
    self.vertical = vertical
  }
}
