import Datasets
import Foundation
import LinearAlgebra
import ModelFiles
import NeuralNetworks
import Synchronization
import Testing

@testable import Experiments

@Suite struct PredictionTests {
  /// Results of a comparison on disk, removed with the value.
  private final class Results {
    let path = NSTemporaryDirectory() + "deepbelief-" + UUID().uuidString
    var store: RecordStore { RecordStore(directory: path + "/synthetic") }
    let runs: [RunRecord]

    init(arms: String, seeds: Int = 1) throws {
      let settings = try SmallComparison.settings(arms: arms, seeds: seeds)
      let data = try RunData(SmallComparison.dataset, settings: settings)
      let models = Mutex<[String: Data]>([:])
      let result = ComparisonRunner(settings: settings, data: data, jobs: 2).run { event in
        guard case .finished(let run, let model?) = event else { return }
        models.withLock { $0[run.modelFileName] = model }
      }
      runs = result.runs
      let record = ComparisonRecord(
        settings: settings, dataset: data.description(settings: settings), environment: .measured(jobs: 1),
        command: "compare", wallSeconds: 1)
      let store = RecordStore(directory: path + "/synthetic")
      let unfinished = try store.begin(record)
      for run in runs { unfinished.add(run, model: models.withLock { $0[run.modelFileName] }) }
      try store.complete(unfinished, as: record)
      unfinished.remove()
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func shelf() throws -> ModelShelf { try ModelShelf(store, command: "swift run compare") }
  }

  private static let data = SmallComparison.dataset

  // MARK: Probabilities

  /// What is shown of each test image is what the whole test set was evaluated to: loss, errors and confusion.
  @Test func predictionsAreThoseOfTheReportedTest() throws {
    let results = try Results(arms: "random,dbn,he:dropout=0.1")
    for (model, run) in zip(try results.shelf().models(of: nil, seed: nil), results.runs) {
      #expect(model.arm == run.arm)
      let outcome = try #require(run.outcome)
      var (loss, errors) = (0.0, 0)
      for index in 0..<Self.data.test.count {
        let image = Self.data.test[index..<index + 1]
        let prediction = model.prediction(of: Array(image.pixels))
        let label = Int(image.labels[0])
        #expect(abs(prediction.probabilities.reduce(0, +) - 1) < 1e-6)
        loss -= log(Double(prediction.probabilities[label]))
        if prediction.predicted != label { errors += 1 }
      }
      #expect(abs(loss / Double(Self.data.test.count) - outcome.testLoss) < 1e-5)
      #expect(Double(errors) / Double(Self.data.test.count) == outcome.testErrorRate)
    }
  }

  @Test func tiesAreAllInFront() throws {
    let arm = Arm.known[0]
    #expect(Prediction(arm: arm, seed: 1, probabilities: [0.1, 0.4, 0.1, 0.4]).front == [1, 3])
    #expect(Prediction(arm: arm, seed: 1, probabilities: [0.1, 0.4, 0.1, 0.4]).predicted == 1)
    #expect(Prediction(arm: arm, seed: 1, probabilities: [1]).front == [0])
  }

  // MARK: Pictures

