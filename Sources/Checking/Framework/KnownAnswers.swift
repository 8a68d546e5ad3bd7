import Foundation

/// What the master gave, and what each known mistake gives instead: numbers only, so that nobody can copy the way to them.
public struct KnownAnswers: Codable, Sendable {
  public struct Mistake: Codable, Sendable {
    /// What a student who made it is told.
    public let sentence: String
    public let numbers: Numbers

    public init(sentence: String, numbers: Numbers) { (self.sentence, self.numbers) = (sentence, numbers) }
  }

  public struct Answer: Codable, Sendable {
    public let right: Numbers
    public var mistakes: [Mistake]

    public init(right: Numbers, mistakes: [Mistake]) { (self.right, self.mistakes) = (right, mistakes) }
  }

  /// By task, then by trial.
  public var answers: [String: [String: Answer]]

  public init(answers: [String: [String: Answer]]) { self.answers = answers }

  public init(path: String) throws {
    self = try CourseJSON.read(KnownAnswers.self, from: path, advice: "export the package again")
  }

  public var encoded: Data { get throws { try CourseJSON.sealed(self) } }

  /// Those of some tasks.
  public func limited(to tasks: Set<String>) -> KnownAnswers {
    KnownAnswers(answers: answers.filter { tasks.contains($0.key) })
  }
}
