import BoltzmannMachines
import LinearAlgebra

/// The shapes and random numbers that a check works with. Another situation is another test of the same thing.
public struct Situation: Sendable {
  public let seed: UInt64
  public let visible: Int
  public let hidden: Int
  public let cases: Int

  public init(seed: UInt64, visible: Int, hidden: Int, cases: Int) {
    (self.seed, self.visible, self.hidden, self.cases) = (seed, visible, hidden, cases)
  }

  /// Those that students see.
  public static let open = [
    Situation(seed: 1, visible: 3, hidden: 2, cases: 4), Situation(seed: 2, visible: 4, hidden: 5, cases: 3),
  ]

  /// Numbers between −size and size.
  func numbers(_ rows: Int, _ columns: Int, part: Int, size: Float = 1) -> Matrix {
    let matrix = Matrix(rows: rows, columns: columns)
    var stream = PhiloxStream(seed: seed, stream: .synthesis(part: part))
    matrix.fillUniform(from: -size, to: size, using: &stream)
    return matrix
  }

  /// Zeros and ones.
  func states(_ rows: Int, _ columns: Int, part: Int) -> Matrix {
    let matrix = numbers(rows, columns, part: part)
    for index in 0..<matrix.count { matrix.pointer[index] = matrix.pointer[index] < 0 ? 0 : 1 }
    return matrix
  }

  /// Numbers between 0 and 1.
  func greys(_ rows: Int, _ columns: Int, part: Int) -> Matrix {
    let matrix = numbers(rows, columns, part: part)
    for index in 0..<matrix.count { matrix.pointer[index] = (matrix.pointer[index] + 1) / 2 }
    return matrix
  }

  /// A machine with weights and biases of some size.
  func machine(visible: Int? = nil, hidden: Int? = nil, part: Int = 100, size: Float = 1) -> RestrictedBoltzmannMachine
  {
    let (visible, hidden) = (visible ?? self.visible, hidden ?? self.hidden)
    return RestrictedBoltzmannMachine(
      weight: numbers(visible, hidden, part: part, size: size),
      visibleBias: numbers(1, visible, part: part + 1, size: size),
      hiddenBias: numbers(1, hidden, part: part + 2, size: size))
  }

  func labels(_ classes: Int) -> [UInt8] { (0..<cases).map { UInt8(($0 * 7 + Int(seed)) % classes) } }
}
