import Foundation
import LinearAlgebra

/// A restricted Boltzmann machine; Smolensky (1986), Hinton (2002). Its units are binary unless it is told otherwise.
///
/// p(v, h) = e^−E(v, h) / Z, with
///
///     E(v, h) = −vᵀWh − bᵀv − cᵀh                                           binary units
///     E(v, h) = ½Σ (vᵢ − bᵢ)² − vᵀWh − cᵀh                                  Gaussian visible units; Hinton (2010), section 13.2
///     E(v, h) = ½Σ (vᵢ − bᵢ)²/σᵢ² − Σ vᵢwᵢⱼhⱼ/σᵢ² − cᵀh                     the same with variances; Cho, Ilin & Raiko (2011)
///     E(v, h) = ½Σ (hⱼ − cⱼ)² − vᵀWh − bᵀv                                  Gaussian hidden units; Hinton (2010), section 13.3
///
/// and the first for labels, of which one is on. Inputs of the hidden units are Σᵢ vᵢwᵢⱼ/σᵢ² and of the visible units Σⱼ wᵢⱼhⱼ;
/// ``UnitLayer`` tells what a layer makes of its inputs. "Probabilities" of units that are not binary are their means.
///
/// Shapes: `weight` W is visible × hidden, `visibleBias` b is 1 × visible, `hiddenBias` c is 1 × hidden, `visibleLogVariance` z = log σ²
/// is 1 × visible; minibatches V and H have a case in each row. The parameters are shared by copies of this value, and changed in place
/// by training.
public struct RestrictedBoltzmannMachine {
  public let weight: Matrix
  public let visibleBias: Matrix
  public let hiddenBias: Matrix
  public let visibleKind: UnitKind
  public let hiddenKind: UnitKind
  /// z = log σ² of visible units with learned variances; nil of all others.
  public let visibleLogVariance: Matrix?

  public var visibleUnits: Int { weight.rows }
  public var hiddenUnits: Int { weight.columns }

  /// - Parameter visibleLogVariance: needed by, and only by, visible units that are `.gaussianLearned`.
  public init(
    weight: Matrix, visibleBias: Matrix, hiddenBias: Matrix, visibleKind: UnitKind = .bernoulli,
    hiddenKind: UnitKind = .bernoulli, visibleLogVariance: Matrix? = nil
  ) {
    precondition(visibleBias.count == weight.rows, "\(visibleBias.count) biases for \(weight.rows) visible units")
    precondition(hiddenBias.count == weight.columns, "\(hiddenBias.count) biases for \(weight.columns) hidden units")
    precondition(visibleKind != .noisyRectified, "noisy rectified units are hidden units")
    precondition(hiddenKind.labels == 0 && hiddenKind != .gaussianLearned, "\(hiddenKind.name) units are visible units")
    precondition(visibleKind.labels <= weight.rows, "more labels than visible units")
    precondition(
      visibleLogVariance.map { visibleKind == .gaussianLearned && $0.count == weight.rows }
        ?? (visibleKind != .gaussianLearned), "variances are of visible units that learn them, one of each")
    (self.weight, self.visibleBias, self.hiddenBias) = (weight, visibleBias, hiddenBias)
    (self.visibleKind, self.hiddenKind, self.visibleLogVariance) = (visibleKind, hiddenKind, visibleLogVariance)
  }

  public var visibleLayer: UnitLayer {
    UnitLayer(kind: visibleKind, bias: visibleBias, logVariance: visibleLogVariance)
  }

  public var hiddenLayer: UnitLayer { UnitLayer(kind: hiddenKind, bias: hiddenBias, logVariance: nil) }

  /// Whether all units are binary and none is one of a group: what annealing, tempering, pseudo-likelihoods and stacks take for granted.
  public var isBinary: Bool { visibleKind == .bernoulli && hiddenKind == .bernoulli }

  /// A machine whose parameters are all zero.
  public init(visibleUnits: Int, hiddenUnits: Int) {
    self.init(
      weight: Matrix(rows: visibleUnits, columns: hiddenUnits), visibleBias: Matrix(rows: 1, columns: visibleUnits),
      hiddenBias: Matrix(rows: 1, columns: hiddenUnits))
  }

