import Experiments
import NeuralNetworks

/// In what the arms of a comparison differ beside their starts, so that nobody takes for the start's doing what may be something else's.
struct ArmDifferences {
  /// Empty of a single arm.
  let sentence: String

  init(_ settings: ComparisonSettings) {
    guard settings.arms.count > 1 else {
      sentence = ""
      return
    }
    let differences = Self.aspects(of: settings).compactMap { Self.difference($0.name, $0.values, settings.arms) }
    let budget =
      settings.budget == .operations
      ? "All arms have as many operations, pretraining included, and therefore not as many epochs. " : ""
    sentence =
      budget
      + (differences.isEmpty
        ? "The arms differ in their starts alone."
        : """
        The arms do not differ in their starts alone, but also in \(differences.listed("and in")): what is between two of them is \
        the work of all of it together.
        """)
  }

  private typealias Aspect = (name: String, values: [String])

  /// Everything that decides an arm but its start, its learning rate, and the epochs that follow from its start; what two arms have in common that are compared by their starts.
  static func companions(of arm: Arm, _ settings: ComparisonSettings) -> [String] {
    var settings = settings
    settings.arms = [arm]
    let chosen = settings.budget == .operations ? [rateName, epochsName] : [rateName]
    return aspects(of: settings).filter { !chosen.contains($0.name) }.map { $0.values[0] }
  }

  private static let rateName = "learning rate"
  private static let epochsName = "epochs"

  /// Everything that decides an arm but its start and pretraining, with its value for each arm.
  private static func aspects(of settings: ComparisonSettings) -> [Aspect] {
    func aspect(_ name: String, _ value: (Arm) -> String) -> Aspect { (name, settings.arms.map(value)) }
    func number(_ name: String, _ value: (Arm) -> Float) -> Aspect {
      aspect(name) { NumberText.significant(Double(value($0))) }
    }
    return [
      aspect("units", { $0.activation.title }), number(rateName, { $0.learningRate }),
      aspect("schedule of the rate", { $0.schedule.rawValue }), aspect("optimizer", { $0.optimizer.title }),
      aspect("hidden layers", { settings.hidden(of: $0).map(String.init).joined(separator: "-") }),
      aspect(epochsName, { "\(settings.epochs(of: $0))" }),
      aspect("cases in a minibatch", { "\(settings.batchSize(of: $0))" }),
      aspect("epochs of warm-up", { "\($0.warmup ?? 0)" }),
      aspect("batch normalisation", { $0.isNormalized ? "on" : "off" }),
      number("dropout of inputs", { $0.dropout.input }), number("dropout of units", { $0.dropout.hidden }),
      number("alpha dropout", { $0.dropout.alpha ?? 0 }), number("weight decay", { $0.weightDecay }),
      number("L1 penalty", { $0.l1 ?? 0 }),
      aspect("greatest length of incoming weights", { $0.maxNorm.map { NumberText.significant(Double($0)) } ?? "any" }),
      aspect("greatest length of gradients", { $0.clipNorm.map { NumberText.significant(Double($0)) } ?? "any" }),
    ]
  }

  /// "units (sigmoid: random, dbn; tanh: xavier)"; nil if all are alike.
  private static func difference(_ name: String, _ values: [String], _ arms: [Arm]) -> String? {
    var kinds: [String] = []
    for value in values where !kinds.contains(value) { kinds.append(value) }
    guard kinds.count > 1 else { return nil }
    let groups = kinds.map { kind in
      let names = zip(values, arms).filter { $0.0 == kind }.map(\.1.name)
      return "\(kind): \(names.joined(separator: ", "))"
    }
    return "\(name) (\(groups.joined(separator: "; ")))"
  }
}
