/// What the numbers of pictures stand for, and the bytes that they become.
struct PixelScale: Hashable {
  /// These numbers become 0 and 255.
  let black: Float
  let white: Float

  static let bytes = PixelScale(black: 0, white: 255)

  /// Bytes are taken as they are. Numbers go from 0 to 1, from −1 to 1, or from their least to their greatest.
  init(_ lists: [NumberList]) {
    var (least, greatest) = (Float.infinity, -Float.infinity)
    guard lists.contains(where: { !$0.areBytes }) else {
      self = .bytes
      return
    }
    for list in lists {
      for index in 0..<list.count { (least, greatest) = (min(least, list[index]), max(greatest, list[index])) }
    }
    switch (least, greatest) {
    case (0..., ...1): self.init(black: 0, white: 1)
    case ((-1)..., ...1): self.init(black: -1, white: 1)
    case (0..., ...255): self = .bytes
    default: self.init(black: least, white: greatest)
    }
  }

  private init(black: Float, white: Float) { (self.black, self.white) = (black, white) }

  func applied(to list: NumberList) -> [UInt8] {
    if self == .bytes, list.areBytes { return list.bytes }
    // In double precision no difference of two singles overflows. What never changes is black.
    let (low, factor) = (Double(black), white > black ? 255 / (Double(white) - Double(black)) : 0)
    return (0..<list.count).map { UInt8(max(0, min(255, ((Double(list[$0]) - low) * factor).rounded()))) }
  }

  /// What is to be said of it; nil of bytes.
  var remark: String? {
    guard self != .bytes else { return nil }
    return
      "The pixels' numbers go from \(Self.text(black)) to \(Self.text(white)); they were scaled to bytes from 0 to 255."
  }

  private static func text(_ value: Float) -> String {
    value == value.rounded() && abs(value) < 1e6 ? "\(Int(value))" : "\(value)"
  }
}
