import Foundation
import LinearAlgebra
import Testing

@testable import BoltzmannMachines

/// Noisy rectified units: their mean and draws, and the sum of copies with shifted biases that they stand for; Nair & Hinton (2010).
@Suite struct NoisyRectifierTests {
  private static let inputs = stride(from: -12.0, through: 30, by: 0.25).map { $0 }

  private static func sigmoid(_ x: Double) -> Double { ReferenceMachine.sigmoid(x) }

  /// E[max(0, x + s n)^power] by the trapezoidal rule over n, from the kink on.
  private static func moment(_ x: Double, power: Int) -> Double {
    let s = sigmoid(x).squareRoot()
    let (start, end, steps) = (max(-x / s, -12), max(-x / s, -12) + 24.0, 20_000)
    let spacing = (end - start) / Double(steps)
    return (0...steps).reduce(0.0) { sum, step in
      let n = start + Double(step) * spacing
      let weight = step == 0 || step == steps ? 0.5 : 1
      return sum + weight * spacing * pow(max(x + s * n, 0), Double(power)) * exp(-n * n / 2)
        / (2 * Double.pi).squareRoot()
    }
  }

  private static func layer(bias: Float = 0, units: Int) -> UnitLayer {
    let row = Matrix(rows: 1, columns: units)
    row.fill(bias)
    return UnitLayer(kind: .noisyRectified, bias: row, logVariance: nil)
  }

  @Test func theMeanIsThatOfTheRectifiedInputPlusNoise() {
    let means = Matrix(rows: 1, columns: Self.inputs.count, values: Self.inputs.map { Float($0 - 0.5) })
    Self.layer(bias: 0.5, units: means.columns).applyMeans(to: means)
    for (index, x) in Self.inputs.enumerated() {
      let right = Self.moment(x, power: 1)
      #expect(abs(Double(means[0, index]) - right) < 2e-6 * max(1, right), "at \(x): \(means[0, index]), not \(right)")
    }
  }

  @Test func extremeInputsAreHarmless() {
    let means = Matrix(rows: 1, columns: 4, values: [-1000, -90, 1000, 1e6])
    Self.layer(units: 4).applyMeans(to: means)
    #expect(means.values == [0, 0, 1000, 1e6])
  }

  /// 20,000 draws for each of eight inputs, by Kolmogorov & Smirnov with a false-alarm rate of 10⁻⁷ each; the seed is fixed.
  @Test(arguments: [-4, -2, -1, -0.2, 0, 0.7, 2, 9])
  func drawsHaveTheirDistribution(x: Double) {
    let (inputs, states) = (Matrix(rows: 1000, columns: 20), Matrix(rows: 1000, columns: 20))
    inputs.fill(Float(x))
    var stream = PhiloxStream(seed: 5, stream: .selection)
    Self.layer(units: 20).sample(inputs, states: states, using: &stream)
    let s = Self.sigmoid(x).squareRoot()
    let (value, bound) = kolmogorovSmirnov(states.values.map(Double.init)) {
      $0 < 0 ? 0 : normalDistribution(($0 - x) / s)
    }
    #expect(value < bound, "\(value) away")
    #expect(abs(Double(inputs[0, 0]) - Self.moment(x, power: 1)) < 1e-5 * max(1, x))
  }

  /// The approximations of Nair & Hinton, section 2, against sums of 100 copies with biases shifted by −½, −3/2, …, and what the noisy
  /// rectified unit's mean makes of them; the bounds are those of `UnitKind`'s docstring.
  @Test func approximationsOfCopiesAreAsGoodAsStated() {
    var (means, variances, rectifiedMeans, rectifiedVariances) = (0.0, 0.0, 0.0, 0.0)
    for x in Self.inputs {
      let copies = (1...100).map { Self.sigmoid(x - Double($0) + 0.5) }
      let (mean, variance) = (copies.reduce(0, +), copies.reduce(0) { $0 + $1 * (1 - $1) })
      let unit = Matrix(rows: 1, columns: 1, values: [Float(x)])
      UnitLayer(kind: .noisyRectified, bias: Matrix(rows: 1, columns: 1), logVariance: nil).applyMeans(to: unit)
      let first = Double(unit[0, 0])
      means = max(means, abs(mean - ReferenceMachine.softplus(x)))
      variances = max(variances, abs(variance - Self.sigmoid(x)))
      #expect(first < mean + 1e-5 * max(1, x), "below the copies' mean, at \(x)")
      rectifiedMeans = max(rectifiedMeans, mean - first)
      rectifiedVariances = max(rectifiedVariances, abs(variance - Self.moment(x, power: 2) + first * first))
    }
    #expect(means < 0.011 && variances < 0.005, "\(means), \(variances)")
    #expect(rectifiedMeans > 0.4 && rectifiedMeans < 0.41, "\(rectifiedMeans)")
    #expect(rectifiedVariances > 0.34 && rectifiedVariances < 0.35, "\(rectifiedVariances)")
  }

  /// −F of the copies, Σ softplus(x − i + ½), lies within 1/24 of the integral that free energies take, whose slope is softplus(x).
  @Test func freeEnergiesAreThoseOfTheCopies() {
    for x in Self.inputs {
      let copies = (1...100).reduce(0.0) { $0 + ReferenceMachine.softplus(x - Double($1) + 0.5) }
      #expect(abs(integralOfSoftplus(x) - copies) < 1.0 / 24 + 1e-8)
      let slope = (integralOfSoftplus(x + 1e-4) - integralOfSoftplus(x - 1e-4)) / 2e-4
      #expect(abs(slope - ReferenceMachine.softplus(x)) < 1e-6)
    }
    let reference = ReferenceMachine(visible: 4, hidden: 3)
    let machine = RestrictedBoltzmannMachine(
      weight: reference.machine.weight, visibleBias: reference.machine.visibleBias,
      hiddenBias: reference.machine.hiddenBias, hiddenKind: .noisyRectified)
    let values = FreeEnergy(machine).values(reference.allStates)
    for (number, value) in values.enumerated() {
      let v = ReferenceMachine.state(number, units: 4)
      let linear = v.indices.reduce(0.0) { $0 + v[$1] * Double(machine.visibleBias[0, $1]) }
      let right = -linear - reference.hiddenInputs(v).reduce(0) { $0 + integralOfSoftplus($1) }
      #expect(abs(value - right) < 1e-5)
    }
  }

  /// A machine of them learns what its data are like: two patterns that binary data alternate between.
  @Test func machinesLearn() {
    let cases = LikelihoodTrainerTests.cases()
    let machine = RestrictedBoltzmannMachine(hiddenUnits: 4, cases: cases, hidden: .noisyRectified, seed: 1)
    let before = machine.reconstructionErrors(of: cases).reduce(0, +) / 600
    var settings = LikelihoodTraining(.contrastiveDivergence(steps: 1))
    (settings.batchSize, settings.learningRate, settings.schedule) = (50, 0.02, .constant)
    (settings.initialMomentum, settings.finalMomentum) = (0.5, 0.9)
    machine.train(settings, on: cases, epochs: 60, seed: 1)
    let after = machine.reconstructionErrors(of: cases).reduce(0, +) / 600
    #expect(after < 0.6 * before, "\(after) after \(before)")
  }
}
