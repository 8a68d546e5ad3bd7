/// The cases of an epoch, cut into the minibatches of its steps: as few as there can be without one that is larger than the batch
/// size, and all of nearly the same size.
///
/// A step goes along the mean over its minibatch, so it is as long whatever the minibatch's size. If what a division leaves over
/// were a minibatch of its own, the last one or two of 1,001 cases would move the parameters as far as a hundred others do, and
/// momentum, running moments and sliding means would take their noise for that of a hundred. Shortening that step by its share would
/// mend descent alone: Adam and RMSProp divide the factor out again, and a single case still has no variance to be normalised by. So
/// the rest is spread: 1,001 cases in hundreds are eleven minibatches of 91. Where the batch size divides the number of cases,
/// minibatches are of just that size.
///
/// An element is a range of places in the epoch's order. Sizes differ by one at most, the larger ones first.
public struct Minibatches: RandomAccessCollection, Hashable, Sendable {
  /// In the epoch.
  public let cases: Int
  /// How many minibatches there are, which is how many steps an epoch has; 0 without cases.
  public let count: Int
  /// The size of the smaller ones, and how many have one case more.
  private let size: Int
  private let larger: Int

  /// - Parameters:
  ///   - cases: 0 or more.
  ///   - batchSize: the most cases in a minibatch, 1 or more.
  public init(of cases: Int, atMost batchSize: Int) {
    precondition(cases >= 0 && batchSize >= 1, "\(cases) cases in minibatches of \(batchSize)")
    self.cases = cases
    count = cases / batchSize + (cases % batchSize == 0 ? 0 : 1)
    (size, larger) = cases.quotientAndRemainder(dividingBy: Swift.max(count, 1))
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  public subscript(step: Int) -> Range<Int> {
    precondition(indices.contains(step), "minibatch \(step) of \(count)")
    return start(of: step)..<start(of: step + 1)
  }

  /// The number, from 0, of the minibatch that has the case at a place in the order; ``count`` at the order's end.
  ///
  /// After all steps before it, as many cases are done as there are in the places before `place`.
  public func index(at place: Int) -> Int {
    precondition(place >= 0 && place <= cases, "place \(place) of \(cases)")
    let ofLarger = larger * (size + 1)
    if place < ofLarger { return place / (size + 1) }
    return size == 0 ? count : larger + (place - ofLarger) / size
  }

  /// Whether as many cases can have been done between two steps. Any number may be asked for.
  public func isBetweenSteps(_ cases: Int) -> Bool {
    cases >= 0 && cases <= self.cases && start(of: index(at: cases)) == cases
  }

  private func start(of step: Int) -> Int { step * size + Swift.min(step, larger) }
}
