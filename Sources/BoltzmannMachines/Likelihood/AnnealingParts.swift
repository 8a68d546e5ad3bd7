import Foundation

/// Keeps what groups of annealed chains have come to, so that an estimate which was broken off goes on from there.
public protocol AnnealingParts: Sendable {
  /// Nil if it has not been computed.
  func part(_ name: String) -> AnnealingPart?
  func keep(_ part: AnnealingPart, as name: String)
}

/// The end of a group of chains.
public struct AnnealingPart: Codable, Sendable {
  let logWeights: [Double]
  /// Of upward chains: chains × visible, as bytes of numbers in single precision.
  private let bytes: Data

  init(logWeights: [Double], states: [Float] = []) {
    self.logWeights = logWeights
    bytes = states.withUnsafeBytes { Data($0) }
  }

  var states: [Float] {
    bytes.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count / 4 * 4, by: 4).map { bytes.loadUnaligned(fromByteOffset: $0, as: Float.self) }
    }
  }

  /// Whether it can be the end of so many chains.
  func fits(chains: Int, columns: Int) -> Bool { logWeights.count == chains && bytes.count == 4 * chains * columns }
}
