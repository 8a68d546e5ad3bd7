import Datasets
import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

@testable import Experiments

/// Fine-tuning on 1,001 cases in hundreds: the case that is one too many moves a network no farther than any other.
@Suite struct LeftoverCasesTests {
  private static let dataset = Dataset.synthetic(
    seed: 2, trainingCount: 1300, testCount: 20, size: 6, classCount: 4)

  private static func settings(_ arm: String, cases: Int = 1001) throws -> ComparisonSettings {
    var settings = ComparisonSettings(dataset: "synthetic", preset: .smoke)
    settings.arms = [try Arm(parsing: arm)]
    (settings.hidden, settings.epochs, settings.batchSize, settings.trainLimit) = ([12], 1, 100, cases)
    return settings
  }

  /// Which case stands at a place of an epoch's order.
  private static func order(_ count: Int) -> [Int32] {
    var order = (0..<Int32(count)).map { $0 }
    var shuffling = PhiloxStream(seed: 1, stream: .shuffle(epoch: 0))
    shuffling.shuffle(&order)
    return order
  }

  /// The network after an epoch, with another class and inverted pixels for the case at a place of the order.
  private static func trained(_ settings: ComparisonSettings, outlierAt place: Int?) throws -> [NamedMatrix] {
    var (pixels, labels) = (dataset.training.pixels, dataset.training.labels)
    if let place {
      let (index, size) = (Int(order(1001)[place]), dataset.training.pixelCount)
      labels[index] = (labels[index] + 1) % 4
      for pixel in index * size..<(index + 1) * size { pixels[pixel] = 255 - pixels[pixel] }
    }
    let training = LabeledImages(width: 6, height: 6, pixels: pixels, labels: labels)
    let changed = Dataset(name: dataset.name, title: dataset.title, training: training, test: dataset.test)
    let data = try RunData(changed, settings: settings)
    #expect(data.training.count == 1001)
    let network = try ArmNetwork(settings.arms[0], seed: 1, settings: settings, data: data)
    network.train()
    #expect(network.divergence == nil)
    return network.network.parameters
  }

  /// Of two networks' learned parameters, or of the running moments of their normalisations.
  private static func distance(_ a: [NamedMatrix], _ b: [NamedMatrix], running: Bool = false) -> Double {
    zip(a, b).filter { $0.0.name.contains("running") == running }
      .reduce(0) { $0 + $1.0.matrix.squaredDistance(to: $1.1.matrix) }.squareRoot()
  }

  /// The last case may count as much as the first, or a little more where it meets other parameters; with momentum or Adam the first
  /// has more steps to act in, and counts for more. In a minibatch of its own the last would count 58 times as much as the first, 8
  /// with momentum, 15 with Nesterov's, 0.28 with Adam, 0.98 with RMSProp, 17 and 0.18 with normalised layers.
  @Test(arguments: [
    ("he:momentum=0,lr=1e-3", 2.0), ("he:momentum=0.9,lr=1e-3", 1), ("he:optimizer=nesterov,lr=1e-3", 1),
    ("he:optimizer=adam,lr=1e-3", 0.15), ("he:optimizer=adamw,lr=1e-3", 0.15), ("he:optimizer=rmsprop,lr=1e-3", 0.6),
    ("he:batchnorm=on,momentum=0,lr=1e-3", 2), ("he:batchnorm=on,optimizer=adam,lr=1e-3", 0.12),
  ])
  func theLastCaseMovesNoFartherThanTheFirst(arm: String, most: Double) throws {
    let settings = try Self.settings(arm + ",schedule=constant")
    let ordinary = try Self.trained(settings, outlierAt: nil)
    let (early, late) = try (Self.trained(settings, outlierAt: 0), Self.trained(settings, outlierAt: 1000))
    let (first, last) = (Self.distance(early, ordinary), Self.distance(late, ordinary))
    #expect(first > 0 && last > 0)
    #expect(last < most * first, "\(last) by the last case, \(first) by the first")
    guard settings.arms[0].isNormalized else { return }
    // Of eleven minibatches the last counts 0.9⁻¹⁰ = 2.9 times as much as the first, and must count.
    let (then, now) = (
      Self.distance(early, ordinary, running: true), Self.distance(late, ordinary, running: true)
    )
    #expect(now > then && now < 4 * then, "\(now) by the last case, \(then) by the first")
  }

  /// Where nothing is left over, an epoch is the steps over one hundred after the other, to the last bit.
  @Test(arguments: ["he:lr=0.05,schedule=constant", "he:optimizer=adam,lr=1e-3,schedule=constant"])
  func wholeMinibatchesAreStepsInTheirOrder(arm: String) throws {
    let settings = try Self.settings(arm, cases: 300)
    let data = try RunData(Self.dataset, settings: settings)
    let (epoch, steps) = (
      try ArmNetwork(settings.arms[0], seed: 1, settings: settings, data: data),
      try ArmNetwork(settings.arms[0], seed: 1, settings: settings, data: data)
    )
    epoch.train()
    let training = Backpropagation(
      steps.network, optimizer: settings.arms[0].optimizer, batchSize: 100, seed: 1)
    let order = Self.order(300)
    for first in stride(from: 0, to: 300, by: 100) {
      let indices = Array(order[first..<first + 100])
      indices.withUnsafeBufferPointer { data.training.cases.gather($0, into: training.inputs(100)) }
      _ = indices.map { data.training.labels[Int($0)] }.withUnsafeBufferPointer {
        training.step(labels: $0, learningRate: settings.arms[0].learningRate)
      }
    }
    for (a, b) in zip(epoch.network.parameters, steps.network.parameters) {
      #expect(a.matrix.values == b.matrix.values, "\(a.name)")
    }
  }

  /// Uneven minibatches, broken off and gone on with between all of their steps.
  @Test(arguments: [32, 100, 333]) func aRestGoesOnWhereItWasBrokenOff(batchSize: Int) throws {
    var settings = try SmallComparison.settings(arms: "dbn,he:batchnorm=on,he:optimizer=adam,lr=1e-3")
    settings.batchSize = batchSize
    let (whole, pieces) = (try CheckpointTests.Place(settings), try CheckpointTests.Place(settings))
    let runs = try whole.run().comparison.runs.map(\.timeless)
    #expect(try pieces.run(inPiecesOf: 3).runs.map(\.timeless) == runs)
  }
}
