import ArgumentParser
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
  private let stop = StopRequest()

  init(settings: LaboratorySettings, options: LaboratoryOptions) {
    (self.settings, self.options) = (settings, options)
  }

  func run() throws {
    let began = ContinuousClock.now
    let jobs = try OptionCheck.whole(options.jobs, "--jobs", 1...1024) ?? ProcessInfo.processInfo.activeProcessorCount
    let data = try LaboratoryData(options.data.load(seed: settings.seed), settings: settings)
    let laboratory = try Laboratory(settings, data: data, jobs: jobs)
    try settings.checkMemory(data, available: AvailableMemory.bytes(jobs: jobs))
    let kind = options.output.directory(of: data.description.name) + "/" + settings.model.rawValue
    let folder = try LaboratoryFolder(kind + "/" + settings.folder)
    let quiet = options.output.quiet
    let signals = StopSignals(stop) { if !quiet { FileHandle.standardError.write(Data(($0 + "\n").utf8)) } }
    do {
      let model = try model(laboratory, signals, folder, began: began)
      try folder.write(LaboratoryReport(model).files())
      if !options.output.quiet { print(LaboratoryText(model).text) }
      try writeFeatures(laboratory, model.network)
    } catch {
      folder.discard()
      throw error
    }
    try OutputIndex.write(in: options.output.out)
    if !options.output.quiet { print("\nOpen \(folder.path)/index.html") }
  }

  private func model(
    _ laboratory: Laboratory, _ signals: StopSignals, _ folder: LaboratoryFolder, began: ContinuousClock.Instant
  ) throws -> LaboratoryModel {
    laboratory.data.description.toldRemarks.forEach(say)
    let outcome = try laboratory.train(stop: stop) { say(LaboratoryText.lines($0, of: settings)) }
    let network = outcome.network
    /// Leaves what was learned if the user has asked to stop.
    func endIfAsked() throws {
      guard stop.isAsked else { return }
      folder.discard()
      try save(network, outcome.epochs.last, laboratory, besides: folder.path)
      throw ExitCode(signals.exitCode ?? EXIT_FAILURE)
    }
    try endIfAsked()
    let trained = ContinuousClock.now
    let progress = EvaluationProgress(say)
    let evaluation = laboratory.evaluate(network, chains: true) { stage, share in
      progress.show(stage, share)
      // Annealing runs on several threads at once, and nothing is waited for any more.
      do { try endIfAsked() } catch { Compare.exit(withError: error) }
    }
    let pictures = laboratory.pictures(of: network, evaluation: evaluation)
    try endIfAsked()
    return LaboratoryModel(
      settings: settings, data: laboratory.data.description, outcome: outcome, evaluation: evaluation,
      pictures: pictures, standardization: laboratory.data.standardization, command: SpelledCommand.text,
      trainingSeconds: (trained - began) / .seconds(1), seconds: (ContinuousClock.now - began) / .seconds(1))
  }

  /// Saves the network of the last finished epoch, in a folder of its own, so that a finished model of the same name stays.
  private func save(
    _ network: DeepBeliefNetwork, _ last: LaboratoryEpoch?, _ laboratory: Laboratory, besides path: String
  ) throws {
    guard let last else {
      say("Stopped before the end of the first epoch, so that there is no model to save.")
      return
    }
    let folder = try LaboratoryFolder(path + "-stopped")
    let file = LaboratoryModel.file(
      network, settings: settings, dataset: laboratory.data.description.name, epoch: last.epoch,
      standardization: laboratory.data.standardization)
    do { try folder.write([("model.safetensors", file.encoded())]) } catch {
      folder.discard()
      throw error
    }
    let machine = settings.model == .dbn ? " of machine \(last.machine)" : ""
    say(
      """
      Stopped; the model after epoch \(last.epoch) of \(settings.epochs)\(machine) is in \(folder.path)/model.safetensors, and was not \
      measured.
      """)
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

/// Tells each tenth of what evaluation is at; it is called on any thread, but never on two at once.
private final class EvaluationProgress {
  private let say: (String) -> Void
  private var stage: LaboratoryStage?
  private var told = 0

  init(_ say: @escaping (String) -> Void) { self.say = say }

  func show(_ stage: LaboratoryStage, _ share: Double) {
    if stage != self.stage {
      (self.stage, told) = (stage, 0)
      say(Self.title(stage))
    }
    let tenths = Int(share * 10)
    guard tenths > told else { return }
    told = tenths
    say("  \(10 * tenths) %")
  }

  private static func title(_ stage: LaboratoryStage) -> String {
    switch stage {
    case .annealing: "Estimating log Z …"
    case .diagnosis: "Its bounds lie apart; annealing at fewer temperatures to find out why …"
    case .mixing: "Measuring how Gibbs chains mix …"
    }
  }
}
