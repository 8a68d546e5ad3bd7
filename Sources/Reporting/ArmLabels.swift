import Experiments

/// What arms are called in figures: short, and no two alike.
///
/// A name as `he:lr=0.01,dropout=0.5` loses what all refinements of its base have in common. If it is still too long for a legend it
/// is numbered, as in "he 2", and the foot of the figure has a key.
struct ArmLabels {
  /// In the order of the arms.
  let labels: [String]
  /// What numbered labels stand for, e.g. "he 2: he:lr=0.01,dropout=0.5"; empty if there are none.
  let key: String

  private static let longest = 24

  init(_ arms: [Arm]) {
    let refinements = arms.map { $0.name.dropFirst($0.base.count + 1).split(separator: ",").map(String.init) }
    var labels: [String] = []
    for (index, arm) in arms.enumerated() {
      let family = arms.indices.filter { arms[$0].base == arm.base }
      let common =
        family.count > 1 ? family.reduce(Set(refinements[index])) { $0.intersection(refinements[$1]) } : []
      let rest = refinements[index].filter { !common.contains($0) }
      let label = rest.isEmpty ? arm.base : "\(arm.base):\(rest.joined(separator: ","))"
      labels.append(label.count <= Self.longest ? label : "\(arm.base) \(family.prefix { $0 <= index }.count)")
    }
    // Refinements that say the same twice may be alike without what they have in common.
    if Set(labels).count < labels.count { labels = arms.enumerated().map { "\($1.base) \($0 + 1)" } }
    self.labels = labels
    key = zip(labels, arms).filter { $0 != $1.name && $0.contains(" ") }.map { "\($0): \($1.name)" }
      .joined(separator: "; ")
  }
}
