import ArgumentParser
import BoltzmannMachines
import Datasets
import Experiments
import Foundation
import LinearAlgebra
import ModelFiles
import Reporting

/// Trains one model or takes a saved one, measures, draws and saves it, and tells of it.
struct LaboratoryRun {
  /// What is not part of the model.
  struct Surroundings {
    let dataset: Dataset
    let jobs: Int?
    let output: OutputOptions
    var fresh = false
    /// What training begins with; nil for random weights.
    var start: SavedMachine?
    /// The file and the part of the data.
    var features: (file: String, part: String)?
  }

  let settings: LaboratorySettings
  /// Measured without training again.
  var saved: SavedMachine?
  let surroundings: Surroundings
  private let stop = StopRequest()
  private let heartbeat: Heartbeat

  init(settings: LaboratorySettings, saved: SavedMachine? = nil, _ surroundings: Surroundings) {
    (self.settings, self.saved, self.surroundings) = (settings, saved, surroundings)
    heartbeat = Heartbeat("Looking at the data", isQuiet: surroundings.output.quiet)
  }

  private var quiet: Bool { surroundings.output.quiet }

  /// Names the folder of results. What is measured of a saved model does not take the place of what was when it was trained.
  private var name: String {
    guard let saved else { return settings.folder }
    return settings.folder + (saved.epoch == settings.epochs ? "" : "-epoch\(saved.epoch)") + "-evaluated"
  }

  func run() throws {
    let jobs = try OptionCheck.jobs(surroundings.jobs)
    try ThreadTeam.lead(threads: jobs) { try run(jobs: jobs) }
  }

  private func run(jobs: Int) throws {
    let began = ContinuousClock.now
    let data = try LaboratoryData(surroundings.dataset, settings: settings)
    for machine in [saved, surroundings.start] { try machine?.check(data) }
    let laboratory = try Laboratory(settings, data: data, start: surroundings.start?.network)
    try settings.checkMemory(data, available: AvailableMemory.bytes(jobs: jobs))
    let kind = surroundings.output.directory(of: data.description.name) + "/" + settings.model.rawValue
    let folder = try LaboratoryFolder(kind + "/" + name)
    let signals = StopSignals(stop) { [quiet] sentence in
      if !quiet { StandardError.say(sentence) }
    }
    do {
      let model = try model(laboratory, signals, folder, began: began)
      try folder.write(LaboratoryReport(model).files())
      if !quiet { print(LaboratoryText(model).text) }
      try writeFeatures(laboratory, model.network)
    } catch let failure as LaboratoryError {
      // The same again would end in the same way.
      folder.discard()
      throw failure
    } catch {
      folder.leave()
      throw error
    }
    try OutputIndex.write(in: surroundings.output.out)
    if !quiet { print("\nOpen \(folder.path)/index.html") }
  }

  private func model(
    _ laboratory: Laboratory, _ signals: StopSignals, _ folder: LaboratoryFolder, began: ContinuousClock.Instant
  ) throws -> LaboratoryModel {
    laboratory.data.description.told.forEach(say)
    var earlier = 0.0
    let outcome = try saved?.outcome ?? train(laboratory, folder, since: began, earlierSeconds: &earlier)
    /// Leaves what was learned if the user has asked to stop.
    func endIfAsked() throws {
      guard stop.isAsked else { return }
      folder.leave()
      say(stopped(outcome.epochs.last))
      throw ExitCode(signals.exitCode ?? EXIT_FAILURE)
    }
    // What was learned is kept, and nothing else is worth waiting for.
    nonisolated(unsafe) let place = folder
    let (sentence, quiet) = (stopped(outcome.epochs.last), quiet)
    signals.end {
      place.leave()
      if !quiet { StandardError.say(sentence) }
    }
    try endIfAsked()
    let trained = ContinuousClock.now
    heartbeat.now("Measuring likelihoods")
    let progress = EvaluationProgress(heartbeat, say)
    let evaluation = laboratory.evaluate(
      outcome.network, chains: true, values: folder.evaluation, progress: progress.show)
    heartbeat.now("Making pictures")
    let pictures = laboratory.pictures(of: outcome.network, evaluation: evaluation)
    var model = LaboratoryModel(
      laboratory, outcome, evaluation: evaluation, pictures: pictures, command: SpelledCommand.text, saved: saved)
    model.trainingSeconds = earlier + (trained - began) / .seconds(1)
    model.seconds = earlier + (ContinuousClock.now - began) / .seconds(1)
    return model
  }

