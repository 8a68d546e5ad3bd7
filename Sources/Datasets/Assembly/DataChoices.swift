/// What is asked of somebody's data besides where they are.
public struct DataChoices: Hashable, Sendable {
  /// How many cases are set aside for validation.
  public enum Validation: Hashable, Sendable {
    case count(Int)
    case share(Double)
  }

  /// In pixels.
  public struct PictureSize: Hashable, Sendable {
    public let width: Int
    public let height: Int

    public init(width: Int, height: Int) { (self.width, self.height) = (width, height) }
  }

  /// By its name, by its number from 1, or `first` or `last`; nil for what is usual.
  public var labelColumn: String?
  public var hasLabels = true
  /// Of the cases of a file without a test part.
  public var testShare = 0.2
  /// Nil leaves cases in the order of files that have one.
  public var shuffleSeed: UInt64?
  public var validation: Validation?
  public var transposes = false
  public var inverts = false
  /// Whether colours are to become greys.
  public var isGrey = false
  /// Whether the numbers of a table are to have mean 0 and deviation 1.
  public var standardizes = false
  /// Of tables, how a picture lies in their columns; of pictures, what they are made.
  public var size: PictureSize?

  public init() {}

  /// Another seed draws another division into parts, and another order.
  var seed: UInt64 { shuffleSeed ?? 1 }
}
