import Foundation

/// What a user should know of the data before believing numbers of it, as one sentence.
public enum DatasetRemark: Hashable, Sendable, CustomStringConvertible {
  public enum Part: String, Sendable {
    case training, validation, test
  }

  /// The files' bytes were multiplied by 255 and divided by the greatest of them.
  case rescaled(greatest: Int)
  case dim(greatest: Int)
  /// The file of the training images is sorted by class, so that parts of it lack some.
  case sorted(missingInTraining: [Int], missingInValidation: [Int])
  case missing([Int], from: Part, count: Int)
  case withoutImages([Int])
  case oneClass(Int)
  case uniform(Part, count: Int)
  /// The classes with the fewest and with the most labels, and how many these are.
  case unbalancedLabels(labels: Int, scarce: [Int], fewest: Int, most: Int)
  /// Images of a part that stand, byte for byte, among those before it as well.
  case repeated(Int, of: Int, in: Part)
  case transposed
  case perhapsTransposed

  public var description: String { text() }

  /// - Parameter names: of the classes, if they have others than their numbers.
  func text(names: [String]? = nil) -> String {
    switch self {
    case .rescaled(let greatest):
      """
      The bytes of the image files go from 0 to \(greatest) only; they were taken for shares of \(greatest) and scaled to go to 255.
      """
    case .dim(let greatest):
      """
      The greatest byte of the training images is \(greatest), so that no pixel is more than \(Self.percent(greatest, of: 255)) on; \
      scale the files' bytes to go to 255 if \(greatest) should be full ink.
      """
    case .sorted(let training, let validation): Self.sorted(training, validation, names)
    case .missing(let classes, let part, let count): Self.missing(classes, part, count, names)
    case .withoutImages(let classes):
      "\(Self.named(classes, names, capital: true)) \(Self.have(classes)) no image in any part; networks have an output for \(classes.count == 1 ? "it" : "each") all the same."
    case .oneClass(let label):
      "All images have the class \(names?[label] ?? String(label)), so that there is nothing to tell apart."
    case .uniform(let part, let count): "All \(count.formatted) \(part.rawValue) images are the same."
    case .unbalancedLabels(let labels, let scarce, let fewest, let most):
      Self.unbalanced(
        labels: labels, scarce: Self.named(scarce, names), isOne: scarce.count == 1, fewest: fewest, most: most)
    case .repeated(let count, let total, let part): Self.repeated(count, of: total, part)
    case .transposed:
      """
      The digits look transposed, rows for columns, as EMNIST's files have them; they are learned so, and a picture for \
      `predict --image` has to be transposed too.
      """
    case .perhapsTransposed:
      """
      EMNIST's files have rows and columns exchanged, and without digits it cannot be told whether these still have: look at some of \
      the images.
      """
    }
  }

  private static func sorted(_ training: [Int], _ validation: [Int], _ names: [String]?) -> String {
    let gaps = [(training, "training"), (validation, "validation")].filter { !$0.0.isEmpty }.map {
      "no \($1) image is of \(named($0, names))"
    }
    return """
      The training file is sorted by class, of which the last images are set aside for validation, so that \
      \(gaps.joined(separator: ", and ")); shuffle images and labels alike.
      """
  }

  private static func missing(_ classes: [Int], _ part: Part, _ count: Int, _ names: [String]?) -> String {
    let result =
      switch part {
      case .training: "so that \(classes.count == 1 ? "it" : "they") cannot be learned"
      case .validation: "so that the epoch is chosen without \(classes.count == 1 ? "it" : "them")"
      case .test: "so that the test error says nothing of \(classes.count == 1 ? "it" : "them")"
      }
    return
      "\(named(classes, names, capital: true)) \(have(classes)) no image among the \(count.counted("\(part.rawValue) image")), \(result)."
  }

  private static func unbalanced(labels: Int, scarce: String, isOne: Bool, fewest: Int, most: Int) -> String {
    guard fewest > 0 else {
      let others = most > 1 ? ", and others have up to \(most.formatted)" : ""
      return "Of \(labels.counted("labelled image")) none is of \(scarce)\(others)."
    }
    return """
      The \(labels.formatted) labelled images are not balanced: \(scarce) \(isOne ? "has" : "have") no more than \
      \(fewest.counted("image"))\(isOne ? "" : " each"), so that others have up to \(most.formatted).
      """
  }

  private static func repeated(_ count: Int, of total: Int, _ part: Part) -> String {
    """
    \(count.formatted) of the \(total.counted("\(part.rawValue) image")) (\(percent(count, of: total))) \(count == 1 ? "is" : "are") \
    also among the \(part == .test ? "training or validation" : "training") images, so that \(part.rawValue) results are better than \
    on new ones.
    """
  }

  // MARK: Words

  private static func have(_ classes: [Int]) -> String { classes.count == 1 ? "has" : "have" }

  /// E.g. "class 3", "classes 3 and 5", "classes 0 to 7", or "classes 2, 4, 6, 8 and 20 more".
  static func named(_ classes: [Int], _ names: [String]? = nil, capital: Bool = false) -> String {
    let word = (capital ? "Class" : "class") + (classes.count == 1 ? "" : "es")
    guard classes.count > 2, names != nil || classes[classes.count - 1] - classes[0] != classes.count - 1
    else {
      let joint = classes.count > 2 ? " to " : " and "
      let ends = classes.count > 1 ? [classes[0], classes[classes.count - 1]] : classes
      return "\(word) \(ends.map { names?[$0] ?? String($0) }.joined(separator: joint))"
    }
    let rest = classes.count - mostNamed
    let shown = classes.prefix(rest > 1 ? mostNamed : classes.count).map { names?[$0] ?? String($0) }
    return "\(word) \((shown + (rest > 1 ? ["\(rest) more"] : [])).listed())"
  }

  private static let mostNamed = 6

  /// Two significant digits, and none of a whole that is not one.
  private static func percent(_ count: Int, of total: Int) -> String {
    let share = 100 * Double(count) / Double(total)
    return (share < 1 ? NumberText.spelled(share) : NumberText.decimal(share, digits: share < 10 ? 1 : 0)) + " %"
  }
}
