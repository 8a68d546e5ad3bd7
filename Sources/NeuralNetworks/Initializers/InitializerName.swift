extension Initializer {
  /// Reads a name from the command line, such as `he-normal` or `normal-0.01`; nil if there is none such.
  public init?(name: String) {
    switch name {
    case "zeros": self = .zeros
    case "xavier-normal": self = .xavierNormal
    case "xavier-uniform": self = .xavierUniform
    case "he-normal": self = .heNormal
    case "he-uniform": self = .heUniform
    default:
      // `Float` would overlook what follows a character with the code 0.
      guard name.hasPrefix("normal-"), !name.utf8.contains(0), let sigma = Float(name.dropFirst("normal-".count)),
        sigma.isFinite, sigma >= 0
      else { return nil }
      self = .normal(standardDeviation: sigma)
    }
  }

  /// The name that ``init(name:)`` reads.
  public var name: String {
    switch self {
    case .zeros: "zeros"
    case .normal(let sigma): "normal-\(sigma)"
    case .xavierNormal: "xavier-normal"
    case .xavierUniform: "xavier-uniform"
    case .heNormal: "he-normal"
    case .heUniform: "he-uniform"
    }
  }

  /// For people, e.g. "Xavier uniform" or "N(0, 0.01²)".
  public var title: String {
    switch self {
    case .zeros: "all weights zero"
    case .normal(let sigma): "N(0, \(sigma)²)"
    case .xavierNormal: "Xavier normal"
    case .xavierUniform: "Xavier uniform"
    case .heNormal: "He normal"
    case .heUniform: "He uniform"
    }
  }
}
