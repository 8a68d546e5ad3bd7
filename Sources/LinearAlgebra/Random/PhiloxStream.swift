import Foundation

/// A named stream of random numbers from ``RandomStream``, made by Philox4x32-10.
///
/// Words come in groups of 64, from sixteen blocks with consecutive counters: first the first word of each block, then
/// the second words, and so on. The key is the seed; the lower half of the counter counts blocks, the upper half names
/// the stream.
public struct PhiloxStream: RandomNumberGenerator {
  private static let groupCount = 64
  private let key: Philox4x32.Key
  private let stream: (UInt32, UInt32)
  private var nextBlock: UInt64 = 0
  /// The block that `group` begins with.
  private var groupStart: UInt64 = 0
  private var group: Philox4x32.Block = (.zero, .zero, .zero, .zero)
  private var used = groupCount

  public init(seed: UInt64, stream: RandomStream) {
    key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    self.stream = stream.counterWords
  }

  /// How far a stream has been used. Another that goes on from there gives the same numbers.
  public struct Position: Hashable, Codable, Sendable {
    var nextBlock: UInt64 = 0
    var groupStart: UInt64 = 0
    var used = PhiloxStream.groupCount

    /// The beginning.
    public init() {}

    /// Whether a stream can stand there.
    public var isPossible: Bool {
      (0...PhiloxStream.groupCount).contains(used) && groupStart <= nextBlock && nextBlock % 16 == 0
        && groupStart % 16 == 0
    }
  }

  public var position: Position {
    get {
      var position = Position()
      (position.nextBlock, position.groupStart, position.used) = (nextBlock, groupStart, used)
      return position
    }
    set {
      precondition(newValue.isPossible, "no stream stands at \(newValue)")
      nextBlock = newValue.groupStart
      group = nextGroup()
      (nextBlock, groupStart, used) = (newValue.nextBlock, newValue.groupStart, newValue.used)
    }
  }

  public mutating func next() -> UInt64 {
    let low = UInt64(nextWord())
    return UInt64(nextWord()) << 32 | low
  }

  /// The next 32 random bits.
  public mutating func nextWord() -> UInt32 {
    if used == Self.groupCount {
      groupStart = nextBlock
      group = nextGroup()
      used = 0
    }
    defer { used += 1 }
    let lane = used % 16
    switch used / 16 {
    case 0: return group.0[lane]
    case 1: return group.1[lane]
    case 2: return group.2[lane]
    default: return group.3[lane]
    }
  }

  /// A number from the open interval (0, 1), with a resolution of 2⁻³².
  public mutating func nextUniform() -> Double { (Double(nextWord()) + 0.5) * 0x1p-32 }

  /// Two independent numbers from N(0, 1), by the transform of Box & Muller (1958).
  public mutating func nextNormalPair() -> (Double, Double) {
    let radius = (-2 * log(nextUniform())).squareRoot()
    let angle = 2 * Double.pi * nextUniform()
    return (radius * cos(angle), radius * sin(angle))
  }

  /// Puts the cases 0 ..< `order.count` into a random order (Fisher & Yates; the bias of drawing an index from 32 bits is
  /// below `order.count`/2³²).
  public mutating func shuffle(_ order: inout [Int32]) {
    guard order.count > 1 else { return }
    for last in stride(from: order.count - 1, to: 0, by: -1) {
      let other = Int((UInt64(nextWord()) * UInt64(last + 1)) >> 32)
      order.swapAt(last, other)
    }
  }

  /// 64 fresh words, which a scalar draw never sees: the vector kernels take their numbers from here.
  @inline(__always)
  mutating func nextGroup() -> Philox4x32.Block {
    // The low counter word cannot overflow within a group because groups start at multiples of 16.
    let low = SIMD16<UInt32>(repeating: UInt32(truncatingIfNeeded: nextBlock)) | Self.lanes
    let high = SIMD16<UInt32>(repeating: UInt32(truncatingIfNeeded: nextBlock >> 32))
    nextBlock &+= 16
    return Philox4x32.blocks(
      counter: (low, high, SIMD16(repeating: stream.0), SIMD16(repeating: stream.1)), key: key)
  }

  /// The stream as it is after some groups more.
  func ahead(groups: Int) -> PhiloxStream {
    var stream = self
    stream.nextBlock &+= 16 * UInt64(groups)
    return stream
  }

  /// The stream as it is after some scalar words more.
  func ahead(words: Int) -> PhiloxStream {
    var stream = self
    let beyond = used + words - Self.groupCount
    guard beyond > 0 else {
      stream.used += words
      return stream
    }
    stream.nextBlock &+= 16 * UInt64((beyond - 1) / Self.groupCount)
    stream.groupStart = stream.nextBlock
    stream.group = stream.nextGroup()
    stream.used = (beyond - 1) % Self.groupCount + 1
    return stream
  }

  private static let lanes = SIMD16<UInt32>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
}
