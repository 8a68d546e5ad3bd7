import Dispatch

/// The most that this machine does in single-precision matrix products, as a measure for everything else.
public enum Peak {
  /// Billions of floating-point operations a second, with one product of `size`³ on each of `cores` cores at once.
  ///
  /// The best of `trials`, since other work on the machine can only make it slower.
  public static func gflops(cores: Int, size: Int = 2048, trials: Int = 3) -> Double {
    nonisolated(unsafe) let operands = (0..<cores).map { _ in
      (0..<3).map { _ in Matrix(rows: size, columns: size) }
    }
    for operand in operands { operand[0].fill(0.5) }
    let operations = 2 * Double(size * size * size) * Double(cores)
    var best = 0.0
    for _ in 0..<trials {
      let duration = ContinuousClock().measure {
        DispatchQueue.concurrentPerform(iterations: cores) { core in
          multiply(operands[core][0], operands[core][1], into: operands[core][2])
        }
      }
      best = max(best, operations / (duration / .seconds(1)) / 1e9)
    }
    return best
  }
}
