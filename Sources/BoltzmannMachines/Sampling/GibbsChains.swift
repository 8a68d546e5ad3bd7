import Foundation
import LinearAlgebra

/// Many chains of block Gibbs sampling side by side, as rows of a matrix.
///
/// A step draws h ~ p(h | v), then v ~ p(v | h). Chains run in groups with streams of their own, so the same seed gives the same
/// states with any number of threads, and a run of 10 steps is the same as two of 5.
public final class GibbsChains {
  /// Where chains begin.
  public enum Start {
    /// Visible units on with a probability, independently; labels at random, Gaussian units from N(0, σ²).
    case noise(probability: Float = 0.5)
    /// A chain from each case.
    case cases(CaseTable)
    /// A chain for each case that keeps the units that are known at the case's values, at every step; the others begin as noise.
    /// Its states are drawn from p(unknown units | known ones): how a half-covered digit is completed.
    case partlyKnown(CaseTable, known: [Bool])
  }

  /// What drives the hidden units.
  public enum VisibleUnits: String, Codable, Sendable {
    /// Binary states: a Gibbs chain, whose states have the machine's distribution in the long run.
    case sampled
    /// Probabilities instead, as contrastive divergence often does. No Gibbs chain; smoother pictures, of another distribution.
    case meanField
  }

  public let machine: RestrictedBoltzmannMachine
  /// The visible units after the last step, chains × visible: what the next step starts from.
  public let visible: Matrix
  /// p(v | h) that they were drawn from, chains × visible: what pictures show. Known units have their values.
  public let probabilities: Matrix
  /// The hidden states of the last step, chains × hidden.
  public let hidden: Matrix

  private let visibleUnits: VisibleUnits
  /// vW, then p(h | v); chains × hidden.
  private let hiddenInputs: Matrix
  /// Columns that stay, and their values, chains × visible; nil if none do.
  private let known: (columns: [Int], values: Matrix)?
  private let groups: ChainGroups
  private var streams: [PhiloxStream]

  /// - Parameters:
  ///   - count: of chains; with cases, the first so many of them.
  ///   - use: names the random numbers, so that chains for different purposes share none, and says what drives the hidden units.
  public init(
    _ machine: RestrictedBoltzmannMachine, count: Int, start: Start, use: RandomStream.Chains = .states, seed: UInt64
  ) {
    self.machine = machine
    visibleUnits = [.noiseMeanField, .caseMeanField].contains(use) ? .meanField : .sampled
    (visible, probabilities) = (
      Matrix(rows: count, columns: machine.visibleUnits), Matrix(rows: count, columns: machine.visibleUnits)
    )
    hidden = Matrix(rows: count, columns: machine.hiddenUnits)
    hiddenInputs = Matrix(rows: count, columns: machine.hiddenUnits)
    let groups = ChainGroups(count: count)
    self.groups = groups
    streams = (0..<groups.count).map { PhiloxStream(seed: seed, stream: .chains(group: $0, of: use)) }
    switch start {
    case .noise(let probability):
      known = nil
      fillWithNoise(probability)
    case .cases(let cases):
      known = nil
      cases.gather(from: 0, into: visible)
    case .partlyKnown(let cases, let mask):
      precondition(mask.count == machine.visibleUnits, "a mask of \(mask.count) for \(machine.visibleUnits) units")
      let values = Matrix(rows: count, columns: machine.visibleUnits)
      cases.gather(from: 0, into: values)
      known = (mask.indices.filter { mask[$0] }, values)
      fillWithNoise(0.5)
      restoreKnown(in: visible, rows: 0..<count)
    }
    probabilities.assign(visible)
  }

  public var count: Int { visible.rows }

  /// Takes some steps.
  public func advance(steps: Int) {
    forEachGroup { rows, stream in
      for _ in 0..<steps { self.step(rows, using: &stream) }
    }
  }

  /// A film strip: what `frame` makes of the chains after each of so many steps from now on, which must not fall.
  public func film<Frame>(at steps: [Int], frame: (GibbsChains) -> Frame) -> [Frame] {
    precondition(zip([0] + steps, steps).allSatisfy { $0 <= $1 }, "the steps of a film must not fall")
    return zip([0] + steps, steps).map { before, now in
      advance(steps: now - before)
      return frame(self)
    }
  }

