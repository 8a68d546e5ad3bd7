import BoltzmannMachines
import Foundation
import LinearAlgebra
import Plotting
import Testing

@testable import Experiments
@testable import NeuralNetworks
@testable import Reporting

/// Comparisons made of numbers that nobody trained for, to see what is drawn of them.
struct SyntheticComparison {
  /// How an arm fares.
  enum Fate: Hashable {
    /// Its error falls to this share.
    case learns(Double)
    case perfect
    /// It learns nothing, and all gradients are zero.
    case guesses
    /// Its loss rises to this without diverging.
    case explodes(Double)
    case diverges
  }

  var arms: [String]
  var fates: [Fate]
  var seeds = 1
  var depth = 2
  var classes = 4
  var units = 12
  var epochs = 4
  /// Width and height of the images.
  var width = 10
  var height = 10

  func comparison() throws -> Comparison {
    var settings = ComparisonSettings(dataset: "test", preset: .smoke)
    settings.arms = try Arm.list(arms.joined(separator: ","))
    (settings.hidden, settings.epochs) = ([Int](repeating: units, count: depth), epochs)
    (settings.pretrainEpochs, settings.seedCount) = (2, seeds)
    let data = DatasetDescription(
      name: "test", title: "Synthetic strokes", width: width, height: height, classes: classes, trainingCount: 250,
      labelledCount: 250, validationCount: 50, testCount: 200)
    let environment = Environment(
      processor: "p", cores: 2, operatingSystem: "o", mathLibrary: "m", jobs: 2, peakGflops: 100)
    let record = ComparisonRecord(
      settings: settings, dataset: data, environment: environment, command: "compare", wallSeconds: 10)
    let runs = settings.arms.enumerated().flatMap { index, arm in
      settings.seeds.map { run(arm, seed: $0, fate: fates[index % fates.count], record) }
    }
    return Comparison(record: record, runs: runs)
  }

  private func run(_ arm: Arm, seed: UInt64, fate: Fate, _ record: ComparisonRecord) -> RunRecord {
    var run = RunRecord(arm: arm, seed: seed, shape: record.shape(of: arm))
    if arm.isPretrained { pretrain(&run) }
    let shrinks = fate != .guesses
    run.layersBefore = (0..<depth).map { layer($0, gradient: shrinks ? pow(10, -Double(depth - $0)) : 0) }
    run.filtersBefore = strip(units, seed: seed)
    let ended = fate == .diverges ? 1 : epochs
    run.training = (1...ended).map { epoch(arm, $0, seed: seed, fate: fate) }
    guard fate != .diverges else {
      run.divergence = Divergence(epoch: 2, step: 2)
      return run
    }
    (run.layersAfter, run.filtersAfter) = (run.layersBefore, strip(units, seed: seed + 1))
    let error = epoch(arm, epochs, seed: seed, fate: fate).validationErrorRate
    let confusion = (0..<classes).map { row in (0..<classes).map { ($0 * 3 + row) % 5 } }
    run.outcome = Outcome(
      bestEpoch: 1 + Int(seed) % epochs, testLoss: 0.1, testErrorRate: error, confusion: confusion)
    return run
  }

  private func epoch(_ arm: Arm, _ epoch: Int, seed: UInt64, fate: Fate) -> TrainingEpoch {
    let progress = Double(epoch - 1) / Double(max(epochs - 1, 1))
    let guess = (1 - 1 / Double(classes), log(Double(classes)))
    let (error, loss): (Double, Double) =
      switch fate {
      case .learns(let final):
        // Arms and seeds differ a little.
        (
          guess.0 * pow(final * (1 + 0.1 * Double(seed)) / guess.0, progress),
          guess.1 * pow(final * (1 + 0.03 * Double(seed)) / guess.1, progress)
        )
      case .perfect: (epoch > 1 ? 0 : guess.0, epoch > 1 ? 1e-3 : guess.1)
      case .guesses, .diverges: guess
      case .explodes(let height): (guess.0, guess.1 * pow(height, progress))
      }
    return TrainingEpoch(
      epoch: epoch, learningRate: 0.1, trainingLoss: loss, trainingErrorRate: error, validationLoss: loss,
      validationErrorRate: error, operations: 1e7, seconds: 1)
  }

  private func pretrain(_ run: inout RunRecord) {
    let names = "\"layer\":%d,\"epoch\":%d,\"reconstructionError\":%f,\"freeEnergyTraining\":1,"
    run.pretraining = (0..<depth).flatMap { layer in
      (1...2).compactMap { epoch in
        let json =
          "{" + String(format: names, layer, epoch, 0.1 / Double(epoch + layer))
          + "\"freeEnergyValidation\":\(1.1 + Double(layer)),\"relativeUpdate\":0.1,\"operations\":1e7}"
        return (try? JSONDecoder().decode(GreedyPretraining.Epoch.self, from: Data(json.utf8))).map {
          PretrainingEpoch(metrics: $0, seconds: 1)
        }
      }
    }
    run.reconstructions = (0...depth).map { strip(classes, seed: run.seed + UInt64($0)) }
  }

  /// The gradients of a layer are as large as the number, but for a tenth of them that are zero.
  private func layer(_ index: Int, gradient: Double) -> LayerStatistics {
    let activations = (0..<500).map { Float(($0 * 37) % 101) / 101 }
    let gradients = (0..<500).map { $0 % 10 == 0 ? 0 : Float(gradient * sin(Double($0))) }
    return LayerStatistics(
      activations: activations.withUnsafeBufferPointer { NeuralNetworks.Histogram(of: $0, range: 0...1) },
      gradients: gradients.withUnsafeBufferPointer { NeuralNetworks.Histogram(of: $0) },
      saturated: 0.1 * Double(index), dead: 0.2 * Double(index))
  }

  private func strip(_ count: Int, seed: UInt64) -> ImageStrip {
    let images = Matrix(rows: count, columns: width * height)
    for row in 0..<count {
      for column in 0..<width * height {
        images[row, column] = Float((row * 31 + column * 17 + Int(seed) * 7) % 29) / 29
      }
    }
    return ImageStrip(images, width: width, height: height)
  }
}
