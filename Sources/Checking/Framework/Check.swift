/// One thing that is tested of a task.
public struct Check: Sendable {
  /// What is wrong, if something is.
  public struct Complaint: Error, Codable, Sendable {
    public var expected = ""
    public var came = ""
    public var place = ""
    /// What the mistake probably is.
    public var diagnosis = ""

    public init(expected: String = "", came: String = "", place: String = "", diagnosis: String = "") {
      (self.expected, self.came, self.place, self.diagnosis) = (expected, came, place, diagnosis)
    }
  }

  enum Kind: Sendable {
    /// Numbers that are compared with known answers.
    case known(Tolerance, @Sendable (Situation) -> Numbers)
    /// Something that must hold of any right answer.
    case property(@Sendable (Situation) throws -> Void)
  }

  /// As in "the free energies of some cases".
  public let name: String
  let kind: Kind

  /// A check against numbers that the master gave.
  static func known(
    _ name: String, _ tolerance: Tolerance = .singlePrecision, _ numbers: @escaping @Sendable (Situation) -> Numbers
  ) -> Check { Check(name: name, kind: .known(tolerance, numbers)) }

  static func property(_ name: String, _ check: @escaping @Sendable (Situation) throws -> Void) -> Check {
    Check(name: name, kind: .property(check))
  }
}

/// A check in a situation, which is what a task's points are divided by.
public struct Trial: Sendable {
  public let check: Check
  public let situation: Situation
  /// Names its known answers.
  public let key: String
}

/// Checks, and the situations in which they are made.
public struct Suite: Sendable {
  public let name: String
  let situations: [Situation]
  /// Checks by task; situations beyond the first are for checks that are no edge cases.
  let checks: [String: [Check]]

  /// What students have.
  public static let open = Suite(name: "open", situations: Situation.open, checks: Suite.allChecks)

  public static func named(_ name: String) -> Suite? { [open, hidden].compactMap { $0 }.first { $0.name == name } }

  /// What is tried of a task.
  public func trials(of task: String) -> [Trial] {
    (checks[task] ?? []).flatMap { check in
      situations.enumerated().map { index, situation in
        Trial(check: check, situation: situation, key: "\(check.name) #\(index + 1)")
      }
    }
  }
}