  /// - Parameter earlierSeconds: that processes before this one have trained for.
  private func train(
    _ laboratory: Laboratory, _ folder: LaboratoryFolder, since began: ContinuousClock.Instant,
    earlierSeconds: inout Double
  ) throws -> LaboratoryOutcome {
    let checkpoint = try checkpoint(laboratory, folder)
    earlierSeconds = checkpoint?.seconds ?? 0
    let earlier = earlierSeconds
    tellExpectedTime(laboratory, share: 1 - Double(checkpoint?.epochs.count ?? 0) / Double(epochs))
    var failure: OutputError?
    let count = Double(max(laboratory.data.training.count, 1))
    func afterStep(_ machine: Int, _ epoch: Int, _ cases: Int) {
      // What follows the last step of an epoch is no training any more.
      if Double(cases) >= count { return heartbeat.now("Measuring what the machine has learned") }
      let done = Double(machine * settings.epochs + epoch) + Double(cases) / count
      heartbeat.now("Training", share: done / Double(epochs))
    }
    let outcome = try laboratory.train(
      from: checkpoint, stop: stop,
      afterEpoch: { reached in
        say(LaboratoryText.lines(reached.epochs, of: settings))
        var reached = reached
        reached.seconds = earlier + (ContinuousClock.now - began) / .seconds(1)
        do throws(OutputError) {
          if let bytes = laboratory.encoded(reached) { try folder.keep(bytes) }
        } catch {
          failure = error
          stop.ask()
        }
      }, afterStep: afterStep)
    if let failure { throw failure }
    return outcome
  }

  /// Of all machines.
  private var epochs: Int { settings.epochs * settings.hidden.count }

  /// - Parameter share: of training that is left.
  private func tellExpectedTime(_ laboratory: Laboratory, share: Double) {
    heartbeat.now("Training", share: 1 - share)
    let seconds = laboratory.expectedTrainingSeconds * share
    if seconds > 5 { say("Training takes about \(NumberText.duration(seconds)).") }
  }

  /// Where an earlier process ended, if it was computing the same model; told, whatever comes of it.
  private func checkpoint(_ laboratory: Laboratory, _ folder: LaboratoryFolder) throws -> LaboratoryCheckpoint? {
    if surroundings.fresh { folder.forgetCheckpoint() }
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
    guard saved == nil else { return "Stopped; the same command goes on from the chains that are annealed." }
    guard let last else { return "Stopped before the end of the first epoch; the same command begins anew." }
    return "Stopped after \(moment(last)); the same command goes on from there."
  }

  private func writeFeatures(_ laboratory: Laboratory, _ network: DeepBeliefNetwork) throws {
    guard let (file, part) = surroundings.features else { return }
    let written = try FeatureFile.write(laboratory, network, part: part, to: file)
    if !quiet { print("\n" + written) }
  }

  private func say(_ text: String) {
    guard !quiet else { return }
    heartbeat.said()
    StandardError.say(text)
  }
}

/// Tells each tenth of what evaluation is at; it is called on any thread, but never on two at once.
private final class EvaluationProgress {
  private let heartbeat: Heartbeat
  private let say: (String) -> Void
  private var stage: LaboratoryStage?
  private var told = 0

  init(_ heartbeat: Heartbeat, _ say: @escaping (String) -> Void) { (self.heartbeat, self.say) = (heartbeat, say) }

  func show(_ stage: LaboratoryStage, _ share: Double) {
    if stage != self.stage {
      (self.stage, told) = (stage, 0)
      say(Self.title(stage))
    }
    // What follows the last stage is not of it.
    heartbeat.now(share < 1 ? Self.name(stage) : "Measuring likelihoods", share: share < 1 ? share : nil)
    let tenths = Int(share * 10)
    guard tenths > told else { return }
    told = tenths
    say("  \(10 * tenths) %")
  }

  private static func name(_ stage: LaboratoryStage) -> String {
    switch stage {
    case .annealing: "Annealing"
    case .diagnosis: "Annealing at fewer temperatures"
    case .mixing: "Running Gibbs chains"
    }
  }

  private static func title(_ stage: LaboratoryStage) -> String {
    switch stage {
    case .annealing: "Estimating log Z …"
    case .diagnosis: "Its bounds lie apart; annealing at fewer temperatures to find out why …"
    case .mixing: "Measuring how Gibbs chains mix …"
    }
  }
}

/// Hidden probabilities of all cases of a part, for `numpy.load`.
enum FeatureFile {
  /// - Returns: what was written, in a sentence.
  static func write(
    _ laboratory: Laboratory, _ network: DeepBeliefNetwork, part: String, to file: String
  ) throws -> String {
    let features = laboratory.features(of: part, network: network)
    try AtomicFile.write(NumPyFile.encoded(features), to: file)
    let kind = laboratory.settings.hiddenKind == .bernoulli ? "probabilities" : "means"
    return "Wrote \(features.rows) × \(features.columns) hidden \(kind) to \(file)"
  }

  /// That the file can be written is found out before anything is computed.
  static func check(_ file: String, option: String) throws {
    let directory = AtomicFile.directory(of: file)
    var isDirectory: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: directory.isEmpty ? "." : directory, isDirectory: &isDirectory)
    guard file.lowercased().hasSuffix(".npy"), exists, isDirectory.boolValue else {
      throw SettingsError.impossibleOption(
        option, value: "'\(file.prefix(300))'",
        reason: "give a file with a name that ends in .npy, in a directory that exists")
    }
    try AtomicFile.checkWritable(file)
  }

  static func check(part: String, option: String) throws(SettingsError) {
    guard ["training", "validation", "test"].contains(part) else {
      throw .impossibleOption(option, value: "'\(part.prefix(100))'", reason: "give training, validation or test")
    }
  }
}
