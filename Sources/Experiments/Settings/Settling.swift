/// Seeds are added until every difference that is reported is settled, but not for ever.
public struct Settling: Hashable, Codable, Sendable {
  public var mostSeeds: Int

  public init(mostSeeds: Int) { self.mostSeeds = mostSeeds }

  /// A session tells nothing before so many seeds, and adds them one by one from there.
  public static let fewestSeeds = 4
}
