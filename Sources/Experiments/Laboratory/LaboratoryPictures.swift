import BoltzmannMachines
import Foundation
import LinearAlgebra
import NeuralNetworks

/// What is drawn of a trained model: numbers only, made by chains and passes that drawing must not start.
public struct LaboratoryPictures {
  /// The units of a machine and what they look for.
  public struct Filters {
    public let machine: Int
    /// From the most useful unit on, with their usefulness in nats; see `hiddenUsefulness(of:)`.
    public let usefulness: [Double]
    /// Incoming weights of the first machine; for upper ones their linear combination.
    public let weights: ImageStrip
    /// Of upper machines: images of greatest activation.
    public let maximisers: ImageStrip?
  }

  /// What Hinton (2010), section 15, advises to look at.
  public struct Parameters {
    public let machine: Int
    public let weights: Histogram
    public let visibleBiases: Histogram
    public let hiddenBiases: Histogram
    /// Of all units for the fixed part of the training cases.
    public let hiddenProbabilities: Histogram
    /// Cases × units, the first of each.
    public let activations: [[Double]]
  }

  /// Chains side by side, each a strip with an image for every number of steps.
  public struct Film {
    public let steps: [Int]
    /// Gibbs chains: the probabilities that the visible states of the last step were drawn from.
    public let fromNoise: [ImageStrip]
    public let fromData: [ImageStrip]
    /// Chains that pass these probabilities on in the place of states.
    public let meanFieldFromNoise: [ImageStrip]
    public let meanFieldFromData: [ImageStrip]
  }

  /// Half-covered test images, one of each class.
  public struct Completion {
    public let original: ImageStrip
    /// The upper half; the lower, which is not known, is grey.
    public let covered: ImageStrip
    /// The last draw of a chain that keeps the upper half, and the mean over its steps.
    public let drawn: ImageStrip
    public let mean: ImageStrip
    public let steps: Int
  }

  /// The unnormalised log-probability of each case of some data, in nats.
  public struct Energies {
    public let name: String
    public let values: [Double]
  }

  public let filters: [Filters]
  public let parameters: [Parameters]
  public let film: Film
  public let completion: Completion
  /// Training, validation and test cases, and noise with the training cases' means, and where units are Gaussian their deviations.
  public let energies: [Energies]
}

extension Laboratory {
  /// Units, cases and chains that have room in a figure.
  private static let (mostFilters, mostUnits, mostCases, chainCount) = (60, 400, 200, 5)
  private static let filmSteps = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
  /// Neither ink nor paper.
  private static let unknownGrey: Float = 0.3
  private static let (completionChainStart, completionSteps) = (200, 300)

  /// Looks into a trained network.
  public func pictures(of network: DeepBeliefNetwork, evaluation: LaboratoryEvaluation) -> LaboratoryPictures {
    LaboratoryPictures(
      filters: network.machines.indices.map { filters($0, network) },
      parameters: network.machines.indices.map { parameters($0, network) }, film: film(network),
      completion: completion(network),
      energies: energies(network, evaluation))
  }

  /// Pictures of states or means of the visible units.
  private func strip(_ visible: Matrix) -> ImageStrip { pixelStrip(data.pixels(of: visible)) }

  private func pixelStrip(_ images: Matrix) -> ImageStrip {
    ImageStrip(images, width: data.images.width, height: data.images.height)
  }

  /// The fixed part of the training cases as machine `index` sees it, by probabilities.
  private func monitored(_ index: Int, _ network: DeepBeliefNetwork) -> CaseTable {
    network.machines.prefix(index).reduce(data.parts[0].cases) { .numbers($1.hiddenProbabilities(of: $0)) }
  }

  private func filters(_ index: Int, _ network: DeepBeliefNetwork) -> LaboratoryPictures.Filters {
    let usefulness = network.machines[index].hiddenUsefulness(of: monitored(index, network))
    let units = Array(
      usefulness.indices.sorted { (usefulness[$1], $0) < (usefulness[$0], $1) }.prefix(Self.mostFilters))
    let weights = network.linearCombinations(depth: index + 1).columns(units)
    return LaboratoryPictures.Filters(
      machine: index + 1, usefulness: units.map { usefulness[$0] }, weights: pixelStrip(data.weights(of: weights)),
      maximisers: index == 0 ? nil : strip(maximisers(depth: index + 1, units, network)))
  }

  /// From the mean image, among images of a training case's usual length.
  private func maximisers(depth: Int, _ units: [Int], _ network: DeepBeliefNetwork) -> Matrix {
    let means = data.parts[0].cases.columnMeans
    let start = Matrix(rows: 1, columns: means.count, values: means.map(Float.init))
    let norm = Float(max(means.reduce(0, +), 1)).squareRoot()
    return network.activationMaximisers(depth: depth, units: units, start: start, norm: norm)
  }

  private func parameters(_ index: Int, _ network: DeepBeliefNetwork) -> LaboratoryPictures.Parameters {
    let machine = network.machines[index]
    let hidden = machine.hiddenProbabilities(of: monitored(index, network))
    return LaboratoryPictures.Parameters(
      machine: index + 1, weights: machine.weight.histogram(), visibleBiases: machine.visibleBias.histogram(),
      hiddenBiases: machine.hiddenBias.histogram(),
      hiddenProbabilities: hidden.histogram(settings.hiddenKind == .bernoulli ? 0...1 : nil),
      activations: (0..<min(Self.mostCases, hidden.rows)).map { row in
        hidden.rows(row..<row + 1).values.prefix(Self.mostUnits).map(Double.init)
      })
  }

