/// Images that can be asked for others which are the same, byte for byte.
public struct ImageIndex {
  private struct Place {
    let set: Int
    let image: Int
  }

  private var sets: [LabeledImages] = []
  /// The first image of each hash.
  private var places: [UInt64: Place] = [:]

  public init(_ images: LabeledImages) { insert(images) }

  /// Adds images of the same size as those before.
  public mutating func insert(_ images: LabeledImages) {
    sets.append(images)
    places.reserveCapacity(places.count + images.count)
    for image in 0..<images.count {
      let hash = images.hash(of: image)
      if places[hash] == nil { places[hash] = Place(set: sets.count - 1, image: image) }
    }
  }

  /// How many of these images are among those that were added.
  public func count(of images: LabeledImages) -> Int {
    (0..<images.count).count { image in
      // Of different images with one hash only the first is known, so that one of 10⁹ sets might be counted one too low.
      guard let place = places[images.hash(of: image)] else { return false }
      let set = sets[place.set]
      return images.bytes(of: image).elementsEqual(set.bytes(of: place.image))
        && images.numbers(of: image) == set.numbers(of: place.image)
    }
  }
}

extension LabeledImages {
  fileprivate func numbers(of image: Int) -> ArraySlice<Float>? {
    numbers.map { $0[image * pixelCount..<(image + 1) * pixelCount] }
  }

  fileprivate func bytes(of image: Int) -> ArraySlice<UInt8> { pixels[image * pixelCount..<(image + 1) * pixelCount] }

  /// Eight bytes at a time: multiplied by an odd constant, and the upper half, which depends on all bits, folded into the lower.
  fileprivate func hash(of image: Int) -> UInt64 {
    pixels.withUnsafeBytes { pixels in
      let (start, end) = (image * pixelCount, (image + 1) * pixelCount)
      var hash: UInt64 = 0xCBF2_9CE4_8422_2325
      func add(_ word: UInt64) {
        hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 32
      }
      var place = start
      while place + 8 <= end {
        add(pixels.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        place += 8
      }
      while place < end {
        add(UInt64(pixels[place]))
        place += 1
      }
      return hash
    }
  }
}
