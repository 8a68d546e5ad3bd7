/// In records an initializer is its name, e.g. `"he-normal/fan-out"`. Those that the first program knew are still written the
/// way it wrote them, such as `{"normal": {"standardDeviation": 0.01}}`, so that the same settings stay the same bytes.
extension Initializer: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name: String
    do { name = try container.decode(String.self) } catch DecodingError.typeMismatch {
      self = try Original(from: decoder).initializer
      return
    }
    guard let initializer = Self(name: name) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "there is no such initializer")
    }
    self = initializer
  }

  public func encode(to encoder: any Encoder) throws {
    if let original = Original(self) {
      try original.encode(to: encoder)
    } else {
      var container = encoder.singleValueContainer()
      try container.encode(name)
    }
  }

  private enum Original: Codable {
    case zeros
    case normal(standardDeviation: Float)
    case xavierNormal
    case xavierUniform
    case heNormal
    case heUniform

    init?(_ initializer: Initializer) {
      switch initializer {
      case .zeros: self = .zeros
      case .normal(mean: 0, let sigma): self = .normal(standardDeviation: sigma)
      case .xavierNormal: self = .xavierNormal
      case .xavierUniform: self = .xavierUniform
      case .heNormal: self = .heNormal
      case .heUniform: self = .heUniform
      default: return nil
      }
    }

    var initializer: Initializer {
      switch self {
      case .zeros: .zeros
      case .normal(let sigma): .normal(standardDeviation: sigma)
      case .xavierNormal: .xavierNormal
      case .xavierUniform: .xavierUniform
      case .heNormal: .heNormal
      case .heUniform: .heUniform
      }
    }
  }
}