  /// An image, enlarged, moved and turned dark on light, is taken for what it was before.
  @Test func aPictureOfATestImageIsPredictedAlike() throws {
    let data = Dataset.synthetic(seed: 1, trainingCount: 1200, testCount: 100, classCount: 4)
    // As MNIST's, the images to learn from have been normalised.
    let rule = PictureNormalization(like: data.test)
    func normalized(_ images: LabeledImages) -> LabeledImages {
      let all = (0..<images.count).map { index in
        let pixels = Array(images[index..<index + 1].pixels)
        return rule.normalized(GreyPicture(width: 28, height: 28, pixels: pixels))?.pixels ?? pixels
      }
      return LabeledImages(width: 28, height: 28, pixels: all.flatMap { $0 }, labels: images.labels)
    }
    let similar = Dataset(
      name: "test", title: "Test", training: normalized(data.training), test: normalized(data.test))
    var settings = try SmallComparison.settings(arms: "he")
    settings.epochs = 5
    let saved = Mutex<Data?>(nil)
    _ = ComparisonRunner(settings: settings, data: try RunData(similar, settings: settings), jobs: 1).run { event in
      if case .finished(_, let model) = event { saved.withLock { $0 = model } }
    }
    let file = try Safetensors(reading: try #require(saved.withLock { $0 }), file: "m")
    let model = TrainedModel(
      arm: settings.arms[0], seed: 1, network: try MultilayerPerceptron(file, file: "m"), file: "m")
    var same = 0
    for index in 0..<100 {
      let image = Array(similar.test[index..<index + 1].pixels)
      let picture = GreyPicture(
        width: 400, height: 350,
        pixels: (0..<350 * 400).map { place in
          let (x, y) = ((place % 400 - 77) / 10, (place / 400 - 33) / 10)
          let isInside = place % 400 >= 77 && place / 400 >= 33 && x < 28 && y < 28
          return 240 - (isInside ? image[y * 28 + x] / 5 * 4 : 0)
        })
      let seen = try #require(rule.normalized(picture)).pixels
      if model.prediction(of: seen).predicted == model.prediction(of: image).predicted { same += 1 }
    }
    #expect(same >= 98, "\(same) of 100")
  }

  /// Networks that learned from dark figures on light ground are right about pictures of either kind.
  @Test func picturesAreShownWithTheGroundThatNetworksKnow() throws {
    let data = Dataset.synthetic(seed: 1, trainingCount: 1200, testCount: 60, classCount: 4)
    // As MNIST's, the images to learn from have been normalised; then they are made dark on light.
    let light = PictureNormalization(like: data.training)
    func inverted(_ images: LabeledImages) -> LabeledImages {
      let all = (0..<images.count).map { index in
        let pixels = Array(images[index..<index + 1].pixels)
        return light.normalized(GreyPicture(width: 28, height: 28, pixels: pixels))?.pixels ?? pixels
      }
      return LabeledImages(width: 28, height: 28, pixels: all.flatMap { $0.map { 255 - $0 } }, labels: images.labels)
    }
    let dark = Dataset(name: "dark", title: "Dark", training: inverted(data.training), test: inverted(data.test))
    var settings = try SmallComparison.settings(arms: "he:lr=0.01")
    (settings.hidden, settings.epochs) = ([60], 20)
    let saved = Mutex<Data?>(nil)
    _ = ComparisonRunner(settings: settings, data: try RunData(dark, settings: settings), jobs: 1).run { event in
      if case .finished(_, let model) = event { saved.withLock { $0 = model } }
    }
    let file = try Safetensors(reading: try #require(saved.withLock { $0 }), file: "m")
    let model = TrainedModel(
      arm: settings.arms[0], seed: 1, network: try MultilayerPerceptron(file, file: "m"), file: "m")
    let rule = PictureNormalization(like: dark.training)
    var right = [0, 0]
    for index in 0..<60 {
      let image = Array(data.test[index..<index + 1].pixels)
      for (kind, pixels) in [image, image.map { 255 - $0 }].enumerated() {
        let seen = try #require(rule.normalized(GreyPicture(width: 28, height: 28, pixels: pixels)))
        #expect(seen.isInkDark == (kind == 1))
        if model.prediction(of: seen.pixels).predicted == Int(data.test.labels[index]) { right[kind] += 1 }
      }
    }
    let own = Evaluator(model.network).evaluate(dark.test.cases, labels: dark.test.labels)
    #expect(own.errorRate < 0.2 && right.allSatisfy { abs(Double($0) / 60 - (1 - own.errorRate)) < 0.06 })
    #expect(right[0] == right[1], "\(right) of 60, and \(60 * (1 - own.errorRate)) of the data's own images")
  }

  @Test func dataThatNetworksWereNotTrainedOnAreTold() throws {
    let shelf = try Results(arms: "he").shelf()
    #expect(shelf.remark(on: Self.data) == nil)
    let other = Dataset.synthetic(seed: 2, trainingCount: 600, testCount: 100, size: 12, classCount: 4)
    #expect(shelf.remark(on: other)?.contains("were trained on other data (checksum ") == true)
  }

  // MARK: Models on disk

  @Test func armsAreChosenByNameAndSeed() throws {
    let results = try Results(arms: "he:lr=0.05,dropout=0.1,random", seeds: 2)
    let shelf = try results.shelf()
    let models = try shelf.models(of: ["random", "he:lr=0.05,dropout=0.1", "random"], seed: 2)
    #expect(models.map(\.arm.name) == ["random", "he:lr=0.05,dropout=0.1"] && models.allSatisfy { $0.seed == 2 })
    #expect(try shelf.models(of: nil, seed: nil).map(\.seed) == [1, 1])
    #expect(
      throws: PredictionError.unknownArm(
        "dbn", directory: results.store.models, known: ["he:lr=0.05,dropout=0.1", "random"])
    ) {
      try shelf.models(of: ["dbn"], seed: nil)
    }
    let error = #expect(throws: SettingsError.self) { try shelf.models(of: nil, seed: 3) }
    #expect(error?.description.hasSuffix("/models have the seeds 1 to 2.") == true)
  }

  @Test func aDivergedArmHasNoModel() throws {
    let results = try Results(arms: "he:lr=1e9,he")
    let shelf = try results.shelf()
    #expect(try shelf.models(of: nil, seed: nil).map(\.arm.name) == ["he"])
    #expect(try shelf.armsWithoutModel(seed: nil).map(\.name) == ["he:lr=1e9"])
    let error = #expect(throws: PredictionError.self) { try shelf.models(of: ["he:lr=1e9"], seed: nil) }
    #expect(
      error?.description.contains("because its run diverged or the file was removed; there are those of he.") == true)
  }

