import Foundation

/// A lower confidence bound of the mean of independent random numbers that are never negative, of which nothing else is known.
///
/// By betting, after Waudby-Smith & Ramdas (2024). If the mean is m, then for every λ from 0 to 1
///
///     Πᵢ (1 − λ + λ xᵢ/m)
///
/// has the expectation 1: the factors are independent, and 1 each on average. No factor is negative, so by Markov's inequality the product,
/// and the mean of it over several λ, is 1/α or more with a probability of at most α. It falls as m grows. The m at which it is 1/α is
/// therefore above the true mean with a probability of at most α, however heavy the numbers' tail is, and whether or not it was seen. What
/// was not seen can only make the mean larger. (Of an upper bound nothing can be said on these terms.)
enum NonnegativeMean {
  /// Large ones suit numbers that hardly vary, small ones those of which a few make up the sum: halves down to about one number in a hundred.
  private static let bets = (0..<8).map { pow(0.5, Double($0)) }

  /// log of the bound from the logarithms of the numbers, which may lie far outside of what can be exponentiated.
  static func logLowerBound(ofLogarithms logarithms: [Double], confidence: Double) -> Double {
    precondition(!logarithms.isEmpty && confidence > 0 && confidence < 1, "a bound needs numbers and a confidence")
    let target = -log(1 - confidence)
    // At the sample's own mean no bet has won anything; at the lower end the bet λ = 1 alone has won enough.
    let mean = logarithms.reduce(0, +) / Double(logarithms.count)
    var high = LogSumExp.mean(logarithms)
    var low = mean - (target + log(Double(bets.count))) / Double(logarithms.count)
    while high - low > max(1e-7, 4 * abs(high).ulp) {
      let middle = (low + high) / 2
      if logWealth(logarithms, logMean: middle) >= target { low = middle } else { high = middle }
    }
    return low
  }

  /// log of the mean over the bets of the product.
  private static func logWealth(_ logarithms: [Double], logMean: Double) -> Double {
    var sums = [Double](repeating: 0, count: bets.count)
    for logarithm in logarithms {
      let difference = logarithm - logMean
      let ratio = exp(min(difference, 0))
      // What is above the mean by so many powers of e that it cannot be exponentiated is all that counts.
      let inverse = exp(-max(difference, 0))
      for (place, bet) in bets.enumerated() {
        sums[place] +=
          bet == 1
          ? difference
          : difference > 0 ? difference + log(bet + (1 - bet) * inverse) : log(1 - bet + bet * ratio)
      }
    }
    return LogSumExp.mean(sums)
  }
}
