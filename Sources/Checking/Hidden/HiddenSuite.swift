/// What submissions are graded by: other seeds, other shapes, and edge cases. This folder is not handed out.
extension Suite {
  public static let hidden: Suite? = Suite(
    name: "hidden",
    situations: [
      Situation(seed: 4711, visible: 2, hidden: 6, cases: 5), Situation(seed: 815, visible: 7, hidden: 3, cases: 6),
      Situation(seed: 99, visible: 5, hidden: 5, cases: 1),
    ],
    checks: Suite.allChecks.merging(Suite.edgeCases) { $0 + $1 })
}