  @Test func withoutModelsTheCommandIsTold() throws {
    let results = try Results(arms: "he")
    let expected = PredictionError.noModels(directory: results.store.models, command: "swift run compare")
    try FileManager.default.removeItem(atPath: results.store.models)
    #expect(throws: expected) { try results.shelf().models(of: nil, seed: nil) }
    try FileManager.default.removeItem(atPath: results.store.directory)
    #expect(throws: expected) { try results.shelf() }
  }

  @Test func anotherImageSizeIsRefused() throws {
    let results = try Results(arms: "he")
    let model = try #require(try results.shelf().models(of: nil, seed: nil).first)
    let larger = Dataset.synthetic(seed: 1, trainingCount: 20, testCount: 10, size: 13, classCount: 4)
    #expect(
      throws: PredictionError.otherImageSize(
        file: model.file, inputs: 144, title: "Synthetic strokes", width: 13, height: 13)
    ) { try model.check(larger) }
    let classes = Dataset.synthetic(seed: 1, trainingCount: 20, testCount: 10, size: 12, classCount: 5)
    #expect(
      throws: PredictionError.otherClasses(file: model.file, classes: 4, title: "Synthetic strokes", found: 5)
    ) { try model.check(classes) }
    try model.check(Self.data)
  }

  // MARK: Choice of images

  @Test func randomImagesDependOnTheSeedAlone() throws {
    let images = Self.data.test
    let chosen = TestImageChoice.random(10, of: images, seed: 5)
    #expect(chosen.count == 10 && Set(chosen).count == 10 && chosen.allSatisfy { (0..<images.count).contains($0) })
    #expect(chosen == TestImageChoice.random(10, of: images, seed: 5))
    #expect(chosen != TestImageChoice.random(10, of: images, seed: 6))
    #expect(TestImageChoice.random(1000, of: images, seed: 5).sorted() == Array(0..<images.count))
  }

  @Test func wrongImagesAreExactlyThose() throws {
    let results = try Results(arms: "random,he")
    let models = try results.shelf().models(of: nil, seed: nil)
    let wrong = try TestImageChoice.wrong(1000, for: models, in: Self.data, seed: 1)
    let expected = (0..<Self.data.test.count).filter { index in
      let image = Self.data.test[index..<index + 1]
      return models.contains { $0.prediction(of: Array(image.pixels)).predicted != Int(image.labels[0]) }
    }
    #expect(!wrong.isEmpty && wrong.sorted() == expected)
    #expect(try TestImageChoice.wrong(1, for: models, in: Self.data, seed: 1) == [wrong[0]])
  }

  @Test func withoutErrorsThereIsNothingToShow() throws {
    // One pixel that is the class.
    let images = LabeledImages(width: 2, height: 1, pixels: [255, 0, 0, 255], labels: [0, 1])
    let layer = DenseLayer(
      weight: Matrix(rows: 2, columns: 2, values: [9, 0, 0, 9]), bias: Matrix(rows: 1, columns: 2),
      activation: .identity)
    let model = TrainedModel(
      arm: Arm.known[0], seed: 1, network: MultilayerPerceptron(layers: [layer]), file: "m")
    let data = Dataset(name: "d", title: "D", training: images, test: images)
    #expect(throws: PredictionError.nothingWrong(arms: ["random"], title: "D")) {
      try TestImageChoice.wrong(1, for: [model], in: data, seed: 1)
    }
  }

  @Test(arguments: [-1, 100, Int.max, Int.min])
  func indicesBeyondTheTestSetAreRefused(index: Int) {
    let error = #expect(throws: PredictionError.self) { try TestImageChoice.indices([0, index], in: Self.data) }
    #expect(error?.description.hasSuffix("the test images of Synthetic strokes have the numbers 0 to 99.") == true)
  }
}
