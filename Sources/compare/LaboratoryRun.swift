import BoltzmannMachines
import Datasets
import Experiments
import Foundation
import ModelFiles
import Reporting

/// Trains, measures, draws and saves one model, and tells of it.
struct LaboratoryRun {
  let settings: LaboratorySettings
  let options: LaboratoryOptions

  func run() throws {
    let began = ContinuousClock.now
    let jobs = try OptionCheck.whole(options.jobs, "--jobs", 1...1024) ?? ProcessInfo.processInfo.activeProcessorCount
    let data = try LaboratoryData(options.data.load(seed: settings.seed), settings: settings)
    let laboratory = try Laboratory(settings, data: data, jobs: jobs)
    try settings.checkMemory(data, available: AvailableMemory.bytes(jobs: jobs))
    let kind = options.output.directory(of: data.description.name) + "/" + settings.model.rawValue
    let folder = try LaboratoryFolder(kind + "/" + settings.name)
    do {
      let model = try model(laboratory, began: began)
      try folder.write(LaboratoryReport(model).files())
      if !options.output.quiet { print(LaboratoryText(model).text) }
      try writeFeatures(laboratory, model.network)
    } catch {
      folder.discard()
      throw error
    }
    if !options.output.quiet { print("\nOpen \(folder.path)/index.html") }
  }

  private func model(_ laboratory: Laboratory, began: ContinuousClock.Instant) throws -> LaboratoryModel {
    let (network, epochs) = try laboratory.train { say(LaboratoryText.line($0, of: settings)) }
    let trained = ContinuousClock.now
    if settings.annealing != .none { say("Estimating log Z …") }
    let progress = AnnealingProgress(say)
    let evaluation = laboratory.evaluate(network) { progress.show($0) }
    return LaboratoryModel(
      settings: settings, data: laboratory.data.description, network: network, epochs: epochs, evaluation: evaluation,
      pictures: laboratory.pictures(of: network, evaluation: evaluation),
      standardization: laboratory.data.standardization, command: SpelledCommand.text,
      trainingSeconds: (trained - began) / .seconds(1), seconds: (ContinuousClock.now - began) / .seconds(1))
  }

  private func writeFeatures(_ laboratory: Laboratory, _ network: DeepBeliefNetwork) throws {
    guard let path = options.features else { return }
    let features = laboratory.features(of: options.featuresOf ?? "training", network: network)
    try AtomicFile.write(NumPyFile.encoded(features), to: path)
    if !options.output.quiet {
      print(
        "\nWrote \(features.rows) × \(features.columns) hidden \(settings.hiddenKind == .bernoulli ? "probabilities" : "means") to \(path)"
      )
    }
  }

  private func say(_ text: String) {
    guard !options.output.quiet else { return }
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}

/// Tells each tenth of annealing; it is called on any thread, but never on two at once.
private final class AnnealingProgress {
  private let say: (String) -> Void
  private var told = 0

  init(_ say: @escaping (String) -> Void) { self.say = say }

  func show(_ share: Double) {
    let tenths = Int(share * 10)
    guard tenths > told else { return }
    told = tenths
    say("  \(10 * tenths) %")
  }
}
