import Foundation
import NeuralNetworks
import Testing

@testable import Experiments

/// What is recommended for ill signals has been measured to be better, so that nobody is sent in circles.
@Suite struct RemedyTests {
  private static func diagnosis(_ arm: String, depth: Int, width: Int) throws -> ArmDiagnosis {
    try #require(try DiagnosisTests.diagnose(arm, depth: depth, width: width).first)
  }

  /// The arm that follows from keys which are recommended; keys that it had are replaced by the new ones.
  static func following(_ keys: String, for arm: String) -> String {
    let parts = arm.split(separator: ":", maxSplits: 1).map(String.init)
    func pairs(_ text: String) -> [(key: String, pair: String)] {
      text.split(separator: ",").map { (String($0.prefix { $0 != "=" }), String($0)) }
    }
    let new = pairs(keys)
    let kept = (parts.count > 1 ? pairs(parts[1]) : []).filter { old in !new.contains { $0.key == old.key } }
    return parts[0] + ":" + (kept + new).map(\.pair).joined(separator: ",")
  }

  /// All known arms, and some that are ill on purpose, from one layer to fifty.
  static let arms =
    Arm.known.map(\.name) + [
      "he:init=normal-1", "lsuv:init=normal-0.01", "xavier:init=ones", "lecun:alpha-dropout=0.1,init=normal-0.02",
      "he:batchnorm=on", "random:batchnorm=on", "xavier:activation=gelu", "he:activation=prelu-0.25,init=zeros",
    ]

  @Test(arguments: arms, [1, 2, 5, 12, 30, 50])
  func followingAdviceNeverGoesInCircles(arm: String, depth: Int) throws {
    // Pretraining of thirty machines shows nothing that five do not.
    guard !(arm == "dbn" && depth > 5) else { return }
    for width in [20, 60] where width == 20 || depth <= 5 {
      var (name, seen) = (arm, Set<String>())
      var steps = 0
      while true {
        let diagnosis = try Self.diagnosis(name, depth: depth, width: width)
        let (sentence, parsed) = (Advice(diagnosis).sentence, try Arm(parsing: name))
        #expect(
          seen.insert("\(parsed.activation) \(parsed.initializer) \(parsed.isNormalized)").inserted, "\(name), \(depth)"
        )
        guard case .keys(let keys)? = diagnosis.remedy else { break }
        #expect(sentence.hasSuffix("Try \(keys), whose signals pass here."), "\(sentence)")
        let next = Self.following(keys, for: name)
        let changed = try Arm(parsing: next)
        #expect(
          changed.activation != parsed.activation || changed.initializer != parsed.initializer
            || changed.isNormalized != parsed.isNormalized, "\(name) is told to be what it is: \(keys)")
        let end = try Self.diagnosis(next, depth: depth, width: width)
        #expect(
          end.remedy == nil && Advice(end).sentence.hasSuffix("Nothing to do."), "\(next): \(Advice(end).sentence)")
        (name, steps) = (next, steps + 1)
        guard steps < 5 else { break }
      }
      #expect(steps <= 1, "\(arm) with \(depth) layers needs \(steps) steps")
    }
  }

  @Test func candidatesNeverChangeNothing() throws {
    for arm in try Self.arms.map({ try Arm(parsing: $0) }) {
      for candidate in Remedy.candidates(for: arm, batchSize: 100) {
        let keys = candidate.keys
        #expect(!keys.isEmpty && candidate.arm != arm)
        #expect(!keys.contains("batchnorm") || !arm.isNormalized)
        #expect(
          !keys.contains("activation=\(arm.activation.rawValue)") && !keys.contains("init=\(arm.initializer.name)"))
        // What is recommended can be typed, and is what was measured.
        let typed = try Arm(parsing: Self.following(keys, for: arm.name))
        #expect(typed.activation == candidate.arm.activation && typed.initializer == candidate.arm.initializer)
        #expect(typed.isNormalized == candidate.arm.isNormalized && typed.dropout == arm.dropout)
      }
      #expect(Remedy.candidates(for: arm, batchSize: 1).allSatisfy { !$0.keys.contains("batchnorm") })
    }
    #expect(try Remedy.candidates(for: Arm(parsing: "dbn"), batchSize: 100).isEmpty)
  }

  /// A start that was healthy is not to blame for what training made of it.
  @Test func stepsAreBlamedWhereTheStartWasHealthy() throws {
    let diagnoses = try DiagnosisTests.diagnose("xavier:lr=30", depth: 4, width: 30, trains: true)
    #expect(diagnoses[0].remedy == nil && diagnoses[1].remedy == nil)
    let sentence = Advice(diagnoses[1]).sentence
    #expect(sentence.hasPrefix("Training exploded: "), "\(sentence)")
    #expect(sentence.hasSuffix("The learning rate lr=30.0 is probably too high: try lr=3."), "\(sentence)")
    #expect(
      Remedy.steps(learningRate: 30).sentence
        == "The start was healthy, so that the steps are to blame: try a lower learning rate than lr=30, or fewer epochs."
    )
  }
}
