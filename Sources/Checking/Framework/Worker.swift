import Foundation

/// Makes the trials of one task, in a process that does nothing else, and tells of each as soon as it is done.
public struct Worker {
  /// What is told to the process before anything of a solution runs.
  public struct Orders: Codable, Sendable {
    /// Stands before every line that is meant; what a solution prints is not taken for a verdict.
    let token: String
    let suite: String
    let task: String
    /// The trial to begin with.
    let first: Int
    /// Nil if numbers are wanted instead of verdicts.
    let answers: [String: KnownAnswers.Answer]?
  }

  private let orders: Orders
  private let voice: FileHandle

  /// Takes orders from the standard input. The standard output is kept for what is told; what else is written there goes with the
  /// errors from now on.
  public init() throws {
    guard let line = readLine() else { throw CourseError.other("`check worker` is started by check itself.") }
    orders = try CourseJSON.decode(Orders.self, from: Data(line.utf8))
    voice = FileHandle(fileDescriptor: dup(STDOUT_FILENO))
    dup2(STDERR_FILENO, STDOUT_FILENO)
  }

  public func run() throws {
    guard let suite = Suite.named(orders.suite) else { throw CourseError.other("There is no suite '\(orders.suite)'.") }
    let trials = suite.trials(of: orders.task)
    for (index, trial) in trials.enumerated().dropFirst(orders.first) {
      tell("begin \(index)")
      if let answers = orders.answers {
        tell("outcome " + (try json(Self.outcome(of: trial, answers: answers[trial.key]))))
      } else if case .known(_, let function) = trial.check.kind {
        tell("numbers " + (try json(Line(key: trial.key, numbers: function(trial.situation).rounded))))
      }
    }
    tell("end \(trials.count)")
  }

  /// Numbers with their name.
  public struct Line: Codable, Sendable {
    public let key: String
    public let numbers: Numbers
  }

  static func outcome(of trial: Trial, answers: KnownAnswers.Answer?) -> Outcome {
    let name = trial.key
    do {
      switch trial.check.kind {
      case .property(let check): try check(trial.situation)
      case .known(let tolerance, let function):
        guard let answers else {
          throw Check.Complaint(came: "no answer is known to compare with; export the package again")
        }
        try compare(function(trial.situation), answers, tolerance, cases: trial.situation.cases)
      }
      return Outcome(name: name, verdict: .passed)
    } catch let complaint as Check.Complaint {
      return Outcome(name: name, verdict: .failed, complaint: complaint)
    } catch {
      return Outcome(name: name, verdict: .failed, complaint: Check.Complaint(came: "\(error)"))
    }
  }

  private static func compare(
    _ numbers: Numbers, _ answer: KnownAnswers.Answer, _ tolerance: Tolerance, cases: Int
  ) throws(Check.Complaint) {
    guard !tolerance.accepts(numbers, for: answer.right) else { return }
    let diagnosis = Diagnosis.sentence(
      numbers, right: answer.right, known: answer.mistakes, tolerance: tolerance, cases: cases)
    let right = answer.right
    guard numbers.rows == right.rows && numbers.columns == right.columns else {
      throw Check.Complaint(
        expected: "\(right.rows) × \(right.columns) numbers", came: "\(numbers.rows) × \(numbers.columns)",
        diagnosis: diagnosis)
    }
    let worst =
      right.values.indices.max {
        distance(numbers.values[$0], right.values[$0], tolerance)
          < distance(numbers.values[$1], right.values[$1], tolerance)
      } ?? 0
    throw Check.Complaint(
      expected: "\(Float(right.values[worst])) (± \(tolerance.text))", came: "\(Float(numbers.values[worst]))",
      place: right.place(worst), diagnosis: diagnosis)
  }

  private static func distance(_ value: Double, _ right: Double, _ tolerance: Tolerance) -> Double {
    if tolerance.accepts(value, for: right) { return 0 }
    let distance = abs(value - right) / (tolerance.relative * abs(right) + tolerance.absolute)
    return distance.isFinite ? distance : .greatestFiniteMagnitude
  }

  private func json(_ value: some Encodable) throws -> String {
    String(decoding: try CourseJSON.encode(value), as: UTF8.self)
  }

  private func tell(_ line: String) { voice.write(Data("\n\(orders.token) \(line)\n".utf8)) }
}
