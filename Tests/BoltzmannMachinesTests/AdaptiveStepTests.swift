import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

@testable import BoltzmannMachines

/// Steps of adaptive optimizers against those worked out from the exact gradient in double precision.
@Suite struct AdaptiveStepTests {
  private static let rate: Float = 0.01
  private static let decay: Float = 0.02

  /// Means of Adam and RMSProp as the papers write them, over three steps.
  private struct Reference {
    let optimizer: Optimizer
    var first = 0.0
    var second = 0.0
    var step = 0.0

    mutating func change(_ gradient: Double) -> Double {
      step += 1
      switch optimizer {
      case .adam:
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient * gradient
        let (m, v) = (first / (1 - pow(0.9, step)), second / (1 - pow(0.999, step)))
        return Double(AdaptiveStepTests.rate) * m / (v.squareRoot() + 1e-8)
      default:
        second = 0.99 * second + 0.01 * gradient * gradient
        return Double(AdaptiveStepTests.rate) * gradient / (second.squareRoot() + 1e-8)
      }
    }
  }

  @Test(arguments: [Optimizer.adam(), .rmsProp()], [false, true])
  func threeStepsAreThoseOfTheExactGradient(optimizer: Optimizer, isCentered: Bool) {
    let reference = ReferenceMachine(visible: 5, hidden: 4)
    let machine = reference.machine
    var settings = LikelihoodTraining(.exact)
    (settings.optimizer, settings.weightDecay, settings.batchSize) = (optimizer, Self.decay, 4)
    if isCentered { settings.centering = .dataMean(rate: 0) }
    let cases = Matrix(rows: 4, columns: 5)
    for row in 0..<4 { for unit in 0..<5 { cases[row, unit] = Float((3 * row + 7) >> unit & 1) } }
    let trainer = LikelihoodTrainer(machine, settings: settings, cases: .numbers(cases), seed: 1)
    let offsets = machine.dataStatistics(of: .numbers(cases))
    let (mu, lambda) = (offsets.visible.values.map(Double.init), offsets.hidden.values.map(Double.init))
    var weightMoments = [Reference](repeating: Reference(optimizer: optimizer), count: 20)
    var visibleMoments = [Reference](repeating: Reference(optimizer: optimizer), count: 5)
    var hiddenMoments = [Reference](repeating: Reference(optimizer: optimizer), count: 4)
    for _ in 0..<3 {
      let (data, model) = (machine.dataStatistics(of: .numbers(cases)), machine.modelStatistics())
      let before = machine.copy()
      trainer.step(cases, learningRate: Self.rate, momentum: 0.9)
      let visible = (0..<5).map { Double(data.visible[0, $0] - model.visible[0, $0]) }
      let hidden = (0..<4).map { Double(data.hidden[0, $0] - model.hidden[0, $0]) }
      var (visibleSteps, hiddenSteps) = ([Double](), [Double]())
      for unit in 0..<5 { visibleSteps.append(visibleMoments[unit].change(visible[unit])) }
      for unit in 0..<4 { hiddenSteps.append(hiddenMoments[unit].change(hidden[unit])) }
      var (visibleShift, hiddenShift) = ([Double](repeating: 0, count: 5), [Double](repeating: 0, count: 4))
      for row in 0..<5 {
        for column in 0..<4 {
          var gradient = Double(data.products[row, column] - model.products[row, column])
          if isCentered { gradient -= mu[row] * hidden[column] + visible[row] * lambda[column] }
          gradient -= Double(Self.decay) * Double(before.weight[row, column])
          let change = weightMoments[4 * row + column].change(gradient)
          #expect(abs(Double(machine.weight[row, column] - before.weight[row, column]) - change) < 2e-5)
          visibleShift[row] += isCentered ? change * lambda[column] : 0
          hiddenShift[column] += isCentered ? change * mu[row] : 0
        }
      }
      for unit in 0..<5 {
        let moved = Double(machine.visibleBias[0, unit] - before.visibleBias[0, unit])
        #expect(abs(moved - (visibleSteps[unit] - visibleShift[unit])) < 5e-5)
      }
      for unit in 0..<4 {
        let moved = Double(machine.hiddenBias[0, unit] - before.hiddenBias[0, unit])
        #expect(abs(moved - (hiddenSteps[unit] - hiddenShift[unit])) < 5e-5)
      }
    }
  }
}
