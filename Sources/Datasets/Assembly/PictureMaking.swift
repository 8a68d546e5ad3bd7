/// From the numbers of a file to images of one grey byte a pixel.
struct PictureMaking {
  let picture: RawCases.Picture
  let scale: PixelScale
  let choices: DataChoices

  func images(_ cases: RawCases, labels: [UInt8]) throws(DatasetError) -> LabeledImages {
    var picture = picture
    var pixels = scale.applied(to: cases.values)
    if picture.channels > 1 {
      pixels = try GreyConversion(picture, isAllowed: choices.isGrey).applied(to: pixels, file: cases.file)
    }
    if choices.transposes {
      pixels = Self.transposed(pixels, width: picture.width, height: picture.height)
      (picture.width, picture.height) = (picture.height, picture.width)
    }
    if choices.inverts { pixels = pixels.map { 255 - $0 } }
    // A size that says how a picture lies in a table's columns is no other size than they have.
    let isLayout = cases.picture == nil && choices.size.map { $0.width * $0.height == cases.columns } ?? false
    guard let size = choices.size, !isLayout, (size.width, size.height) != (picture.width, picture.height) else {
      return LabeledImages(width: picture.width, height: picture.height, pixels: pixels, labels: labels)
    }
    let (area, limit) = (size.width * size.height, IDXFile.sizeLimit)
    guard cases.count <= limit / area else {
      throw .tooLarge(file: cases.file, dimensions: [cases.count, size.height, size.width], limit: limit)
    }
    let resizing = Resizing(from: picture.width, picture.height, to: size.width, size.height)
    return LabeledImages(width: size.width, height: size.height, pixels: resizing.applied(to: pixels), labels: labels)
  }

  private static func transposed(_ pixels: [UInt8], width: Int, height: Int) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: pixels.count)
    for image in stride(from: 0, to: pixels.count, by: width * height) {
      for y in 0..<height {
        for x in 0..<width { result[image + x * height + y] = pixels[image + y * width + x] }
      }
    }
    return result
  }
}
