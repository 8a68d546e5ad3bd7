/// What was measured of one thing, once with each seed. Members of what was measured are members of this too, seed by seed.
@dynamicMemberLookup struct PerSeed<Value> {
  /// In the order of the seeds.
  let values: [Value]

  init(_ values: [Value]) { self.values = values }

  var count: Int { values.count }

  subscript<Member>(dynamicMember member: KeyPath<Value, Member>) -> PerSeed<Member> { map { $0[keyPath: member] } }

  func map<Result>(_ body: (Value) throws -> Result) rethrows -> PerSeed<Result> {
    PerSeed<Result>(try values.map(body))
  }

  /// Pairs the values of the same seed, which has drawn the same cases for both.
  func paired<Other, Result>(_ other: PerSeed<Other>, _ body: (Value, Other) -> Result) -> PerSeed<Result> {
    PerSeed<Result>(zip(values, other.values).map(body))
  }
}

extension PerSeed: Sendable where Value: Sendable {}
extension PerSeed: Equatable where Value: Equatable {}
extension PerSeed: ExpressibleByArrayLiteral {
  init(arrayLiteral elements: Value...) { values = elements }
}

extension PerSeed<Double> {
  static func - (a: Self, b: Self) -> Self { a.paired(b, -) }
  static func / (a: Self, b: Self) -> Self { a.paired(b, /) }
  static func * (factor: Double, a: Self) -> Self { a.map { factor * $0 } }
  static func / (a: Self, divisor: Double) -> Self { a.map { $0 / divisor } }
  static prefix func - (a: Self) -> Self { a.map(-) }

  var sum: Double { values.reduce(0, +) }
  var mean: Double { sum / Double(count) }
}

extension PerSeed<[Double]> {
  /// One after the other what each seed has of several things.
  init(each things: [PerSeed<Double>]) {
    values = (0..<(things.map(\.count).min() ?? 0)).map { seed in things.map { $0.values[seed] } }
  }
}

extension Array {
  /// What comes one kind after the other, by kind.
  func grouped(by seeds: Int) -> [PerSeed<Element>] {
    stride(from: 0, to: count, by: Swift.max(seeds, 1)).map { PerSeed(Array(self[$0..<Swift.min($0 + seeds, count)])) }
  }

  /// The place of what is lowest in the sum over the seeds, so that no single lucky seed decides. The first of several; a sum that
  /// is no number comes last.
  func indexOfLowest(_ bySeed: (Element) -> PerSeed<Double>) -> Int {
    let sums = map { bySeed($0).sum }.map { $0.isNaN ? .infinity : $0 }
    return sums.indices.min { sums[$0] < sums[$1] } ?? 0
  }

  func lowest(_ bySeed: (Element) -> PerSeed<Double>) -> Element { self[indexOfLowest(bySeed)] }
}

/// What was measured of each of several kinds, by the kind.
struct Results<Kind: Hashable, Value> {
  /// In the order of tables and figures.
  let kinds: [Kind]
  private let values: [Kind: Value]

  /// - Parameter values: in the order of the kinds.
  init(_ kinds: [Kind], _ values: [Value]) {
    (self.kinds, self.values) = (kinds, Dictionary(uniqueKeysWithValues: zip(kinds, values)))
  }

  init(_ kinds: [Kind], _ value: (Kind) throws -> Value) rethrows { self.init(kinds, try kinds.map(value)) }

  subscript(kind: Kind) -> Value {
    guard let value = values[kind] else { preconditionFailure("\(kind) was not measured") }
    return value
  }

  /// In the order of the kinds.
  func map<Result>(_ body: (Kind, Value) throws -> Result) rethrows -> [Result] {
    try kinds.map { try body($0, self[$0]) }
  }
}
