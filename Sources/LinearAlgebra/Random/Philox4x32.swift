/// Philox4x32-10, the counter-based random number generator of Salmon, Moraes, Dror & Shaw, "Parallel random numbers:
/// as easy as 1, 2, 3" (SC 2011), section 3.
///
/// A block is a pure function of key and counter, so any number of any stream can be had without making those before
/// it, and results depend neither on threads nor on the order of runs. Sixteen blocks, with consecutive counters, are
/// made at once, one in each vector lane.
enum Philox4x32 {
  /// The four words of sixteen blocks: word `w` of the block in lane `l` is `words[w][l]`.
  typealias Block = (Words, Words, Words, Words)
  typealias Key = (UInt32, UInt32)

  private static let multipliers: (UInt64, UInt64) = (0xD251_1F53, 0xCD9E_8D57)
  private static let weyl: Key = (0x9E37_79B9, 0xBB67_AE85)

  /// Ten rounds of the bijection on each lane's counter.
  @inline(__always)
  static func blocks(counter: Block, key: Key) -> Block {
    var (x, key) = (counter, key)
    for _ in 0..<10 {
      let (high0, low0) = multiplyFull(x.0, multipliers.0)
      let (high1, low1) = multiplyFull(x.2, multipliers.1)
      x = (high1 ^ x.1 ^ SIMD16(repeating: key.0), low1, high0 ^ x.3 ^ SIMD16(repeating: key.1), low0)
      key = (key.0 &+ weyl.0, key.1 &+ weyl.1)
    }
    return x
  }

  /// The high and low words of the 64-bit products. Even and odd lanes are multiplied apart, which is the shape of the
  /// processor's own widening multiplication.
  @inline(__always)
  private static func multiplyFull(
    _ x: Words, _ factor: UInt64
  ) -> (high: Words, low: Words) {
    let pairs = unsafeBitCast(x, to: SIMD8<UInt64>.self)
    let lowMask = SIMD8<UInt64>(repeating: 0xFFFF_FFFF)
    let factors = SIMD8<UInt64>(repeating: factor)
    let even = (pairs & lowMask) &* factors
    let odd = (pairs &>> 32) &* factors
    let high = (even &>> 32) | (odd & ~lowMask)
    let low = (even & lowMask) | (odd &<< 32)
    return (unsafeBitCast(high, to: Words.self), unsafeBitCast(low, to: Words.self))
  }
}
