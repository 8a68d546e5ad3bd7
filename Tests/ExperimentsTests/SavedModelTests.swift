import Foundation
import ModelFiles
import NeuralNetworks
import Synchronization
import Testing

@testable import Experiments

@Suite struct SavedModelTests {
  /// The network in the file is the one that was tested: that of the best epoch, not of the last.
  @Test func theSavedNetworkHasTheReportedError() throws {
    let settings = try SmallComparison.settings(
      arms: "random,dbn,he:lr=0.5,he:batchnorm=on,he:activation=prelu,xavier:activation=prelu,batchnorm=on")
    let data = try RunData(SmallComparison.dataset, settings: settings)
    let models = Mutex<[String: Data]>([:])
    let runs = ComparisonRunner(settings: settings, data: data, jobs: 2).run { event in
      guard case .finished(let run, let model?) = event else { return }
      models.withLock { $0[run.modelFileName] = model }
    }.runs
    for run in runs {
      let outcome = try #require(run.outcome)
      let model = try #require(models.withLock { $0[run.modelFileName] })
      let contents = try Safetensors(reading: model, file: run.modelFileName)
      let network = try MultilayerPerceptron(contents, file: run.modelFileName)
      // They are those that were learned.
      let slopes = network.layers[0].negativeSlope?.values
      #expect((slopes == nil) == (run.arm.activation.initialSlope == nil))
      #expect(slopes.map { Set($0).count > 10 } ?? true)
      let evaluation = Evaluator(network).evaluate(data.test.cases, labels: data.test.labels)
      #expect(evaluation.loss == outcome.testLoss && evaluation.errorRate == outcome.testErrorRate)
      #expect(contents.metadata["epoch"] == "\(outcome.bestEpoch)" && contents.metadata["seed"] == "1")
      #expect(contents.metadata["dataset"] == "synthetic")
      let arm = try JSONDecoder().decode(Arm.self, from: Data(try #require(contents.metadata["settings"]).utf8))
      #expect(arm == run.arm)
    }
  }

  @Test func aRunThatDivergedSavesNothing() throws {
    let settings = try SmallComparison.settings(arms: "he:lr=1e9")
    let data = try RunData(SmallComparison.dataset, settings: settings)
    let saved = Mutex<[Bool]>([])
    _ = ComparisonRunner(settings: settings, data: data, jobs: 1).run { event in
      guard case .finished(let run, let model) = event else { return }
      saved.withLock { $0.append(model != nil || run.divergence == nil) }
    }
    #expect(saved.withLock { $0 } == [false])
  }
}
