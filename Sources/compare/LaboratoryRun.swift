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
    } catch let failure as LaboratoryError {
      // The same again would end in the same way.
      folder.discard()
      throw failure
    } catch {
      folder.leave()
      throw error
    }
    try OutputIndex.write(in: options.output.out)
    if !options.output.quiet { print("\nOpen \(folder.path)/index.html") }
  }

  private func model(
    _ laboratory: Laboratory, _ signals: StopSignals, _ folder: LaboratoryFolder, began: ContinuousClock.Instant
  ) throws -> LaboratoryModel {
    laboratory.data.description.toldRemarks.forEach(say)
    let checkpoint = try checkpoint(laboratory, folder)
    var failure: OutputError?
    let outcome = try laboratory.train(from: checkpoint, stop: stop) { reached in
      say(LaboratoryText.lines(reached.epochs, of: settings))
      do throws(OutputError) {
        if let bytes = laboratory.encoded(reached) { try folder.keep(bytes) }
      } catch {
        failure = error
        stop.ask()
      }
    }
    if let failure { throw failure }
    /// Leaves what was learned if the user has asked to stop.
    func endIfAsked() throws {
      guard stop.isAsked else { return }
      folder.leave()
      say(stopped(outcome.epochs.last))
      throw ExitCode(signals.exitCode ?? EXIT_FAILURE)
    }
    try endIfAsked()
    let trained = ContinuousClock.now
    let progress = EvaluationProgress(say)
    let evaluation = laboratory.evaluate(outcome.network, chains: true) { stage, share in
      progress.show(stage, share)
      // Annealing runs on several threads at once, and nothing is waited for any more.
      do { try endIfAsked() } catch { Compare.exit(withError: error) }
    }
    let pictures = laboratory.pictures(of: outcome.network, evaluation: evaluation)
    try endIfAsked()
    return LaboratoryModel(
      settings: settings, data: laboratory.data.description, outcome: outcome, evaluation: evaluation,
      pictures: pictures, standardization: laboratory.data.standardization, command: SpelledCommand.text,
      trainingSeconds: (trained - began) / .seconds(1), seconds: (ContinuousClock.now - began) / .seconds(1))
  }

  /// Where an earlier process ended, if it was computing the same model; told, whatever comes of it.
  private func checkpoint(_ laboratory: Laboratory, _ folder: LaboratoryFolder) throws -> LaboratoryCheckpoint? {
    if options.fresh { folder.forgetCheckpoint() }
    guard let bytes = folder.checkpoint else { return nil }
    do throws(OutputError) {
      if let checkpoint = try laboratory.checkpoint(reading: bytes, file: folder.checkpointPath) {
        if let last = checkpoint.epochs.last { say("Going on after \(moment(last)).") }
        return checkpoint
      }
      say("What is kept in \(folder.checkpointPath) is of other data, or of another version; the model begins anew.")
    } catch {
      say("\(error)")
    }
    folder.forgetCheckpoint()
    return nil
  }

  private func moment(_ epoch: LaboratoryEpoch) -> String {
    "epoch \(epoch.epoch) of \(settings.epochs)" + (settings.model == .dbn ? " of machine \(epoch.machine)" : "")
  }

  private func stopped(_ last: LaboratoryEpoch?) -> String {
    guard let last else { return "Stopped before the end of the first epoch; the same command begins anew." }
    return "Stopped after \(moment(last)); the same command goes on from there."
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
