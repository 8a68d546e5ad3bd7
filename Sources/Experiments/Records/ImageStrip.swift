import Foundation
import LinearAlgebra

/// A row of small images, kept to a precision of 1/127 of the greatest magnitude in each.
public struct ImageStrip: Codable, Hashable, Sendable {
  public let width: Int
  public let height: Int
  /// The greatest magnitude in each image.
  public let limits: [Float]
  /// For each image and pixel, row by row, the value as a share of the limit, from −127 to 127, as a signed byte.
  private let levels: Data

  public var count: Int { limits.count }

  /// - Parameters:
  ///   - images: one in each row, width · height numbers.
  public init(_ images: Matrix, width: Int, height: Int) {
    precondition(images.columns == width * height, "\(images.columns) numbers for \(width) × \(height) pixels")
    (self.width, self.height) = (width, height)
    var (limits, levels) = ([Float](), Data(capacity: images.count))
    for row in 0..<images.rows {
      let pixels = images.rows(row..<row + 1).values
      let limit = pixels.reduce(0) { max($0, abs($1)) }
      limits.append(limit)
      let scale = limit > 0 && limit.isFinite ? 127 / limit : 0
      for pixel in pixels {
        let level = (pixel * scale).rounded()
        levels.append(UInt8(bitPattern: level.isFinite ? Int8(level) : 0))
      }
    }
    (self.limits, self.levels) = (limits, levels)
  }

  /// - Throws: `DecodingError` if the levels do not fill images of this size, as in a damaged record.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    width = try container.decode(Int.self, forKey: .width)
    height = try container.decode(Int.self, forKey: .height)
    limits = try container.decode([Float].self, forKey: .limits)
    levels = try container.decode(Data.self, forKey: .levels)
    let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
    guard width > 0, height > 0, !overflow, levels.count.isMultiple(of: pixels), levels.count / pixels == limits.count
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .levels, in: container, debugDescription: "the levels do not fill \(limits.count) images")
    }
  }

  /// The values of one image, row by row.
  public func image(_ index: Int) -> [Float] {
    let pixels = width * height
    return levels[levels.startIndex + index * pixels..<levels.startIndex + (index + 1) * pixels].map {
      Float(Int8(bitPattern: $0)) / 127 * limits[index]
    }
  }
}
