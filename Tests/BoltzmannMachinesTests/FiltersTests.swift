import Foundation
import LinearAlgebra
import Testing

@testable import BoltzmannMachines

/// Filters of deep units and the order of shallow ones, against formulas written out.
@Suite struct FiltersTests {
  private func machine(_ visible: Int, _ hidden: Int, seed: UInt64) -> RestrictedBoltzmannMachine {
    let machine = RestrictedBoltzmannMachine(visibleUnits: visible, hiddenUnits: hidden)
    var stream = PhiloxStream(seed: seed, stream: .initialization(layer: 0))
    for matrix in [machine.weight, machine.visibleBias, machine.hiddenBias] {
      matrix.fillNormal(standardDeviation: 0.7, using: &stream)
    }
    return machine
  }

  @Test func linearCombinationsAreSumsOverPaths() {
    let (low, high) = (machine(6, 5, seed: 1), machine(5, 4, seed: 2))
    let network = DeepBeliefNetwork(machines: [low, high])
    #expect(network.linearCombinations(depth: 1).values == low.weight.values)
    let filters = network.linearCombinations(depth: 2)
    for i in 0..<6 {
      for k in 0..<4 {
        let expected = (0..<5).reduce(0.0) { $0 + Double(low.weight[i, $1]) * Double(high.weight[$1, k]) }
        #expect(abs(Double(filters[i, k]) - expected) < 1e-5)
      }
    }
  }

  @Test func theGradientOfADeepUnitIsThatOfFiniteDifferences() {
    let network = DeepBeliefNetwork(machines: [machine(6, 5, seed: 3), machine(5, 4, seed: 4), machine(4, 3, seed: 5)])
    let point = Matrix(rows: 1, columns: 6, values: [0.1, 0.8, 0.4, 0.5, 0.9, 0.2])
    for unit in 0..<3 {
      let gradient = network.inputGradient(at: point, units: [unit])
      for i in 0..<6 {
        let step: Float = 0.01
        func value(_ shift: Float) -> Double {
          let moved = point.copy()
          moved[0, i] += shift
          return Double(network.topInputs(of: moved)[0, unit])
        }
        let difference = (value(step) - value(-step)) / Double(2 * step)
        #expect(abs(Double(gradient[0, i]) - difference) < 2e-4, "unit \(unit), pixel \(i)")
      }
    }
  }

  /// For one machine the best image is known: min(1, λ max(0, w)) with λ such that its length is the limit.
  @Test func theImageThatDrivesAShallowUnitMostIsFound() {
    let machine = machine(20, 3, seed: 6)
    let norm: Float = 1.5
    let start = Matrix(rows: 1, columns: 20)
    start.fill(0.3)
    let images = DeepBeliefNetwork(machines: [machine]).activationMaximisers(
      depth: 1, units: [0, 2], start: start, norm: norm)
    for (row, unit) in [0, 2].enumerated() {
      let weights = (0..<20).map { Double(machine.weight[$0, unit]) }
      func image(_ factor: Double) -> [Double] { weights.map { min(1, max(0, factor * $0)) } }
      var (low, high) = (0.0, 1000.0)
      for _ in 0..<200 {
        let middle = (low + high) / 2
        if image(middle).reduce(0, { $0 + $1 * $1 }) < Double(norm * norm) { low = middle } else { high = middle }
      }
      let best = zip(image(low), weights).reduce(0) { $0 + $1.0 * $1.1 }
      let found = (0..<20).reduce(0) { $0 + Double(images[row, $1]) * weights[$1] }
      #expect(found > 0.999 * best && found < 1.001 * best, "\(found) of \(best)")
      #expect(images.rows(row..<row + 1).norm < Double(norm) * 1.0001)
      #expect((0..<20).allSatisfy { images[row, $0] >= 0 && images[row, $0] <= 1 })
    }
  }

  @Test func deepUnitsAreDrivenMoreThanByAnyRandomImage() {
    let network = DeepBeliefNetwork(machines: [machine(12, 8, seed: 7), machine(8, 3, seed: 8)])
    let start = Matrix(rows: 1, columns: 12)
    start.fill(0.5)
    let images = network.activationMaximisers(depth: 2, units: [0, 1, 2], start: start, norm: 2)
    let found = network.topInputs(of: images)
    var stream = PhiloxStream(seed: 9, stream: .illustration)
    let random = Matrix(rows: 2000, columns: 12)
    for row in 0..<random.rows {
      let part = random.rows(row..<row + 1)
      for index in 0..<12 { part[0, index] = Float(stream.nextUniform()) }
      if part.norm > 2 { part.scale(by: 2 / Float(part.norm)) }
    }
    let others = network.topInputs(of: random)
    for unit in 0..<3 {
      let best = (0..<random.rows).map { others[$0, unit] }.max() ?? 0
      #expect(found[unit, unit] >= best, "unit \(unit): \(found[unit, unit]) and \(best)")
    }
  }

  @Test func usefulnessIsTheSpreadOfAUnitsTerm() {
    let machine = machine(6, 4, seed: 10)
    for i in 0..<6 { machine.weight[i, 3] = 0 }
    let cases = Matrix(rows: 7, columns: 6)
    var stream = PhiloxStream(seed: 11, stream: .illustration)
    for index in 0..<cases.count { cases.pointer[index] = stream.nextUniform() < 0.5 ? 1 : 0 }
    let found = machine.hiddenUsefulness(of: .numbers(cases), batchSize: 3)
    for unit in 0..<4 {
      let terms = (0..<7).map { row in
        let input = (0..<6).reduce(Double(machine.hiddenBias[0, unit])) {
          $0 + Double(cases[row, $1]) * Double(machine.weight[$1, unit])
        }
        return log1p(exp(input))
      }
      let mean = terms.reduce(0, +) / 7
      let spread = (terms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 7).squareRoot()
      #expect(abs(found[unit] - spread) < 1e-4, "unit \(unit)")
    }
    #expect(found[3] < 1e-3)
  }

  @Test func estimatorsAreReadAsTheyAreWritten() {
    for name in ["cd-1", "cd-25", "pcd-1", "fpcd-5", "pt-10", "exact"] {
      #expect(GradientEstimator(name: name)?.name == name)
    }
    for name in ["", "cd", "cd-", "cd-0", "cd-1001", "cd-1-1", "cd-+1", "pt-1", "pt-101", "PCD-1", "exact-1", "cd-９"] {
      #expect(GradientEstimator(name: name) == nil, "\(name)")
    }
  }
}
