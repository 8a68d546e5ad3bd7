import Experiments
import LinearAlgebra
import NeuralNetworks
import Plotting

/// A starting point whose signals are measured.
struct SignalSetting: Hashable, Sendable {
  let name: String
  let activation: Activation
  let initializer: Initializer
  let color: Color

  init(_ name: String, _ activation: Activation, _ initializer: Initializer, _ color: Color) {
    (self.name, self.activation, self.initializer, self.color) = (name, activation, initializer, color)
  }
}

typealias SignalResults = Results<SignalSetting, PerSeed<LayerSignals>>

/// What goes up and comes down the hidden layers of one random network.
struct LayerSignals: Sendable {
  typealias Histogram = NeuralNetworks.Histogram

  let setting: SignalSetting
  let seed: UInt64
  let preactivations: [Histogram]
  let activations: [Histogram]
  let gradients: [Histogram]
  /// Shares of pre-activations where the activation is flat.
  let saturated: [Double]
  /// Of mean-field theory, for the hidden layers.
  let theory: [SignalTheory.Prediction]

  /// - Parameter shape: widths from inputs to classes.
  init(_ setting: SignalSetting, shape: [Int], inputs: Matrix, labels: [UInt8], seed: UInt64) {
    let network = MultilayerPerceptron(
      shape: shape, activation: setting.activation, initializer: setting.initializer, seed: seed, cases: inputs)
    let pass = SignalPass(network, inputs: inputs, labels: labels)
    let hidden = network.layers.indices.dropLast()
    func histograms(_ matrices: [Matrix], range: ClosedRange<Double>? = nil) -> [Histogram] {
      hidden.map { Histogram(of: matrices[$0].numbers, range: range) }
    }
    (self.setting, self.seed) = (setting, seed)
    preactivations = histograms(pass.preactivations)
    activations = histograms(pass.activations, range: setting.activation.range)
    gradients = histograms(pass.gradients)
    saturated = hidden.map { layer in
      let flat = pass.slopes[layer].numbers.count { setting.activation.isSaturated(slope: $0) }
      return Double(flat) / Double(pass.slopes[layer].count)
    }
    let errors = Histogram(of: pass.gradients[network.layers.count - 1].numbers).meanSquare
    let predictions = SignalTheory.meanField(setting.activation).predictions(
      shape: shape, initializer: setting.initializer, inputs: Histogram(of: inputs.numbers).meanSquare,
      gradients: errors)
    theory = predictions.map { Array($0.dropLast()) } ?? []
  }

  /// Numbers from N(0, 1), cases × columns.
  static func gaussian(cases: Int, columns: Int, seed: UInt64) -> Matrix {
    var stream = PhiloxStream(seed: seed, stream: .synthesis(part: 3))
    let inputs = Matrix(rows: cases, columns: columns)
    inputs.fillNormal(standardDeviation: 1, using: &stream)
    return inputs
  }

  /// Classes without a meaning.
  static func labels(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 % 10) } }
}

extension Matrix {
  var numbers: UnsafeBufferPointer<Float> { UnsafeBufferPointer(start: pointer, count: count) }
}

extension StudyContext {
  /// The signals of each setting with each seed, on normal inputs of as many columns as the first width says.
  func gaussianSignals(_ settings: [SignalSetting], shape: [Int], cases: Int) -> SignalResults {
    signals(settings) { setting, seed in
      let inputs = LayerSignals.gaussian(cases: cases, columns: shape[0], seed: seed)
      return LayerSignals(setting, shape: shape, inputs: inputs, labels: LayerSignals.labels(cases), seed: seed)
    }
  }

  /// The same on the first training images.
  func imageSignals(_ settings: [SignalSetting], hidden: [Int], cases: Int) throws -> SignalResults {
    let data = try data(cases: cases)
    return signals(settings) { setting, seed in
      let count = min(cases, data.training.count)
      let inputs = Matrix(rows: count, columns: data.training.pixelCount)
      CaseTable.bytes(data.training.pixels, columns: inputs.columns).gather(from: 0, into: inputs)
      return LayerSignals(
        setting, shape: [inputs.columns] + hidden + [data.classCount], inputs: inputs,
        labels: Array(data.training.labels.prefix(count)), seed: seed)
    }
  }

  private func signals(
    _ settings: [SignalSetting], _ measure: @escaping @Sendable (SignalSetting, UInt64) -> LayerSignals
  ) -> SignalResults {
    let pairs = settings.flatMap { setting in seeds.map { (setting, $0) } }
    let all = map("random networks", pairs) { measure($0.0, $0.1) }
    return Results(settings, all.grouped(by: seeds.count))
  }
}
