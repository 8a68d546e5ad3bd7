extension Initializer {
  /// Reads a name from the command line, such as `he-normal` or `normal-0.01`; nil if there is none such.
  ///
  /// A name may be followed by options: `he-normal/slope=0.2/fan-out`, `orthogonal/gain=1.4`. The spellings of torch.nn.init
  /// and Keras are read too: `glorot_uniform`, `kaiming-normal`, `trunc_normal-0.02`.
  public init?(name: String) {
    guard var spelling = Spelling(name), let initializer = Self(&spelling), spelling.isUsedUp else { return nil }
    self = initializer
  }

  /// What ``init(name:)`` reads, for help and errors.
  public static let nameForms = """
    zeros, ones, constant-C, uniform-A (from -A to A), uniform/from=A/to=B, normal-SIGMA, truncated-normal-SIGMA (both with \
    /mean=M), lecun-, xavier- (/gain=G) or he- (/slope=S, /fan-out) followed by normal, uniform or truncated-normal, \
    orthogonal (/gain=G), or lsuv (/tolerance=T, /iterations=N)
    """

  /// The name that ``init(name:)`` reads, with those options that differ from what they are by default.
  public var name: String {
    switch self {
    case .constant(0): "zeros"
    case .constant(1): "ones"
    case .constant(let value): "constant-\(value)"
    case .uniform(let low, let high) where low == -high: "uniform-\(high)"
    case .uniform(let low, let high): "uniform/from=\(low)/to=\(high)"
    case .normal(let mean, let sigma): "normal-\(sigma)" + option("mean", mean, default: 0)
    case .truncatedNormal(let mean, let sigma): "truncated-normal-\(sigma)" + option("mean", mean, default: 0)
    case .leCun(let distribution): "lecun-\(distribution.rawValue)"
    case .xavier(let distribution, let gain): "xavier-\(distribution.rawValue)" + option("gain", gain, default: 1)
    case .he(let distribution, let fan, let slope):
      "he-\(distribution.rawValue)" + option("slope", slope, default: 0) + (fan == .output ? "/fan-out" : "")
    case .orthogonal(let gain): "orthogonal" + option("gain", gain, default: 1)
    case .layerSequentialUnitVariance(let stage):
      "lsuv" + option("tolerance", stage.tolerance, default: LayerSequentialUnitVariance().tolerance)
        + option("iterations", stage.iterations, default: LayerSequentialUnitVariance().iterations)
    }
  }

  private func option<Value: Equatable>(_ key: String, _ value: Value, default usual: Value) -> String {
    value == usual ? "" : "/\(key)=\(value)"
  }

  /// For people, e.g. "Xavier uniform" or "N(0, 0.01²)".
  public var title: String {
    switch self {
    case .constant(0): "all weights zero"
    case .constant(let value): "all weights \(value)"
    case .uniform(let low, let high): "U(\(low), \(high))"
    case .normal(let mean, let sigma): "N(\(Self.text(mean)), \(sigma)²)"
    case .truncatedNormal(let mean, let sigma): "N(\(Self.text(mean)), \(sigma)²) within 2σ"
    case .leCun(let distribution): "LeCun \(distribution.title)"
    case .xavier(let distribution, let gain):
      "Xavier \(distribution.title)" + (gain == 1 ? "" : ", gain \(Self.text(gain))")
    case .he(let distribution, let fan, let slope):
      "He \(distribution.title)" + (slope == 0 ? "" : ", slope \(slope)") + (fan == .input ? "" : ", fan-out")
    case .orthogonal(let gain): "orthogonal" + (gain == 1 ? "" : ", gain \(Self.text(gain))")
    case .layerSequentialUnitVariance: "LSUV"
    }
  }

  /// Whole numbers without their ".0".
  private static func text(_ number: Float) -> String { Int(exactly: number).map(String.init) ?? "\(number)" }
}

extension Initializer.Distribution {
  fileprivate var title: String { self == .truncatedNormal ? "truncated normal" : rawValue }
}

extension Initializer {
  private init?(_ spelling: inout Spelling) {
    switch spelling.stem {
    case "zeros": self = .zeros
    case "ones": self = .ones
    case "uniform":
      guard let low = spelling.number("from"), let high = spelling.number("to"), low < high, (high - low).isFinite
      else { return nil }
      self = .uniform(from: low, to: high)
    case "orthogonal":
      guard let gain = spelling.number("gain", default: 1), gain > 0 else { return nil }
      self = .orthogonal(gain: gain)
    case "lsuv":
      guard let second = LayerSequentialUnitVariance(&spelling) else { return nil }
      self = .layerSequentialUnitVariance(second)
    default:
      guard let initializer = Self(scaling: &spelling) ?? Self(sized: &spelling) else { return nil }
      self = initializer
    }
  }

