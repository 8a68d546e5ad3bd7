import Checksums
import Foundation
import LinearAlgebra

/// What computes. Where two differ, so may the last digits of what they compute, or all of them.
public struct Numerics: Codable, Hashable, Sendable {
  /// Size and CRC-32 of this program's file: who changes a line of it wants to see what comes of it, not what came before.
  public let build: String
  public let mathLibrary: String

  public static let current = Numerics(build: buildOfThisProcess, mathLibrary: MathLibrary.name)

  private static var buildOfThisProcess: String {
    let file = Bundle.main.executableURL.flatMap { try? Data(contentsOf: $0, options: .mappedIfSafe) } ?? Data()
    return "\(file.count)-\(Checksum.hexadecimal(of: file))"
  }
}
