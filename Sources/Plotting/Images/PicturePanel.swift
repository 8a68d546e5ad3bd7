/// A picture of any size, as large as fits its frame, with a part of it marked.
public struct PicturePanel: Drawable, Hashable, Codable {
  public var title: String
  public var subtitle: String
  public var bitmap: Bitmap
  /// Outlined, in pixels of the bitmap from its upper left; nil for nothing.
  public var mark: Rect?

  public init(title: String = "", subtitle: String = "", bitmap: Bitmap, mark: Rect? = nil) {
    (self.title, self.subtitle, self.bitmap, self.mark) = (title, subtitle, bitmap, mark)
  }

  public func draw(on canvas: inout Canvas, in frame: Rect) {
    let heading = Heading(title: title, subtitle: subtitle)
    heading.draw(on: &canvas, in: frame)
    let top = heading.height(width: frame.width, typesetter: canvas.typesetter)
    let room = frame.inset(by: Insets(top: top + Self.edge, left: Self.edge, bottom: Self.edge, right: Self.edge))
    guard let place = place(in: room, on: canvas) else { return }
    let (width, height) = (Int((place.width * canvas.scale).rounded()), Int((place.height * canvas.scale).rounded()))
    canvas.draw(bitmap.flattened.reduced(toWidth: width, height: height), in: place)
    canvas.stroke(Path(place), with: .grid, style: StrokeStyle(width: 0.5))
    canvas.clipped(to: frame) { drawMark(on: &$0, in: place) }
  }

  private func drawMark(on canvas: inout Canvas, in place: Rect) {
    guard let mark else { return }
    let scale = place.width / Double(bitmap.width)
    let outline = Rect(
      x: place.minX + mark.x * scale, y: place.minY + mark.y * scale, width: mark.width * scale,
      height: mark.height * scale)
    canvas.stroke(Path(canvas.snapped(outline)), with: Self.markColor, style: StrokeStyle(width: 1))
  }

  static let markColor = Palette.vermilion

  private static let edge = 0.5

  /// Where the picture goes, from the upper left; nil where not even a pixel has room.
  func place(in room: Rect, on canvas: Canvas) -> Rect? {
    let scale = min(room.width / Double(bitmap.width), room.height / Double(bitmap.height))
    let pixel = 1 / canvas.scale
    let size = Size(
      width: max(pixel, canvas.snapped(scale * Double(bitmap.width))),
      height: max(pixel, canvas.snapped(scale * Double(bitmap.height))))
    guard size.width <= room.width, size.height <= room.height else { return nil }
    return Rect(x: canvas.snapped(room.minX), y: canvas.snapped(room.minY), width: size.width, height: size.height)
  }
}

extension Bitmap {
  /// RGB, with white under what is transparent.
  var flattened: Bitmap {
    guard channels == 4 else { return self }
    let colors = (0..<width * height).lazy.map { index in
      let color = self[index % width, index / width]
      let opaque = Color(red: color.red, green: color.green, blue: color.blue)
      return Color.white.mixed(with: opaque, by: Double(color.alpha) / 255)
    }
    return Bitmap(width: width, height: height, colors: colors)
  }

  /// At most as large as asked for: each pixel is the mean of the block of pixels that it stands for, so that thin lines of large
  /// pictures do not break. RGB only.
  func reduced(toWidth targetWidth: Int, height targetHeight: Int) -> Bitmap {
    let (newWidth, newHeight) = (min(width, max(1, targetWidth)), min(height, max(1, targetHeight)))
    guard newWidth < width || newHeight < height else { return self }
    var result = [UInt8](repeating: 0, count: newWidth * newHeight * 3)
    for y in 0..<newHeight {
      let rows = y * height / newHeight..<(y + 1) * height / newHeight
      for x in 0..<newWidth {
        let columns = x * width / newWidth..<(x + 1) * width / newWidth
        let mean = mean(columns, rows)
        for channel in 0..<3 { result[(y * newWidth + x) * 3 + channel] = mean[channel] }
      }
    }
    return Bitmap(width: newWidth, height: newHeight, pixels: result)
  }

  private func mean(_ columns: Range<Int>, _ rows: Range<Int>) -> SIMD3<UInt8> {
    var sum = SIMD3<Int>.zero
    for y in rows {
      for x in columns {
        let start = (y * width + x) * 3
        sum &+= SIMD3(Int(pixels[start]), Int(pixels[start + 1]), Int(pixels[start + 2]))
      }
    }
    let count = rows.count * columns.count
    return SIMD3(truncatingIfNeeded: (sum &+ count / 2) / count)
  }
}
