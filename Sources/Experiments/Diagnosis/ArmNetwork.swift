import LinearAlgebra
import NeuralNetworks

/// One arm's network to measure and to train outside of a comparison. The same arm, seed and settings give the same numbers as
/// there.
///
/// It belongs to the thread that made it.
public final class ArmNetwork {
  public let network: MultilayerPerceptron
  /// What training has recorded so far.
  public private(set) var epochs: [TrainingEpoch] = []
  /// Where training ended, if its loss stopped being a number.
  public private(set) var divergence: Divergence?

  private let inputs: FineTuning.Inputs
  /// Of the first minibatch, before any step.
  private(set) var firstLoss: Double?

  /// The arm's starting point, for which a pretrained arm trains its machines.
  /// - Parameter outputs: units of the last layer, if not as many as there are classes.
  /// - Throws: what machines that cannot be trained are refused by.
  public init(_ arm: Arm, seed: UInt64, settings: ComparisonSettings, data: RunData, outputs: Int? = nil) throws {
    inputs = FineTuning.Inputs(arm, seed: seed, settings: settings, data: data)
    let shape = [data.training.pixelCount] + settings.hidden(of: arm) + [outputs ?? data.classCount]
    let cases = arm.initializer.isDataDependent ? data.sample(inputs.labelled, count: 1000).inputs : nil
    let stack = try PretrainedStack.Plan(arm, seed: seed, settings: settings).map {
      try PretrainedStack($0, data: data).start(of: arm, seed: seed, data: data)
    }
    divergence = stack?.divergence
    let plain =
      stack?.network?.unrolled(
        classes: shape[shape.count - 1], activation: arm.activation, initializer: arm.initializer, seed: seed,
        cases: cases)
      ?? MultilayerPerceptron(
        shape: shape, activation: arm.activation, initializer: arm.initializer, seed: seed, cases: cases)
    network = arm.isNormalized ? plain.normalized() : plain
  }

  /// Trains for all epochs of the settings, unless the machines diverged.
  /// - Parameter afterStep: called with the number of steps taken.
  public func train(afterStep: (_ steps: Int) -> Void = { _ in }) {
    guard divergence == nil else { return }
    let training = FineTuning(network, inputs)
    var steps = 0
    do throws(EarlyEnd) {
      try training.run(
        afterStep: {
          steps += 1
          afterStep(steps)
        },
        afterEpoch: {
          epochs.append($0)
          firstLoss = training.state.losses.first
        })
    } catch {
      divergence = error.divergence
    }
  }

  /// How training was in vain; nil if it was not, or diverged.
  public var failure: TrainingFailure? {
    divergence == nil ? TrainingFailure(epochs, guessing: inputs.data.guessing(inputs.labelled)) : nil
  }

  /// What goes up and comes down for the first training cases that have labels.
  public func signals(cases: Int) -> SignalPass {
    let sample = inputs.data.sample(inputs.labelled, count: cases)
    return SignalPass(network, inputs: sample.inputs, labels: sample.labels)
  }
}

extension RunData {
  /// The first of the given training cases: cases × pixels, with their labels.
  func sample(_ indices: [Int32], count: Int) -> (inputs: Matrix, labels: [UInt8]) {
    let sample = Array(indices.prefix(count))
    let inputs = Matrix(rows: sample.count, columns: training.pixelCount)
    sample.withUnsafeBufferPointer { training.cases.gather($0, into: inputs) }
    return (inputs, sample.map { training.labels[Int($0)] })
  }
}
