import Foundation

/// log Σ eˣ of numbers that come one by one, in double precision and without overflow.
struct LogSumExp: Sendable {
  private var greatest = -Double.infinity
  /// Σ e^(x − greatest)
  private var sum = 0.0

  mutating func add(_ x: Double) {
    // BEGIN SOLUTION 1.3
    if x > greatest {
      sum = sum * exp(greatest - x) + 1
      greatest = x
    } else if x > -.infinity {
      sum += exp(x - greatest)
    } else if x.isNaN {
      sum = .nan
    }
    // END SOLUTION
  }

  /// −∞ of no numbers.
  var value: Double { sum == 0 ? -.infinity : greatest + log(sum) }

  /// log Σ eˣ
  static func of(_ values: some Sequence<Double>) -> Double {
    var sum = LogSumExp()
    for value in values { sum.add(value) }
    return sum.value
  }

  /// log of the mean of eˣ. NaN of no numbers.
  static func mean(_ values: some Collection<Double>) -> Double { of(values) - log(Double(values.count)) }
}
