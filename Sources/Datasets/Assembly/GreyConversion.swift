/// The luma of colours, which `--grey` asks for; greys that are written as colours are what they are.
struct GreyConversion {
  private let picture: RawCases.Picture
  private let isAllowed: Bool

  init(_ picture: RawCases.Picture, isAllowed: Bool) { (self.picture, self.isAllowed) = (picture, isAllowed) }

  func applied(to bytes: [UInt8], file: String) throws(DatasetError) -> [UInt8] {
    let area = picture.width * picture.height
    let (step, apart) = picture.isInterleaved ? (picture.channels, 1) : (1, area)
    var isColored = false
    let greys = bytes.withUnsafeBufferPointer { bytes in
      var result: [UInt8] = []
      result.reserveCapacity(bytes.count / picture.channels)
      for image in stride(from: 0, to: bytes.count, by: picture.count) {
        for pixel in 0..<area {
          let place = image + pixel * step
          let (red, green, blue) = (bytes[place], bytes[place + apart], bytes[place + 2 * apart])
          if red != green || red != blue { isColored = true }
          let luma = GreyPicture.luma(red, green, blue)
          result.append(
            picture.channels == 3 ? luma : GreyPicture.mixed(luma, over: 255, opacity: bytes[place + 3 * apart]))
        }
      }
      return result
    }
    guard !isColored || isAllowed else {
      throw .unusable(
        what: "\(file) has colours, and models here see greys only",
        advice: "--grey takes how light each pixel is")
    }
    return greys
  }
}
