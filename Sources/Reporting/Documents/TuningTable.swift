import Experiments

/// How the learning rates were found: a row for each arm, with the validation error at each rate.
struct TuningTable {
  static let title = "Learning rates tried"
  static let header = ["arm", "validation error by learning rate", "chosen"]

  let rows: [[String]]
  let explanation: String

  init(_ tuning: Tuning) {
    rows = tuning.searches.map { search in
      let trials = search.trials.map { "\(Self.text($0.learningRate)): \(NumberText.percent($0.error))" }
      let edge = search.isAtEdge ? ", at the edge of what was tried" : ""
      return [search.arm, trials.joined(separator: "; "), Self.text(search.chosen.learningRate) + edge]
    }
    explanation = """
      Each arm had the same effort: whole trainings at rates a factor of two apart, and further ones where the best was the first or the \
      last. Validation errors are means over seeds \(tuning.seeds.map(String.init).listed()), of which nothing else is told; test cases \
      decided nothing.
      """
  }

  private static func text(_ rate: Float) -> String { NumberText.significant(Double(rate), digits: 3) }
}
