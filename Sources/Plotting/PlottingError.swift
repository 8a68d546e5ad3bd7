/// What can go wrong outside the program's control while a figure is drawn, written or read.
public enum PlottingError: Error, Equatable, Sendable {
  /// A font file is not where the package keeps its fonts.
  case fontMissing(name: String)

  /// FreeType refused an operation with the given error code.
  case freeType(operation: String, code: Int)

  /// A page would be wider or higher than a canvas can be.
  case pageTooLarge(pixels: Double, limit: Double)

  /// libpng could not encode an image.
  case encodingFailed(reason: String)

  /// The bytes are not a whole, sound PNG file of a reasonable size.
  case decodingFailed(reason: String)

  /// A file that should be a picture cannot be opened, or is no sound PNG file.
  case unreadable(file: String, reason: String)

  /// A file is a picture in a format that is not read.
  case otherFormat(file: String, format: String)
}

extension PlottingError: CustomStringConvertible {
  /// One sentence for the person at the terminal.
  public var description: String {
    switch self {
    case .fontMissing(let name):
      "The font \(name) is missing from the package's resources; build the package again or restore its Fonts folder."
    case .freeType(let operation, let code):
      "FreeType failed to \(operation) (error \(code))."
    case .pageTooLarge(let pixels, let limit):
      """
      The page would be \(NumberStyle.short(pixels)) pixels long where \(NumberStyle.fixed(limit, decimals: 0)) are the limit; \
      compare fewer arms at once.
      """
    case .encodingFailed(let reason):
      "The image could not be encoded as PNG: \(reason)."
    case .decodingFailed(let reason):
      "The PNG file cannot be read: \(reason)."
    case .unreadable(let file, let reason):
      "\(file) cannot be read as a PNG picture: \(reason)."
    case .otherFormat(let file, let format):
      "\(file) is a picture in the format \(format), and only PNG is read; convert it, or save it again as PNG."
    }
  }
}
