/// Damages inputs. The same generator in the same state does the same damage.
struct Mutation {
  let kind: FuzzedReader.Kind
  /// Inputs whose parts may be put into others.
  let others: [[UInt8]]

  /// One to four changes; one as often as more.
  func apply(to input: [UInt8], using generator: inout some RandomNumberGenerator) -> [UInt8] {
    var bytes = input
    for _ in 0..<max(1, Int.random(in: -2...4, using: &generator)) { change(&bytes, using: &generator) }
    return bytes
  }

  private func change(_ bytes: inout [UInt8], using generator: inout some RandomNumberGenerator) {
    let isStructured = Int.random(in: 0..<8, using: &generator) != 0
    switch kind {
    case .json where isStructured: JSONMutation(bytes).apply(to: &bytes, using: &generator)
    case .words(let words) where isStructured:
      let place = Int.random(in: 0...bytes.count, using: &generator)
      let end = Bool.random(using: &generator) ? place : Int.random(in: place...bytes.count, using: &generator)
      bytes.replaceSubrange(place..<end, with: Array((words.randomElement(using: &generator) ?? "").utf8))
    default: changeBytes(&bytes, using: &generator)
    }
  }

  private static let edges: [UInt32] = [0, 1, 2, 0x7F, 0x80, 0xFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF]

  /// Flips, overwrites, inserts, repeats, cuts, or splices; more often near the start, where headers are.
  private func changeBytes(_ bytes: inout [UInt8], using generator: inout some RandomNumberGenerator) {
    guard !bytes.isEmpty else {
      bytes = others.randomElement(using: &generator) ?? [0]
      return
    }
    let end = Bool.random(using: &generator) ? min(bytes.count, 24) : bytes.count
    let place = Int.random(in: 0..<end, using: &generator)
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 1: bytes[place] = UInt8.random(in: 0...255, using: &generator)
    case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
    case 3: bytes += bytes[place...].prefix(60)
    case 4: bytes.removeSubrange(place..<min(place + Int.random(in: 1...16, using: &generator), bytes.count))
    case 5: bytes.removeSubrange(place...)
    case 6:
      let value = Self.edges.randomElement(using: &generator) ?? 0
      for (offset, shift) in [24, 16, 8, 0].enumerated() where place + offset < bytes.count {
        bytes[place + offset] = UInt8(truncatingIfNeeded: value >> UInt32(shift))
      }
    default:
      let other = others.randomElement(using: &generator) ?? bytes
      let cut = Int.random(in: 0...other.count, using: &generator)
      bytes.replaceSubrange(place..., with: other[cut...])
    }
  }
}
