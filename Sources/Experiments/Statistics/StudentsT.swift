import Foundation

/// The t distribution of Student (1908).
public enum StudentsT {
  /// The value that |t| stays below with probability `confidence`; 12.706 for 95 % and one degree of freedom.
  public static func quantile(confidence: Double, degreesOfFreedom: Int) -> Double {
    precondition(confidence > 0 && confidence < 1 && degreesOfFreedom > 0, "no such quantile")
    var (low, high) = (0.0, 1.0)
    while coverage(high, degreesOfFreedom) < confidence { high *= 2 }
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if coverage(middle, degreesOfFreedom) < confidence { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// P(|T| < t), by the finite sums of Abramowitz & Stegun (1964), 26.7.3 and 26.7.4.
  private static func coverage(_ t: Double, _ degreesOfFreedom: Int) -> Double {
    let angle = atan(t / Double(degreesOfFreedom).squareRoot())
    let square = cos(angle) * cos(angle)
    let isOdd = degreesOfFreedom % 2 == 1
    var (term, sum) = (1.0, 0.0)
    // Odd: cos θ (1 + 2/3 cos² θ + 2·4/3·5 cos⁴ θ + …); even: 1 + 1/2 cos² θ + 1·3/2·4 cos⁴ θ + …
    var k = isOdd ? 2 : 1
    while k <= degreesOfFreedom - 1 {
      sum += term
      term *= Double(k) / Double(k + 1) * square
      k += 2
    }
    guard isOdd else { return sin(angle) * sum }
    return 2 / Double.pi * (angle + sin(angle) * cos(angle) * sum)
  }
}