  /// LeCun, Xavier and He, followed by a distribution.
  private init?(scaling spelling: inout Spelling) {
    if let distribution = spelling.distribution(after: "lecun-") {
      self = .leCun(distribution)
    } else if let distribution = spelling.distribution(after: "xavier-") {
      guard let gain = spelling.number("gain", default: 1), gain > 0 else { return nil }
      self = .xavier(distribution, gain: gain)
    } else if let distribution = spelling.distribution(after: "he-") {
      guard let slope = spelling.number("slope", default: 0), slope >= 0 else { return nil }
      self = .he(distribution, fan: spelling.flag("fan-out") ? .output : .input, slope: slope)
    } else {
      return nil
    }
  }

  /// The distributions that are followed by a number.
  private init?(sized spelling: inout Spelling) {
    if let value = spelling.number(after: "constant-") {
      self = .constant(value)
    } else if let limit = spelling.number(after: "uniform-"), limit > 0, (2 * limit).isFinite {
      self = .uniform(from: -limit, to: limit)
    } else if let sigma = spelling.number(after: "normal-"), sigma >= 0, let mean = spelling.number("mean", default: 0)
    {
      self = .normal(mean: mean, standardDeviation: sigma)
    } else if let sigma = spelling.number(after: "truncated-normal-"), sigma >= 0,
      let mean = spelling.number("mean", default: 0)
    {
      self = .truncatedNormal(mean: mean, standardDeviation: sigma)
    } else {
      return nil
    }
  }
}

extension LayerSequentialUnitVariance {
  fileprivate init?(_ spelling: inout Initializer.Spelling) {
    let usual = LayerSequentialUnitVariance()
    guard let tolerance = spelling.number("tolerance", default: usual.tolerance), tolerance > 0,
      let iterations = spelling.number("iterations", default: Float(usual.iterations)), (1...1000).contains(iterations),
      iterations == iterations.rounded()
    else { return nil }
    self.init(tolerance: tolerance, iterations: Int(iterations))
  }
}

extension Initializer {
  /// A name taken apart: what stands before the first slash, and the options after it, each of which has to be asked for.
  fileprivate struct Spelling {
    let stem: String
    private var options: [String: String] = [:]

    /// Other people's names for the beginning of ours.
    private static let aliases = [
      "glorot-": "xavier-", "kaiming-": "he-", "trunc-normal": "truncated-normal", "random-normal": "normal",
      "random-uniform": "uniform",
    ]

    /// Nil if an option stands twice.
    init?(_ name: String) {
      let parts = name.replacing("_", with: "-").split(separator: "/", omittingEmptySubsequences: false).map(
        String.init)
      let alias = Self.aliases.first { parts[0].hasPrefix($0.key) }
      stem = alias.map { $0.value + parts[0].dropFirst($0.key.count) } ?? parts[0]
      for part in parts.dropFirst() {
        let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard options.updateValue(pair.count == 2 ? pair[1] : "", forKey: pair[0]) == nil else { return nil }
      }
    }

    var isUsedUp: Bool { options.isEmpty }

    /// The number that an option gives; the default without the option, nil if it gives no finite number.
    mutating func number(_ key: String, default usual: Float? = nil) -> Float? {
      guard let text = options.removeValue(forKey: key) else { return usual }
      return Self.number(text)
    }

    /// Whether an option stands without a value.
    mutating func flag(_ key: String) -> Bool {
      guard options[key] == "" else { return false }
      options[key] = nil
      return true
    }

    func number(after prefix: String) -> Float? {
      stem.hasPrefix(prefix) ? Self.number(String(stem.dropFirst(prefix.count))) : nil
    }

    func distribution(after prefix: String) -> Distribution? {
      stem.hasPrefix(prefix) ? Distribution(rawValue: String(stem.dropFirst(prefix.count))) : nil
    }

    private static func number(_ text: String) -> Float? {
      // `Float` would overlook what follows a character with the code 0.
      guard !text.utf8.contains(0), let number = Float(text), number.isFinite else { return nil }
      return number
    }
  }
}
