/// Names on the command line, in records and in model files, after torch.nn.functional; `leaky-relu` is followed by its slope.
extension Activation: RawRepresentable, CaseIterable, Codable {
  /// Every activation, with the usual slope where there is one to choose.
  public static let allCases: [Activation] = [
    .identity, .sigmoid, .tanh, .relu, .leakyRelu(), .elu, .selu, .softplus, .softsign, .gelu,
  ]

  /// The name, e.g. `tanh` or `leaky-relu-0.01`.
  public var rawValue: String {
    switch self {
    case .identity: "identity"
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .relu: "relu"
    case .leakyRelu(let slope): Self.leakyPrefix + "\(slope)"
    case .elu: "elu"
    case .selu: "selu"
    case .softplus: "softplus"
    case .softsign: "softsign"
    case .gelu: "gelu"
    }
  }

  /// Reads a name; nil if there is none such. `leaky-relu` alone has the usual slope, 0.01.
  public init?(rawValue name: String) {
    if let known = Self.allCases.first(where: { $0.rawValue == name }) {
      self = known
    } else if name == "leaky-relu" {
      self = .leakyRelu()
    } else {
      // `Float` would overlook what follows a character with the code 0.
      guard name.hasPrefix(Self.leakyPrefix), !name.utf8.contains(0),
        let slope = Float(name.dropFirst(Self.leakyPrefix.count)), (0...1).contains(slope)
      else { return nil }
      self = .leakyRelu(slope: slope)
    }
  }

  private static let leakyPrefix = "leaky-relu-"

  /// For people.
  public var title: String {
    switch self {
    case .relu: "ReLU"
    case .leakyRelu(let slope): "leaky ReLU \(slope)"
    case .elu: "ELU"
    case .selu: "SELU"
    case .gelu: "GELU"
    case .identity, .sigmoid, .tanh, .softplus, .softsign: rawValue
    }
  }
}
