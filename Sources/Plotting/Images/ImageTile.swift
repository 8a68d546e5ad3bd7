import Foundation

/// One small picture of a grid: grey bytes, or signed numbers shown in two colours around white.
public struct ImageTile: Hashable, Codable, Sendable {
  enum Content: Hashable, Sendable {
    case grey([UInt8])
    case signed([Float])
  }

  /// Columns of pixels.
  public let width: Int
  /// Rows of pixels.
  public let height: Int
  /// Written under the tile; may be empty.
  public var caption: String
  /// The magnitude at which a signed value has full colour where each tile has its own scale; the tile's largest where nil.
  public var limit: Float?
  let content: Content

  /// A tile of grey pixels, row by row from the top, 0 black to 255 white.
  public init(width: Int, height: Int, grey: [UInt8], caption: String = "") {
    self.init(width: width, height: height, content: .grey(grey), count: grey.count, caption: caption)
  }

  /// A tile of signed values, row by row from the top, such as the weights of one hidden unit.
  public init(width: Int, height: Int, signed: [Float], caption: String = "", limit: Float? = nil) {
    self.init(width: width, height: height, content: .signed(signed), count: signed.count, caption: caption)
    self.limit = limit
  }

  private init(width: Int, height: Int, content: Content, count: Int, caption: String) {
    precondition(width > 0 && height > 0, "A tile needs a width and a height above zero.")
    precondition(count == width * height, "A tile needs width × height values.")
    self.width = width
    self.height = height
    self.content = content
    self.caption = caption
  }
}

extension ImageTile {
  /// The largest magnitude among the finite values of a signed tile, 0 for a grey one.
  var magnitude: Float {
    guard case .signed(let values) = content else { return 0 }
    return values.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
  }

  var isSigned: Bool {
    if case .signed = content { true } else { false }
  }

  /// The pixels in colour: signed values from `-limit` to `limit` through the diverging map, grey ones as they are or
  /// turned to dark ink on white.
  func bitmap(limit: Float, inkOnPaper: Bool) -> Bitmap {
    switch content {
    case .grey(let bytes):
      Bitmap(width: width, height: height, colors: bytes.map { Color(grey: inkOnPaper ? 255 - $0 : $0) })
    case .signed(let values):
      Bitmap(width: width, height: height, colors: values.map { Self.color(of: $0, limit: limit) })
    }
  }

  private static func color(of value: Float, limit: Float) -> Color {
    guard value.isFinite else { return .missing }
    return ColorMap.diverging.color(at: limit > 0 ? 0.5 + 0.5 * Double(value) / Double(limit) : 0.5)
  }
}

extension ImageTile.Content: Codable {
  private enum CodingKeys: CodingKey { case grey, signed }

  /// Bytes, and the little-endian bytes of signed values, are written as Base64.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let bytes = try container.decodeIfPresent(Data.self, forKey: .grey) {
      self = .grey(Array(bytes))
    } else {
      let bytes = try container.decode(Data.self, forKey: .signed)
      self = .signed(
        bytes.withUnsafeBytes { bytes in
          stride(from: 0, to: bytes.count / 4 * 4, by: 4).map { start in
            Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self)))
          }
        })
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .grey(let bytes): try container.encode(Data(bytes), forKey: .grey)
    case .signed(let values):
      let bytes = values.map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) }
      try container.encode(bytes, forKey: .signed)
    }
  }
}
