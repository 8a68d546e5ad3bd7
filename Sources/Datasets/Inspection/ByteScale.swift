import LinearAlgebra

extension LabeledImages {
  /// The greatest byte of all images; 0 without any.
  public var greatestByte: UInt8 {
    pixels.withUnsafeBufferPointer { pixels in
      var greatest: UInt8 = 0
      for pixel in pixels { greatest = max(greatest, pixel) }
      return greatest
    }
  }

  /// Whether there are two images at least, and all are the same.
  public var areAllEqual: Bool { count > 1 && CaseTable.bytes(pixels, columns: pixelCount).isUniform }

  /// The images with every byte multiplied by 255/`greatest`, which must not be below any of them, and rounded.
  func rescaled(from greatest: UInt8) -> LabeledImages {
    let divisor = Int(greatest)
    let scaled = (0...255).map { (byte: Int) -> UInt8 in
      let rounded = (255 * byte + divisor / 2) / divisor
      return UInt8(min(255, rounded))
    }
    return LabeledImages(width: width, height: height, pixels: pixels.map { scaled[Int($0)] }, labels: labels)
  }
}

/// What the bytes of files stand for.
///
/// IDX files of images hold intensities from 0 to 255. Binary images are often written with bytes of 0 and 1, and some data sets
/// have 16 or 17 greys; read as intensities they would be nearly black, all networks would stay at guessing, and a Boltzmann machine
/// would find all images very probable without having learned anything.
enum ByteScale {
  /// The greatest byte up to which bytes are shares of it rather than of 255: nobody writes images that are 6 % grey at most.
  static let greatestShare: UInt8 = 16

  /// The greatest byte of both parts, if they are to be scaled by it; nil if they are to be taken as they are.
  /// - Throws: ``DatasetError/scalesDiffer(training:test:)`` if only one part looks as if it had to be.
  /// - Parameter areOneFile: whether both parts were drawn from one file, so that they have one scale whatever their bytes.
  static func divisor(
    training: LabeledImages, test: LabeledImages, areOneFile: Bool = false
  ) throws(DatasetError) -> UInt8? {
    var greatest = (training: training.greatestByte, test: test.greatestByte)
    if areOneFile { greatest = (max(greatest.training, greatest.test), max(greatest.training, greatest.test)) }
    // Of nothing but zeros there is nothing to tell.
    guard min(greatest.training, greatest.test) > 0 else { return nil }
    let areShares = (greatest.training <= greatestShare, greatest.test <= greatestShare)
    guard areShares.0 == areShares.1 else {
      throw .scalesDiffer(training: Int(greatest.training), test: Int(greatest.test))
    }
    return areShares.0 ? max(greatest.training, greatest.test) : nil
  }
}
