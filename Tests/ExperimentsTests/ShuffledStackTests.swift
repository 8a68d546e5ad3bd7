import LinearAlgebra
import Testing

@testable import BoltzmannMachines
@testable import Experiments

/// The control that has what machines made of the weights' sizes, and nothing of what they learned.
@Suite struct ShuffledStackTests {
  @Test func weightsChangePlacesAndBiasesStay() throws {
    let settings = try SmallComparison.settings(arms: "dbn,shuffled-dbn")
    let data = try RunData(SmallComparison.dataset, settings: settings)
    let plan = try #require(PretrainedStack.Plan(settings.arms[0], seed: 1, settings: settings))
    #expect(plan == PretrainedStack.Plan(settings.arms[1], seed: 1, settings: settings))
    let stack = try PretrainedStack(plan, data: data)
    let shuffled = stack.start(of: settings.arms[1], seed: 1, data: data)
    let (before, after) = (try #require(stack.network).machines, try #require(shuffled.network).machines)
    for (machine, other) in zip(before, after) {
      #expect(machine.weight.values.sorted() == other.weight.values.sorted())
      // Of equally probable permutations, about one weight stays where it is.
      let stayed = zip(machine.weight.values, other.weight.values).count { $0 == $1 }
      #expect(stayed < 10 && machine.weight.count > 250)
      #expect(machine.hiddenBias.values == other.hiddenBias.values)
      #expect(machine.visibleBias.values == other.visibleBias.values)
    }
    #expect(
      stack.start(of: settings.arms[0], seed: 1, data: data).network?.machines[0].weight.values
        == before[0].weight.values)
    let another = try #require(stack.start(of: settings.arms[1], seed: 2, data: data).network)
    #expect(another.machines[0].weight.values != after[0].weight.values)
    #expect(shuffled.reconstructions[0] == stack.reconstructions[0])
    #expect(shuffled.reconstructions[1] != stack.reconstructions[1])
  }

  /// Each element of six comes to each of six places in 1,000 of 6,000 orders; χ² with 25 degrees of freedom exceeds 52.6 with probability
  /// 0.001.
  @Test func allOrdersAreAlike() {
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 6), count: 6)
    var stream = PhiloxStream(seed: 7, stream: .permutation(layer: 0))
    for _ in 0..<6000 {
      let matrix = Matrix(rows: 2, columns: 3, values: [0, 1, 2, 3, 4, 5])
      matrix.shuffle(using: &stream)
      for (place, value) in matrix.values.enumerated() { counts[Int(value)][place] += 1 }
    }
    let chi = counts.joined().reduce(0.0) { $0 + (Double($1) - 1000) * (Double($1) - 1000) / 1000 }
    #expect(chi < 52.6, "\(chi)")
  }

  /// Machines are trained once, and a run starts from what the stack became.
  @Test func bothArmsShareTheirMachines() throws {
    let runs = try SmallComparison.run(
      try SmallComparison.settings(arms: "dbn,shuffled-dbn,dbn:visible=gaussian,shuffled=on"))
    #expect(runs.map(\.sharesPretraining) == [false, true, false])
    #expect(runs[0].pretraining.map(\.metrics) == runs[1].pretraining.map(\.metrics))
    func weights(_ run: RunRecord) -> [Float] {
      run.filtersBefore.map { strip in (0..<strip.count).flatMap(strip.image) } ?? []
    }
    #expect(weights(runs[0]) != weights(runs[1]))
    // Records keep them with few digits.
    #expect(zip(weights(runs[0]).sorted(), weights(runs[1]).sorted()).allSatisfy { abs($0 - $1) < 0.01 })
    #expect(runs.allSatisfy { $0.outcome != nil })
  }

  @Test func onlyPretrainedArmsAreShuffled() throws {
    #expect(
      try Arm(parsing: "dbn:shuffled=on").isShuffled == true && Arm(parsing: "dbn:shuffled=off").isShuffled == nil)
    #expect(throws: SettingsError.self) { try Arm(parsing: "he:shuffled=on") }
    #expect(throws: SettingsError.self) { try Arm(parsing: "dbn:shuffled=yes") }
  }
}
