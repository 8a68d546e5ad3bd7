import LinearAlgebra

extension GradientEstimator {
  /// As it is written on a command line: `cd-1`, `pcd-1`, `fpcd-1`, `pt-10` or `exact`.
  public var name: String {
    switch self {
    case .contrastiveDivergence(let steps): "cd-\(steps)"
    case .persistent(let steps): "pcd-\(steps)"
    case .fastPersistent(let steps): "fpcd-\(steps)"
    case .parallelTempering(let inverseTemperatures): "pt-\(inverseTemperatures.count)"
    case .exact: "exact"
    }
  }

  /// The forms that ``init(name:)`` reads, for messages.
  public static let forms = "cd-K, pcd-K, fpcd-K with K from 1 to 1000, pt-K with K from 2 to 100, or exact"

  /// Reads a name; nil if it is none, or its number is out of range.
  public init?(name: String) {
    if name == "exact" {
      self = .exact
      return
    }
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].allSatisfy({ $0.isASCII && $0.isNumber }), let count = Int(parts[1]) else {
      return nil
    }
    switch (parts[0], count) {
    case ("cd", 1...1000): self = .contrastiveDivergence(steps: count)
    case ("pcd", 1...1000): self = .persistent(steps: count)
    case ("fpcd", 1...1000): self = .fastPersistent(steps: count)
    case ("pt", 2...100): self = .parallelTempering(count: count)
    default: return nil
    }
  }
}

extension Binarization {
  /// The names on a command line, each with the same meaning everywhere.
  public static let named: [(name: String, value: Binarization)] = [
    ("none", .none), ("sample", .sampled), ("fixed", .fixed(seed: 1)), ("threshold", .threshold(0.5)),
  ]

  /// What it does, as part of a sentence.
  public var summary: String {
    switch self {
    case .none: "grey intensities as they are"
    case .sampled: "binarised by chance, anew each epoch"
    case .fixed(let seed): "binarised by chance once, seed \(seed)"
    case .threshold(let threshold): "binarised at the threshold \(threshold)"
    }
  }

  /// For numbers that are logarithms of probabilities cases must be binary: grey ones are drawn once.
  public var forEvaluation: Binarization { self == .none ? .fixed(seed: 1) : self }

  /// What the cases are that likelihoods are measured on.
  public var evaluationSummary: String {
    switch self {
    case .none: "learned from grey intensities; measured on cases binarised by chance once, seed 1"
    case .sampled: "binarised by chance: anew each epoch to learn from, one draw to measure on"
    default: summary
    }
  }
}