  /// Takes some steps and returns the mean of ``probabilities`` over them, chains × visible: of known units their values, of the
  /// others an estimate of their conditional means.
  public func meanProbabilities(steps: Int) -> Matrix {
    precondition(steps >= 1, "a mean over \(steps) steps")
    let sums = Matrix(rows: count, columns: machine.visibleUnits)
    forEachGroup { rows, stream in
      for _ in 0..<steps {
        self.step(rows, using: &stream)
        sums.rows(rows).add(self.probabilities.rows(rows), scale: 1 / Float(steps))
      }
      // Which a sum of so many parts of them is only nearly.
      self.restoreKnown(in: sums.rows(rows), rows: rows)
    }
    return sums
  }

  /// Takes some steps and returns F(v) after each, in nats, chain by chain: the series by which to judge how the chains mix.
  public func freeEnergies(steps: Int) -> [[Double]] {
    forEachGroup { rows, stream in
      var series = [[Double]](repeating: [], count: rows.count)
      var energies = [Double](repeating: 0, count: rows.count)
      self.goUp(rows)
      for _ in 0..<steps {
        self.drawStates(rows, using: &stream)
        // The product that the next step begins with is that of the free energy.
        self.goUp(rows)
        self.machine.writeFreeEnergies(
          of: self.visible.rows(rows), inputs: self.hiddenInputs.rows(rows), into: &energies)
        for row in series.indices { series[row].append(energies[row]) }
      }
      return series
    }.flatMap { $0 }
  }

  private func step(_ rows: Range<Int>, using stream: inout PhiloxStream) {
    goUp(rows)
    drawStates(rows, using: &stream)
  }

  private func goUp(_ rows: Range<Int>) { machine.hiddenInputs(of: visible.rows(rows), into: hiddenInputs.rows(rows)) }

  /// h ~ p(h | v) from the inputs that ``goUp(_:)`` left, then v ~ p(v | h).
  private func drawStates(_ rows: Range<Int>, using stream: inout PhiloxStream) {
    let (v, p, h) = (visible.rows(rows), probabilities.rows(rows), hidden.rows(rows))
    machine.hiddenLayer.sample(hiddenInputs.rows(rows), states: h, using: &stream)
    switch visibleUnits {
    case .sampled: machine.sampleVisible(of: h, probabilities: p, states: v, using: &stream)
    case .meanField:
      machine.visibleProbabilities(of: h, into: p)
      v.assign(p)
    }
    restoreKnown(in: v, rows: rows)
    restoreKnown(in: p, rows: rows)
  }

  /// `part` holds the given rows of all chains.
  private func restoreKnown(in part: Matrix, rows: Range<Int>) {
    guard let known else { return }
    let values = known.values.rows(rows)
    for row in 0..<part.rows {
      let (target, source) = (part.pointer + row * part.columns, values.pointer + row * part.columns)
      for column in known.columns { target[column] = source[column] }
    }
  }

  private func fillWithNoise(_ probability: Float) {
    let bias = Matrix(rows: 1, columns: machine.visibleUnits)
    if !machine.visibleKind.isGaussian { bias.fill(log(probability / (1 - probability))) }
    let noise = UnitLayer(kind: machine.visibleKind, bias: bias, logVariance: machine.visibleLogVariance)
    forEachGroup { rows, stream in
      self.probabilities.rows(rows).fill(0)
      noise.sample(self.probabilities.rows(rows), states: self.visible.rows(rows), using: &stream)
    }
  }

  @discardableResult
  private func forEachGroup<Result>(_ body: (Range<Int>, inout PhiloxStream) -> Result) -> [Result] {
    let results = ThreadTeam.map(groups.count) { group in
      var stream = streams[group]
      let result = body(groups[group], &stream)
      return (result, stream)
    }
    streams = results.map { $0.1 }
    return results.map { $0.0 }
  }
}
