import Foundation

/// Makes the trials of one task, in a process that does nothing else, and tells of each as soon as it is done.
public enum Worker {
  /// - Parameters:
  ///   - first: the trial to begin with.
  ///   - only: whether numbers are told instead of verdicts, for known answers.
  ///   - token: stands before every line that is meant; what a solution prints is not taken for a verdict.
  public static func run(
    suite: Suite, task: String, from first: Int, answers: KnownAnswers?, numbersOnly: Bool, token: String
  ) throws {
    let trials = suite.trials(of: task)
    for (index, trial) in trials.enumerated().dropFirst(first) {
      tell(token, "begin \(index)")
      if numbersOnly {
        guard case .known(_, let function) = trial.check.kind else { continue }
        tell(token, "numbers " + (try json(Line(key: trial.key, numbers: function(trial.situation).rounded))))
      } else {
        tell(token, "outcome " + (try json(outcome(of: trial, answers: answers?.answers[task]?[trial.key]))))
      }
    }
    tell(token, "end \(trials.count)")
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

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private static func tell(_ token: String, _ line: String) {
    FileHandle.standardOutput.write(Data("\n\(token) \(line)\n".utf8))
  }
}
