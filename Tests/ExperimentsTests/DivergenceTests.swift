import Foundation
import Testing

@testable import Experiments

@Suite struct DivergenceTests {
  private func divergence(
    epoch: Int = 3, step: Int = 7, layer: Int? = nil, first: Double? = nil, last: Double? = nil
  ) -> Divergence {
    var losses = LossTrace()
    for loss in [first, last].compactMap({ $0 }) { losses.add(loss) }
    return Divergence(epoch: epoch, step: step, layer: layer, losses: losses)
  }

  private func cause(_ divergence: Divergence, arm: String) throws -> String {
    divergence.likelyCause(in: try Arm(parsing: arm))
  }

  @Test func aLossThatRoseSpeaksAgainstTheLearningRate() throws {
    #expect(
      try cause(divergence(first: 2.3, last: 4e12), arm: "he:lr=0.5")
        == "The learning rate lr=0.5 is probably too high: the loss rose from 2.3 to 4e+12.")
    #expect(
      try cause(divergence(layer: 1, first: 0.07, last: 0.4), arm: "dbn:pretrain-lr=5")
        == "The learning rate pretrain-lr=5.0 is probably too high: the reconstruction error rose from 0.07 to 0.4.")
    #expect(
      try cause(divergence(epoch: 1, step: 2, first: 2.3), arm: "he:lr=1e30")
        == "The learning rate lr=1e+30 is probably too high: the loss was 2.3, and no number after one step.")
  }

  /// A loss that fell until it broke is no proof of anything, and the sentence must not claim one.
  @Test(arguments: [(2.3, 0.4), (2.3, 2.3), (2.3, 3.0)])
  func aLossThatDidNotRiseIsNoProof(first: Double, last: Double) throws {
    let cause = try cause(divergence(first: first, last: last), arm: "he")
    #expect(cause.hasPrefix("Perhaps the learning rate lr=0.08") && cause.contains("had not risen"))
    #expect(cause.contains(last == 3 ? "from 2.3 to 3 " : "from 2.3 to \(last)"))
  }

  @Test func theVeryFirstStepShowsTheStartAlone() throws {
    let start = divergence(epoch: 1, step: 1)
    #expect(
      try cause(start, arm: "random:init=normal-1e30")
        == "The starting weights, init=normal-1e+30, are too large: nothing had been learned yet.")
    #expect(
      try cause(start, arm: "dbn:pretrain-lr=9").contains("that pretraining left are too large: its learning rate"))
    #expect(try cause(divergence(epoch: 1, step: 1, layer: 2), arm: "dbn").contains("The data from machine 2 are no"))
    #expect(
      try cause(divergence(epoch: 1, step: 1, layer: 0), arm: "dbn").hasPrefix("The starting weights or the data"))
  }

  @Test func recordsOfOlderProgramsAreRead() throws {
    let old = try JSONDecoder().decode(Divergence.self, from: Data("{\"epoch\":2,\"step\":40}".utf8))
    #expect(old == Divergence(epoch: 2, step: 40) && old.place == "epoch 2, step 40")
    #expect(try cause(old, arm: "he") == "The learning rate lr=0.08 is probably too high.")
    #expect(divergence(layer: 1).place == "epoch 3, step 7 of machine 2")
  }

  @Test func onlyFiniteLossesAreTraced() {
    var trace = LossTrace()
    #expect(trace.first == nil && trace.last == nil)
    for loss in [Double.nan, 2, 3, .infinity] { trace.add(loss) }
    #expect(trace.first == 2 && trace.last == 3)
  }

  /// With four classes a new network's loss is about log 4 a case, whatever the size of the minibatch.
  @Test func aRunTellsItsFirstAndItsLastLoss() throws {
    let runs = try SmallComparison.run(SmallComparison.settings(arms: "he:init=normal-0.01,lr=1e30,he:lr=1e30"))
    let first = try #require(runs[0].divergence?.firstLoss)
    #expect(abs(first - log(4)) < 0.05, "\(first)")
    for run in runs {
      let divergence = try #require(run.divergence)
      #expect(divergence.layer == nil && divergence.lastLoss?.isFinite == true && run.isFinished)
      #expect(run.likelyCause?.contains("lr=\(run.arm.learningRate) is probably too high") == true)
    }
  }

  @Test func weightsThatAreTooLargeFailAtOnce() throws {
    let run = try SmallComparison.run(SmallComparison.settings(arms: "he:init=normal-1e30"))[0]
    #expect(run.divergence == Divergence(epoch: 1, step: 1))
    #expect(run.likelyCause?.hasPrefix("The starting weights, init=normal-1e+30, are too large") == true)
  }
}
