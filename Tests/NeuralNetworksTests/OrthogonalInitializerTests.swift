import Foundation
import LinearAlgebra
import Testing

@testable import NeuralNetworks

@Suite struct OrthogonalInitializerTests {
  /// `count` matrices of a stream.
  func draws(_ count: Int, rows: Int, columns: Int, gain: Float = 1) -> [Matrix] {
    var stream = PhiloxStream(seed: 3, stream: .initialization(layer: 1))
    return (0..<count).map { _ in
      let weight = Matrix(rows: rows, columns: columns)
      Initializer.orthogonal(gain: gain).fill(weight, using: &stream)
      return weight
    }
  }

  /// Columns are orthonormal in a tall matrix, rows in a wide one, as in torch.nn.init.orthogonal_; both in a square one.
  @Test(arguments: [(784, 500), (500, 784), (500, 500), (500, 10), (7, 1), (1, 7), (1, 1)])
  func productsWithItselfAreTheIdentity(rows: Int, columns: Int) {
    let gain: Float = 1.5
    let weight = draws(1, rows: rows, columns: columns, gain: gain)[0]
    func worst(_ size: Int, _ product: (Matrix) -> Void) -> Float {
      let gram = Matrix(rows: size, columns: size)
      product(gram)
      for index in 0..<size { gram[index, index] -= gain * gain }
      return gram.values.map(abs).max() ?? 0
    }
    if rows >= columns { #expect(worst(columns) { multiply(weight.transposed, weight, into: $0) } < 1e-5) }
    if columns >= rows { #expect(worst(rows) { multiply(weight, weight.transposed, into: $0) } < 1e-5) }
    let sigma = (weight.norm * weight.norm / Double(weight.count)).squareRoot()
    #expect(
      abs(sigma / Double(Initializer.orthogonal(gain: gain).standardDeviation(fanIn: rows, fanOut: columns)) - 1) < 1e-5
    )
  }

  /// An element of an orthogonal 3 × 3 matrix is a coordinate of a point on the sphere, which is spread evenly from −1 to 1
  /// (Archimedes). Without the correction of signs, the first is never positive.
  @Test(arguments: [(0, 0), (1, 2), (2, 2)])
  func elementsOfThreeDimensionsAreUniform(row: Int, column: Int) {
    let count = 20_000
    let sample = draws(count, rows: 3, columns: 3).map { Double($0[row, column]) }.sorted()
    let distance = sample.enumerated().map { index, x in
      let p = (x + 1) / 2
      return max(Double(index + 1) / Double(count) - p, p - Double(index) / Double(count))
    }
    // D√n > 2.71 has probability 10⁻⁶ if the distribution is right.
    #expect((distance.max() ?? 1) * Double(count).squareRoot() < 2.71)
  }

  /// Under Haar's measure on orthogonal matrices E[tr Q] = 0, E[(tr Q)²] = 1, E[(tr Q)⁴] = 3 (Diaconis & Shahshahani 1994), and
  /// a matrix turns and reflects as often as not.
  @Test(arguments: [3, 8, 20])
  func tracesAndDeterminantsHaveHaarsMoments(size: Int) {
    let count = 20_000.0
    let matrices = draws(Int(count), rows: size, columns: size)
    let traces = matrices.map { q in (0..<size).reduce(0.0) { $0 + Double(q[$1, $1]) } }
    // Five standard errors, √(E[X²] − E[X]²)/√n: a false alarm in 1.7 million.
    let mean = traces.reduce(0, +) / count
    #expect(abs(mean) < 5 / count.squareRoot(), "mean \(mean)")
    let square = traces.reduce(0) { $0 + $1 * $1 } / count
    #expect(abs(square - 1) < 5 * (2 / count).squareRoot(), "mean square \(square)")
    if size == 3 {
      let reflections = Double(matrices.count { Self.determinant($0) < 0 })
      #expect(abs(reflections / count - 0.5) < 5 * 0.5 / count.squareRoot(), "\(reflections) reflections")
    }
  }

  private static func determinant(_ m: Matrix) -> Float {
    (0..<3).reduce(0) { sum, i in
      let (j, k) = ((i + 1) % 3, (i + 2) % 3)
      return sum + m[0, i] * (m[1, j] * m[2, k] - m[1, k] * m[2, j])
    }
  }
}
