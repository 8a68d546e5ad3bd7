import Datasets
import LinearAlgebra
import NeuralNetworks

/// Which test images are shown.
public enum TestImageChoice {
  /// Images in random order, without repetition; all if there are no more.
  public static func random(_ count: Int, of images: LabeledImages, seed: UInt64) -> [Int] {
    Array(shuffled(images, seed: seed).prefix(count))
  }

  /// Images in random order that at least one of the networks takes for another class.
  /// - Throws: ``PredictionError/nothingWrong(arms:title:)`` if there are none.
  public static func wrong(
    _ count: Int, for models: [TrainedModel], in data: Dataset, seed: UInt64
  ) throws(PredictionError) -> [Int] {
    var isWrong = [Bool](repeating: false, count: data.test.count)
    for model in models {
      let evaluation = Evaluator(model.network).evaluate(data.test.cases, labels: data.test.labels)
      for index in isWrong.indices where evaluation.predictions[index] != data.test.labels[index] {
        isWrong[index] = true
      }
    }
    let chosen = shuffled(data.test, seed: seed).filter { isWrong[$0] }
    guard !chosen.isEmpty else { throw .nothingWrong(arms: models.map(\.arm.name), title: data.title) }
    return Array(chosen.prefix(count))
  }

  /// The images of the given indices, which are checked.
  public static func indices(_ indices: [Int], in data: Dataset) throws(PredictionError) -> [Int] {
    for index in indices where !(0..<data.test.count).contains(index) {
      throw .noSuchImage(index: index, count: data.test.count, title: data.title)
    }
    return indices
  }

  private static func shuffled(_ images: LabeledImages, seed: UInt64) -> [Int] {
    var order = (0..<Int32(images.count)).map { $0 }
    var stream = PhiloxStream(seed: seed, stream: .illustration)
    stream.shuffle(&order)
    return order.map { Int($0) }
  }
}