  private func film(_ network: DeepBeliefNetwork) -> LaboratoryPictures.Film {
    let count = min(Self.chainCount, data.parts[2].cases.count)
    let cases = Matrix(rows: count, columns: data.visibleUnits)
    data.parts[2].cases.gather(from: 0, into: cases)
    func strips(_ start: GibbsChains.Start, _ use: RandomStream.Chains) -> [ImageStrip] {
      let chains = network.topChains(count: count, start: start, use: use, seed: settings.seed)
      var frames = chains.film(at: Self.filmSteps) { image(of: $0, network) }
      if case .cases = start { frames[0] = cases }
      return (0..<count).map { chain in strip(frames.stackedRows(chain)) }
    }
    let fromCases = GibbsChains.Start.cases(.numbers(cases))
    return LaboratoryPictures.Film(
      steps: Self.filmSteps, fromNoise: strips(.noise(), .noiseFilm),
      fromData: strips(fromCases, .caseFilm),
      meanFieldFromNoise: strips(.noise(), .noiseMeanField),
      meanFieldFromData: strips(fromCases, .caseMeanField))
  }

  /// What chains of the top machine that begin at noise look like after so many steps, as intensities, chains × pixels.
  public func samples(of network: DeepBeliefNetwork, count: Int, steps: Int, seed: UInt64) -> Matrix {
    let chains = network.topChains(count: count, start: .noise(), seed: seed)
    chains.advance(steps: steps)
    return data.pixels(of: image(of: chains, network))
  }

  /// The probabilities of the last step; those of a stack's layer below the top come down first.
  private func image(of chains: GibbsChains, _ network: DeepBeliefNetwork) -> Matrix {
    network.machines.count == 1
      ? chains.probabilities.copy() : network.images(from: chains.visible, seed: settings.seed)
  }

  private func completion(_ network: DeepBeliefNetwork) -> LaboratoryPictures.Completion {
    let labels = data.images.labels
    let chosen = Set(labels).sorted().prefix(10).compactMap { label in labels.firstIndex(of: label) }
    let original = Matrix(rows: chosen.count, columns: data.visibleUnits)
    for (row, index) in chosen.enumerated() {
      data.parts[2].cases.gather(from: index, into: original.rows(row..<row + 1))
    }
    let known = (0..<data.visibleUnits).map { $0 < data.images.width * (data.images.height / 2) }
    let covered = data.pixels(of: original).copy()
    for row in 0..<covered.rows {
      for column in 0..<covered.columns where !known[column] { covered[row, column] = Self.unknownGrey }
    }
    let (drawn, mean) = network.completions(
      of: original, known: known, start: Self.completionChainStart, steps: Self.completionSteps, seed: settings.seed)
    return LaboratoryPictures.Completion(
      original: strip(original), covered: pixelStrip(covered), drawn: strip(drawn), mean: strip(mean),
      steps: Self.completionSteps)
  }

  /// Independent units with the means of the fixed part of the training cases; Gaussian ones with its deviations too, and labels with the
  /// classes' shares. count × visible.
  func noise(count: Int) -> Matrix {
    let (kind, cases) = (data.visibleKind, data.parts[0].cases)
    let bias = kind.biases(ofMeans: cases.columnMeans, margin: 1e-12)
    let layer = UnitLayer(
      kind: kind, bias: Matrix(rows: 1, columns: bias.count, values: bias),
      logVariance: kind.isGaussian ? Self.logVariances(cases) : nil)
    let noise = Matrix(rows: count, columns: bias.count)
    var stream = PhiloxStream(seed: settings.seed, stream: .illustration)
    layer.sample(Matrix(rows: count, columns: bias.count), states: noise, using: &stream)
    return noise
  }

  /// log σ² of each column; of columns that do not vary about −55.
  private static func logVariances(_ cases: CaseTable) -> Matrix {
    Matrix(rows: 1, columns: cases.columns, values: cases.columnDeviations.map { Float(2 * log(max($0, 1e-12))) })
  }

  private func energies(
    _ network: DeepBeliefNetwork, _ evaluation: LaboratoryEvaluation
  ) -> [LaboratoryPictures.Energies] {
    let noise = noise(count: min(2000, data.parts[2].cases.count))
    let values =
      settings.model == .rbm
      ? FreeEnergy(network.machines[0]).values(.numbers(noise)).map { -$0 }
      : bounds(of: .numbers(noise), network).variational
    return evaluation.parts.map { LaboratoryPictures.Energies(name: $0.name, values: $0.unnormalized) }
      + [LaboratoryPictures.Energies(name: "noise", values: values)]
  }
}

extension Matrix {
  /// Some columns as rows.
  fileprivate func columns(_ chosen: [Int]) -> Matrix {
    let result = Matrix(rows: chosen.count, columns: rows)
    for (row, column) in chosen.enumerated() {
      for index in 0..<rows { result[row, index] = self[index, column] }
    }
    return result
  }

  fileprivate func histogram(_ range: ClosedRange<Double>? = nil) -> Histogram {
    // Few numbers need wide bins, or every bar stands for one of them.
    let bins = min(60, max(8, Int((2 * Double(count).squareRoot()).rounded())))
    return Histogram(of: UnsafeBufferPointer(start: pointer, count: count), bins: bins, range: range)
  }
}

extension [Matrix] {
  /// The same row of each, one below the other.
  fileprivate func stackedRows(_ row: Int) -> Matrix {
    let result = Matrix(rows: count, columns: self[0].columns)
    for (index, matrix) in enumerated() { result.rows(index..<index + 1).assign(matrix.rows(row..<row + 1)) }
    return result
  }
}
