import Datasets
import LinearAlgebra
import NeuralNetworks

/// A network of a comparison, as it was tested.
public struct TrainedModel {
  public let arm: Arm
  public let seed: UInt64
  public let network: MultilayerPerceptron
  /// Where it was read from, for messages.
  public let file: String

  public init(arm: Arm, seed: UInt64, network: MultilayerPerceptron, file: String) {
    (self.arm, self.seed, self.network, self.file) = (arm, seed, network, file)
  }

  /// Refuses images that the network cannot take, or that have classes which it does not know.
  public func check(_ data: Dataset) throws(PredictionError) {
    guard network.inputs == data.test.pixelCount else {
      throw .otherImageSize(
        file: file, inputs: network.inputs, title: data.title, width: data.test.width, height: data.test.height)
    }
    guard network.classes == data.classCount else {
      throw .otherClasses(file: file, classes: network.classes, title: data.title, found: data.classCount)
    }
  }

  /// What the network makes of the only one of some images, or of a line of a table.
  public func prediction(of image: LabeledImages) -> Prediction { prediction(of: image.cases) }

  /// What the network makes of one image.
  /// - Parameter pixels: as many bytes as it has inputs, like the images that it has learned from.
  public func prediction(of pixels: [UInt8]) -> Prediction {
    prediction(of: .bytes(pixels, columns: network.inputs))
  }

  private func prediction(of cases: CaseTable) -> Prediction {
    let probabilities = Evaluator(network, batchSize: 1).probabilities(of: cases)
    return Prediction(arm: arm, seed: seed, probabilities: probabilities.values)
  }
}

/// The probability of each class of one image, after one network.
public struct Prediction: Hashable, Sendable {
  public let arm: Arm
  public let seed: UInt64
  /// Of each class, from 0 to 1; their sum is 1 but for rounding.
  public let probabilities: [Float]

  public init(arm: Arm, seed: UInt64, probabilities: [Float]) {
    precondition(!probabilities.isEmpty, "a prediction without classes")
    (self.arm, self.seed, self.probabilities) = (arm, seed, probabilities)
  }

  /// The class with the greatest probability; the first of equals, as in every evaluation.
  public var predicted: Int { front[0] }

  /// All classes that have the greatest probability.
  public var front: [Int] {
    let greatest = probabilities.max() ?? 0
    return probabilities.indices.filter { probabilities[$0] == greatest }
  }
}
