import Datasets
import Foundation

/// What data that somebody brought look like, told before anything is learned from them.
extension RunData {
  /// A sentence each; nil of data sets that are known.
  func found(_ counts: ClassCounts) -> [String]? {
    guard !details.findings.isEmpty else { return nil }
    let sentences = details.findings + [parts, classes(counts), details.featureNames.map(columns) ?? pixels]
    return sentences.map { DatasetDescription.shown($0, longest: DatasetDescription.longestTitle) }
  }

  private var parts: String {
    """
    \(training.count.formatted) cases to learn from, \(validation.count.formatted) set aside for validation and \(test.count.formatted) \
    to test on.
    """
  }

  private static let mostNamed = 12

  private func classes(_ counts: ClassCounts) -> String {
    let all = counts.training.indices.map { counts.training[$0] + counts.validation[$0] + counts.test[$0] }
    let shown = all.indices.prefix(Self.mostNamed).map { label in
      "\(details.classNames?[label] ?? String(label)) (\(all[label].formatted))"
    }
    let rest = all.count - shown.count
    return """
      \(all.count.counted("class", "classes")): \(shown.joined(separator: ", "))\(rest > 0 ? " and \(rest) more" : "")\(imbalance(all)).
      """
  }

  /// What saying nothing but the most frequent class is worth, where classes are far from equally frequent.
  private func imbalance(_ counts: [Int]) -> String {
    let present = counts.filter { $0 > 0 }
    guard let guess = Guess(counts), let most = present.max(), let fewest = present.min(), most > 2 * fewest else {
      return ""
    }
    let name = details.classNames?[guess.majority] ?? String(guess.majority)
    return "; they are not balanced: always saying \(name) makes \(NumberText.percent(guess.errorRate)) errors"
  }

  private func columns(_ names: [String]) -> String {
    let rest = names.count - Self.mostNamed
    let shown = names.prefix(Self.mostNamed).map { DatasetDescription.shown($0) }.joined(separator: ", ")
    return
      "A table and no pictures, of \(names.count.counted("column")): \(shown)\(rest > 0 ? " and \(rest) more" : "")."
  }

  /// Range, ground, and pixels that never change.
  private var pixels: String {
    let (least, greatest) = training.pixels.withUnsafeBufferPointer { ($0.min() ?? 0, $0.max() ?? 0) }
    let ground = training.isGroundLight ? "light" : "dark"
    let constant = training.constantPixelCount
    let same =
      constant > 0
      ? "; \(constant.formatted) of \(training.pixelCount.formatted) pixels are the same in all of them" : ""
    return "\(training.width) × \(training.height) pixels from \(least) to \(greatest) on a \(ground) ground\(same)."
  }
}
