/// A PNG file put together byte by byte, of any kind that the format knows, with stored (not compressed) data.
struct HandmadePNG {
  /// 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGBA.
  let colorType: UInt8
  /// Bits a channel.
  let depth: UInt8
  var width: Int
  var height: Int
  let rows: [[UInt8]]
  var palette: [UInt8] = []
  var transparency: [UInt8] = []
  /// The rows are then those of Adam7's passes.
  var isInterlaced = false

  init(colorType: UInt8, depth: UInt8, width: Int? = nil, height: Int? = nil, rows: [[UInt8]]) {
    self.colorType = colorType
    self.depth = depth
    self.width = width ?? rows[0].count
    self.height = height ?? rows.count
    self.rows = rows
  }

  var bytes: [UInt8] {
    let header = bigEndian(width) + bigEndian(height) + [depth, colorType, 0, 0, isInterlaced ? 1 : 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
      + (palette.isEmpty ? [] : chunk("PLTE", palette))
      + (transparency.isEmpty ? [] : chunk("tRNS", transparency))
      + chunk("IDAT", stored(rows.flatMap { [0] + $0 })) + chunk("IEND", [])
  }

  private func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + data
    return bigEndian(data.count) + body + bigEndian(Int(crc(body)))
  }

  /// A zlib stream of one stored block.
  private func stored(_ data: [UInt8]) -> [UInt8] {
    let (low, high) = (UInt8(data.count & 255), UInt8(data.count >> 8))
    let sums = data.reduce((1, 0)) { sums, byte in
      let first = (sums.0 + Int(byte)) % 65_521
      return (first, (sums.1 + first) % 65_521)
    }
    return [0x78, 0x01, 0x01, low, high, ~low, ~high] + data + bigEndian(sums.1 << 16 | sums.0)
  }

  private func crc(_ data: [UInt8]) -> UInt32 {
    var crc = ~UInt32(0)
    for byte in data {
      crc ^= UInt32(byte)
      for _ in 0..<8 {
        let half = crc >> 1
        crc = crc & 1 == 1 ? 0xEDB8_8320 ^ half : half
      }
    }
    return ~crc
  }
}
