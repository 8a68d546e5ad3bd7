import CFreeType

/// Whole pixels of a bitmap: from `minX`, `minY` up to but without `maxX`, `maxY`.
struct PixelRect: Hashable {
  var minX: Int
  var minY: Int
  var maxX: Int
  var maxY: Int

  var isEmpty: Bool { minX >= maxX || minY >= maxY }
}

/// Blends outlines into the rows of a bitmap, each pixel by the share of it that the outline covers.
enum Rasterizer {
  /// What the callback needs to know while FreeType hands it spans.
  private struct Target {
    let pixels: UnsafeMutablePointer<UInt8>
    let width: Int
    let color: Color
  }

  /// FreeType's memory for one row holds some 500 partly covered pixels, and release 2.12 gives up on a long, nearly level
  /// edge that has more. Wide outlines are therefore drawn in vertical strips of this many pixels.
  private static let stripWidth = 256

  /// Fills an outline by the non-zero rule; returns FreeType's error code, 0 for none.
  static func fill(
    _ outline: inout Outline, color: Color, in bitmap: inout Bitmap, clip: PixelRect, library: FT_Library
  ) -> Int {
    guard !outline.isEmpty, !clip.isEmpty, color.alpha > 0 else { return 0 }
    let width = bitmap.width
    return bitmap.pixels.withUnsafeMutableBufferPointer { pixels in
      guard let base = pixels.baseAddress else { return 0 }
      var target = Target(pixels: base, width: width, color: color)
      return withUnsafeMutablePointer(to: &target) { target in
        var parameters = FT_Raster_Params()
        parameters.flags = FT_RASTER_FLAG_AA | FT_RASTER_FLAG_DIRECT | FT_RASTER_FLAG_CLIP
        parameters.gray_spans = blendSpans
        parameters.user = UnsafeMutableRawPointer(target)
        return outline.withFreeTypeOutline { outline in
          for strip in strips(of: outline, clip: clip) {
            parameters.clip_box = FT_BBox(xMin: strip.minX, yMin: strip.minY, xMax: strip.maxX, yMax: strip.maxY)
            let code = FT_Outline_Render(library, &outline, &parameters)
            if code != 0 { return Int(code) }
          }
          return 0
        }
      }
    }
  }

  /// The part of the clip that the outline reaches, cut into strips.
  private static func strips(of outline: FT_Outline, clip: PixelRect) -> [PixelRect] {
    var (outline, box) = (outline, FT_BBox())
    FT_Outline_Get_CBox(&outline, &box)
    let first = max(clip.minX, Int(box.xMin >> 6))
    let end = min(clip.maxX, Int(box.xMax >> 6) + 1)
    return stride(from: first, to: end, by: stripWidth).map { start in
      PixelRect(minX: start, minY: clip.minY, maxX: min(start + stripWidth, end), maxY: clip.maxY)
    }
  }

  /// FreeType calls this with the covered stretches of one row.
  private static let blendSpans: FT_SpanFunc = { y, count, spans, user in
    guard let spans, let target = user?.assumingMemoryBound(to: Target.self).pointee else { return }
    let row = target.pixels + Int(y) * target.width * 3
    for index in 0..<Int(count) {
      let span = spans[index]
      blend(target.color, coverage: span.coverage, into: row + Int(span.x) * 3, count: Int(span.len))
    }
  }

  @inline(__always)
  private static func blend(_ color: Color, coverage: UInt8, into start: UnsafeMutablePointer<UInt8>, count: Int) {
    let opacity = (UInt32(coverage) * UInt32(color.alpha) + 127) / 255
    let rest = 255 - opacity
    let red = UInt32(color.red) * opacity + 127
    let green = UInt32(color.green) * opacity + 127
    let blue = UInt32(color.blue) * opacity + 127
    var pixel = start
    for _ in 0..<count {
      pixel[0] = UInt8(truncatingIfNeeded: (UInt32(pixel[0]) * rest + red) / 255)
      pixel[1] = UInt8(truncatingIfNeeded: (UInt32(pixel[1]) * rest + green) / 255)
      pixel[2] = UInt8(truncatingIfNeeded: (UInt32(pixel[2]) * rest + blue) / 255)
      pixel += 3
    }
  }
}
