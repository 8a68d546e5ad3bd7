/// Names on the command line, in records and in model files, after torch.nn.functional; `leaky-relu` is followed by its slope, and
/// `prelu` by its initial one.
extension Activation: RawRepresentable, CaseIterable, Codable {
  /// Every activation, with the usual slope where there is one to choose.
  public static let allCases: [Activation] = [
    .identity, .sigmoid, .tanh, .relu, .leakyRelu(), .prelu(), .elu, .selu, .softplus, .softsign, .gelu,
  ]

  /// The name, e.g. `tanh`, `leaky-relu-0.01` or `prelu-0.25`.
  public var rawValue: String {
    switch self {
    case .identity: "identity"
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .relu: "relu"
    case .leakyRelu(let slope): Self.leakyPrefix + "\(slope)"
    case .prelu(let slope): Self.parametricPrefix + "\(slope)"
    case .elu: "elu"
    case .selu: "selu"
    case .softplus: "softplus"
    case .softsign: "softsign"
    case .gelu: "gelu"
    }
  }

  /// Reads a name; nil if there is none such. `leaky-relu` and `prelu` alone have the usual slopes, 0.01 and 0.25.
  public init?(rawValue name: String) {
    if let known = Self.allCases.first(where: { $0.rawValue == name }) {
      self = known
    } else if name == "leaky-relu" {
      self = .leakyRelu()
    } else if name == "prelu" {
      self = .prelu()
    } else if let slope = Self.slope(in: name, after: Self.leakyPrefix) {
      self = .leakyRelu(slope: slope)
    } else if let slope = Self.slope(in: name, after: Self.parametricPrefix) {
      self = .prelu(initialSlope: slope)
    } else {
      return nil
    }
  }

  private static let (leakyPrefix, parametricPrefix) = ("leaky-relu-", "prelu-")

  /// The slope that follows a prefix; nil if that is not there, or no slope from 0 to 1 follows.
  private static func slope(in name: String, after prefix: String) -> Float? {
    // `Float` would overlook what follows a character with the code 0.
    guard name.hasPrefix(prefix), !name.utf8.contains(0), let slope = Float(name.dropFirst(prefix.count)),
      (0...1).contains(slope)
    else { return nil }
    return slope
  }

  /// For people.
  public var title: String {
    switch self {
    case .relu: "ReLU"
    case .leakyRelu(let slope): "leaky ReLU \(slope)"
    case .prelu(let slope): "PReLU from \(slope)"
    case .elu: "ELU"
    case .selu: "SELU"
    case .gelu: "GELU"
    case .identity, .sigmoid, .tanh, .softplus, .softsign: rawValue
    }
  }
}
