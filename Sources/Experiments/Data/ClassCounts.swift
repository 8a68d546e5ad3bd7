import Datasets
import Foundation

/// How many cases each class has in each part of the data, by class from 0.
public struct ClassCounts: Codable, Hashable, Sendable {
  /// Cases trained on, those of them with a label, and those validated and tested on.
  public var training: [Int]
  public var labelled: [Int]
  public var validation: [Int]
  public var test: [Int]

  /// Whether no class has more than one labelled case less than another.
  public var isBalanced: Bool { (labelled.max() ?? 0) - (labelled.min() ?? 0) <= 1 }
}

/// What can be reached without looking at an image, from the classes' shares alone.
public struct Guess: Hashable, Sendable {
  /// The most frequent class, the first of equals.
  public let majority: Int
  /// The share of cases that are of other classes: the error of always saying the most frequent one.
  public let errorRate: Double
  /// −Σ p log p in nats, with p the classes' shares: the cross-entropy of always giving every class its share.
  public let loss: Double

  /// - Parameter counts: cases of each class.
  /// - Returns: nil without cases.
  public init?(_ counts: [Int]) {
    let total = Double(counts.reduce(0, +))
    guard total > 0, let greatest = counts.max(), let majority = counts.firstIndex(of: greatest) else { return nil }
    self.majority = majority
    errorRate = 1 - Double(greatest) / total
    loss = counts.filter { $0 > 0 }.reduce(0) { $0 - Double($1) / total * log(Double($1) / total) }
  }
}

extension LabeledImages {
  /// How many images each class has.
  /// - Parameter classes: more than the greatest label.
  func classCounts(_ classes: Int) -> [Int] {
    labels.reduce(into: [Int](repeating: 0, count: classes)) { $0[Int($1)] += 1 }
  }
}
