import Foundation
import NeuralNetworks
import Testing

@testable import Experiments

/// Signals of small networks before and after training, and what is said of them.
@Suite struct DiagnosisTests {
  static func diagnose(
    _ arm: String, depth: Int = 8, width: Int = 100, trains: Bool = false
  ) throws -> [ArmDiagnosis] {
    var settings = try SmallComparison.settings(arms: arm)
    settings.hidden = [Int](repeating: width, count: depth)
    let data = try RunData(SmallComparison.dataset, settings: settings)
    return try ArmDiagnosis.of(settings.arms[0], seed: 1, settings: settings, data: data, trains: trains, cases: 200)
  }

  /// At initialisation, with 8 layers of 200 units, sizes are those of the theory: a layer's mean square differs by a share of
  /// some √(2·5/200) for each layer below.
  @Test(arguments: ["he", "xavier"])
  func sizesAreThoseOfTheory(arm: String) throws {
    let diagnosis = try #require(try Self.diagnose(arm, width: 200).first)
    let theory = try #require(diagnosis.theory)
    for (layer, prediction) in theory.enumerated() {
      let signals = diagnosis.signals.layers[layer]
      let tolerance = layer == theory.count - 1 ? 1.5 : 0.35 + 0.08 * Double(layer)
      for (measured, expected) in [
        (signals.preactivations.meanSquare, prediction.preactivations),
        (signals.gradients.meanSquare, prediction.gradients),
      ] { #expect(abs(log(measured / expected)) < tolerance, "\(arm), layer \(layer): \(measured) for \(expected)") }
    }
  }

  /// He's start and no start alike, if they are normalised; and theory, which knows nothing of that, is left out.
  @Test func normalisedNetworksAreMeasuredNormalised() throws {
    for arm in ["he:batchnorm=on", "he:batchnorm=on,init=normal-0.01"] {
      let diagnosis = try #require(try Self.diagnose(arm).first)
      let sizes = diagnosis.signals.layers.dropLast().map { $0.preactivations.standardDeviation }
      #expect(diagnosis.theory == nil && sizes.allSatisfy { abs($0 - 1) < 0.1 }, "\(arm): \(sizes)")
    }
  }

  @Test func theNetworksAreThoseOfAComparison() throws {
    let settings = try SmallComparison.settings(arms: "dbn,lsuv,he:batchnorm=on")
    let data = try RunData(SmallComparison.dataset, settings: settings)
    for (arm, run) in zip(settings.arms, try SmallComparison.run(settings)) {
      let network = try ArmNetwork(arm, seed: 1, settings: settings, data: data)
      network.train()
      #expect(network.epochs.map(\.trainingLoss) == run.training.map(\.trainingLoss), "\(arm.name)")
      #expect(network.epochs.map(\.validationLoss) == run.training.map(\.validationLoss))
    }
  }

  @Test(arguments: [
    ("random", "Gradients shrink 0.0", "Try activation=relu,init=he-normal"),
    ("xavier", "Signals pass in both directions", "Nothing to do."),
    ("he", "Signals pass in both directions", "Nothing to do."),
    ("zeros", "All units of a hidden layer put out the same", "Try"),
    ("xavier:init=constant-0.1", "All units of a hidden layer put out the same", "Try init=xavier-normal,"),
    ("he:init=normal-0.01", "Gradients shrink 0.0", "Try init=he-normal,"),
    ("he:init=normal-1", "Gradients grow", "10⁶ times as much of them. Try init=he-normal,"),
    ("he:init=normal-1e7", "has numbers beyond the range of single precision", "the weights are too large"),
    ("xavier:init=normal-1", "of the units are saturated", "Try init=xavier-normal,"),
    ("xavier:init=zeros", "All units", "Try"),
  ])
  func adviceNamesWhatIsWrong(arm: String, beginning: String, end: String) throws {
    let diagnosis = try #require(try Self.diagnose(arm).first)
    let sentence = Advice(diagnosis).sentence
    #expect(sentence.contains(beginning) && sentence.contains(end), "\(arm): \(sentence)")
  }

  @Test func divergenceIsExplained() throws {
    let diagnoses = try Self.diagnose("he:lr=1e30", depth: 2, trains: true)
    let sentence = Advice(diagnoses[1]).sentence
    // The learning rate is to blame, so no other start is recommended.
    let whole =
      /Training diverged at epoch 1, step 2: The learning rate lr=1e\+30 is probably too high: the loss was \d\.\d, and no number after one step\./
    #expect(try whole.wholeMatch(in: sentence) != nil, "\(sentence)")
    #expect(diagnoses[1].theory == nil && diagnoses[0].theory != nil)
  }

  /// An explosion has its own sentence; what learned nothing is told before what its signals show.
  @Test func failuresAreExplained() throws {
    let exploded = try Self.diagnose("he:lr=50,schedule=constant", depth: 2, width: 20, trains: true)[1]
    #expect(exploded.failure?.isExplosion == true && exploded.divergence == nil)
    let sentence = Advice(exploded).sentence
    #expect(sentence.hasPrefix("Training exploded: its training loss ended at "), "\(sentence)")
    #expect(sentence.hasSuffix("The learning rate lr=50.0 is probably too high: try lr=5."), "\(sentence)")
    let symmetric = Advice(try Self.diagnose("zeros", depth: 2, width: 20, trains: true)[1]).sentence
    #expect(symmetric.hasPrefix("Training learned nothing: its lowest validation error, "), "\(symmetric)")
    #expect(
      symmetric.contains("of always naming the most frequent class. All units of a hidden layer put out the same"))
    // Starts whose signals pass and that stay where they are; some of them are better than guessing by chance.
    let slow = try ["he", "xavier", "lecun", "orthogonal"].map {
      try Self.diagnose("\($0):lr=1e-12", depth: 2, width: 20, trains: true)
    }
    let vain = try #require(slow.first { $0[1].failure != nil })
    #expect(Advice(vain[1]).sentence.contains(" Perhaps the learning rate lr=1e-12 is too high or too low"))
    #expect(vain[0].failure == nil && !Advice(vain[0]).sentence.contains("learned nothing"))
  }

  /// Of a pretrained arm, `init=` is the start of the last layer alone.
  @Test func pretrainedWeightsAreNotCuredByAStart() throws {
    let sentence = Advice(try #require(try Self.diagnose("dbn").first)).sentence
    let whole =
      /Gradients shrink 0\.\d\d× a layer on their way down: 8 layers leave \S+ of them\. Pretraining left the hidden layers' weights, so init= would not change them: try another pretrain-lr or pretrain-epochs, or fewer layers\./
    #expect(try whole.wholeMatch(in: sentence) != nil, "\(sentence)")
  }

  @Test func parallelResultsKeepTheirOrder() {
    let squares = Parallel.map(Array(0..<50), jobs: 3, cost: { Double($0) }) { $0 * $0 }
    #expect(squares == (0..<50).map { $0 * $0 })
  }
}