  /// A fresh machine as Hinton (2010), section 8, advises: W from N(0, 0.01²), hidden biases 0, and visible biases
  /// log p/(1 − p), with p the share of the cases in which a unit is on; of labels log p, of Gaussian units their means. Variances
  /// begin at 1.
  ///
  /// - Parameters:
  ///   - cases: the data to be learned. Means are kept between 0.001 and 0.999, so that a unit which is never on gets a
  ///     bias of −6.9 instead of −∞.
  ///   - layer: the place in a stack, which names the stream of random numbers.
  public init(
    hiddenUnits: Int, cases: CaseTable, visible: UnitKind = .bernoulli, hidden: UnitKind = .bernoulli, layer: Int = 0,
    seed: UInt64
  ) {
    let weight = Matrix(rows: cases.columns, columns: hiddenUnits)
    var stream = PhiloxStream(seed: seed, stream: .initialization(layer: layer))
    weight.fillNormal(standardDeviation: 0.01, using: &stream)
    self.init(
      weight: weight,
      visibleBias: Matrix(
        rows: 1, columns: cases.columns, values: visible.biases(ofMeans: cases.columnMeans, margin: 0.001)),
      hiddenBias: Matrix(rows: 1, columns: hiddenUnits), visibleKind: visible, hiddenKind: hidden,
      visibleLogVariance: visible == .gaussianLearned ? Matrix(rows: 1, columns: cases.columns) : nil)
  }

  /// The same machine with parameters of its own, which training of the other does not change.
  public func copy() -> RestrictedBoltzmannMachine {
    RestrictedBoltzmannMachine(
      weight: weight.copy(), visibleBias: visibleBias.copy(), hiddenBias: hiddenBias.copy(), visibleKind: visibleKind,
      hiddenKind: hiddenKind, visibleLogVariance: visibleLogVariance?.copy())
  }

  /// hidden ← Σᵢ vᵢwᵢⱼ/σᵢ², without biases, for each row of `visible`; σᵢ is 1 but for learned variances.
  public func hiddenInputs(of visible: Matrix, into hidden: Matrix) {
    guard visibleLogVariance != nil else {
      multiply(visible, weight, into: hidden)
      return
    }
    let scaled = visible.copy()
    scaled.scaleColumns { Float(visibleLayer.precision($0)) }
    multiply(scaled, weight, into: hidden)
  }

  /// hidden ← the mean of each unit given v; of binary units p(hⱼ = 1 | v) = σ(cⱼ + Σᵢ vᵢwᵢⱼ), for each row of `visible`; Hinton
  /// (2010), equation 7.
  public func hiddenProbabilities(of visible: Matrix, into hidden: Matrix) {
    // BEGIN SOLUTION 3.3
    hiddenInputs(of: visible, into: hidden)
    hiddenLayer.applyMeans(to: hidden)
    // END SOLUTION
  }

  /// The same, and `states` ← a draw: of binary units 1 with that probability, else 0.
  public func sampleHidden(
    of visible: Matrix, probabilities: Matrix, states: Matrix, using stream: inout PhiloxStream
  ) {
    hiddenInputs(of: visible, into: probabilities)
    hiddenLayer.sample(probabilities, states: states, using: &stream)
  }

  /// visible ← the mean of each unit given h; of binary units p(vᵢ = 1 | h) = σ(bᵢ + Σⱼ hⱼwᵢⱼ), for each row of `hidden`; Hinton
  /// (2010), equation 8.
  public func visibleProbabilities(of hidden: Matrix, into visible: Matrix) {
    // BEGIN SOLUTION 3.3
    multiply(hidden, weight.transposed, into: visible)
    visibleLayer.applyMeans(to: visible)
    // END SOLUTION
  }

  /// The same, and `states` ← a draw: of binary units 1 with that probability, else 0.
  public func sampleVisible(
    of hidden: Matrix, probabilities: Matrix, states: Matrix, using stream: inout PhiloxStream
  ) {
    multiply(hidden, weight.transposed, into: probabilities)
    visibleLayer.sample(probabilities, states: states, using: &stream)
  }

  /// hidden probabilities of every case, cases × hidden units, computed in large minibatches.
  public func hiddenProbabilities(of cases: CaseTable, batchSize: Int = 500) -> Matrix {
    let result = Matrix(rows: cases.count, columns: hiddenUnits)
    let visible = Matrix(rows: batchSize, columns: visibleUnits)
    for start in stride(from: 0, to: cases.count, by: batchSize) {
      let count = min(batchSize, cases.count - start)
      cases.gather(from: start, into: visible.rows(0..<count))
      hiddenProbabilities(of: visible.rows(0..<count), into: result.rows(start..<start + count))
    }
    return result
  }
}
