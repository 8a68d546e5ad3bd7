import Testing

@testable import LinearAlgebra

/// The known-answer vectors that Random123, the authors' own library, publishes for philox4x32-10 (file `kat_vectors`).
@Suite struct Philox4x32Tests {
  typealias Word4 = (UInt32, UInt32, UInt32, UInt32)

  /// The same block in a lane, written out with plain 64-bit arithmetic.
  static func reference(counter: Word4, key: (UInt32, UInt32)) -> Word4 {
    var (x, k) = (counter, key)
    for _ in 0..<10 {
      let first = UInt64(x.0) * 0xD251_1F53
      let second = UInt64(x.2) * 0xCD9E_8D57
      x = (
        UInt32(second >> 32) ^ x.1 ^ k.0, UInt32(truncatingIfNeeded: second),
        UInt32(first >> 32) ^ x.3 ^ k.1, UInt32(truncatingIfNeeded: first)
      )
      k = (k.0 &+ 0x9E37_79B9, k.1 &+ 0xBB67_AE85)
    }
    return x
  }

  @Test(arguments: [
    ([0, 0, 0, 0, 0, 0], [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]),
    (
      [UInt32](repeating: 0xFFFF_FFFF, count: 6), [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]
    ),
    (
      [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344, 0xA409_3822, 0x299F_31D0],
      [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1]
    ),
  ])
  func knownAnswers(input: [UInt32], expected: [UInt32]) {
    let counter = (
      SIMD16(repeating: input[0]), SIMD16(repeating: input[1]), SIMD16(repeating: input[2]), SIMD16(repeating: input[3])
    )
    let block = Philox4x32.blocks(counter: counter, key: (input[4], input[5]))
    for lane in 0..<16 {
      #expect([block.0[lane], block.1[lane], block.2[lane], block.3[lane]] == expected, "lane \(lane)")
    }
    let plain = Self.reference(counter: (input[0], input[1], input[2], input[3]), key: (input[4], input[5]))
    #expect([plain.0, plain.1, plain.2, plain.3] == expected)
  }

  @Test func streamIsCounterModeInGroupsOfSixteenBlocks() {
    let seed: UInt64 = 0x0123_4567_89AB_CDEF
    var stream = PhiloxStream(seed: seed, stream: .gibbs(layer: 3, epoch: 7))
    let upper = RandomStream.gibbs(layer: 3, epoch: 7).counterWords
    for group in 0..<3 {
      let words = (0..<64).map { _ in stream.nextWord() }
      for lane in 0..<16 {
        let block = Self.reference(
          counter: (UInt32(group * 16 + lane), 0, upper.0, upper.1), key: (0x89AB_CDEF, 0x0123_4567))
        #expect(
          [words[lane], words[16 + lane], words[32 + lane], words[48 + lane]] == [block.0, block.1, block.2, block.3])
      }
    }
  }
}
