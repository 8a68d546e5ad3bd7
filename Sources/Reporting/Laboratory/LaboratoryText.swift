import BoltzmannMachines
import Experiments

/// What was measured of a model, for the terminal.
public struct LaboratoryText {
  public let text: String

  public init(_ model: LaboratoryModel) {
    let tables = LaboratoryTables(model)
    let blocks = tables.all.map(TextTable.aligned)
    text = ([tables.title] + blocks + [tables.notes.joined(separator: "\n")]).joined(separator: "\n\n")
  }

  /// The last of some epochs in a line, and what it shows for the first time in lines of their own.
  public static func lines(_ epochs: [LaboratoryEpoch], of settings: LaboratorySettings) -> String {
    guard let last = epochs.last else { return "" }
    return ([line(last, of: settings)] + TrainingRemark.news(epochs).map { $0.sentence(settings) })
      .joined(separator: "\n")
  }

  private static func line(_ epoch: LaboratoryEpoch, of settings: LaboratorySettings) -> String {
    let errors =
      epoch.classificationErrorValidation.map { ", classification error \(NumberText.decimal(100 * $0, digits: 2)) %" }
      ?? ""
    let machine = settings.model == .dbn ? "machine \(epoch.machine), " : ""
    let rates = epoch.swapRates.map { NumberText.percent($0, digits: 0) }
    let swaps = rates.isEmpty ? "" : ", swaps \(rates.joined(separator: ", "))"
    let gap = epoch.freeEnergyValidation - epoch.freeEnergyTraining
    let likelihood = likelihood(epoch) ?? "free-energy gap \(NumberText.decimal(gap, digits: 2)) nats"
    return """
      \(machine)epoch \(epoch.epoch)/\(settings.epochs): validation \(likelihood), reconstruction error \
      \(NumberText.decimal(epoch.reconstructionErrorValidation, digits: 4))\(errors)\(swaps)
      """
  }

  private static func likelihood(_ epoch: LaboratoryEpoch) -> String? {
    epoch.logLikelihoodValidation.map { "log-likelihood \(NumberText.decimal($0, digits: 2)) nats" }
      ?? epoch.knownLogLikelihood.map {
        "log-likelihood about \(NumberText.decimal($0, digits: 1)) nats"
      }
      ?? epoch.pseudoLikelihoodValidation.map { "pseudo-likelihood \(NumberText.decimal($0, digits: 2)) nats" }
  }

  /// What epochs are compared by.
  static func monitor(_ epoch: LaboratoryEpoch) -> String {
    guard epoch.knownLogLikelihood == nil else { return likelihood(epoch) ?? "" }
    return epoch.classificationErrorValidation.map { "\(NumberText.decimal(100 * $0, digits: 2)) % wrong labels" }
      ?? "a reconstruction error of \(NumberText.decimal(epoch.reconstructionErrorValidation, digits: 5))"
  }
}

// MARK: Training that went wrong

extension TrainingRemark {
  /// What is wrong, by how much, and what is likely to have caused it.
  func sentence(_ settings: LaboratorySettings) -> String {
    let machine = settings.model == .dbn ? "machine \(machine)" : "the machine"
    let cause = likelyCause(settings.training, epochs: settings.epochs)
    return mayPass(settings.training, epochs: settings.epochs)
      ? "Note: after epoch \(epoch) \(machine) \(what), likely for \(cause)."
      : "Warning: after epoch \(epoch) \(machine) \(what). Likely cause: \(cause)."
  }

  private var what: String {
    func nats(_ value: Double) -> String { "\(NumberText.decimal(value, digits: 1)) nats" }
    switch finding {
    case .belowIndependentUnits(let difference, _):
      let units = machine > 1 ? "units" : "pixels"
      return """
        finds the validation cases \(nats(difference)) less likely than \(units) do that know nothing of one another
        """
    case .fell(let since, let difference):
      return "is \(nats(difference)) below what it had reached after epoch \(since)"
    case .worseThanMeans(let ratio):
      return """
        gives validation cases back with \(NumberText.decimal(ratio, digits: 1)) times the squared error of their plain means
        """
    }
  }
}

extension LaboratoryTables {
  /// How the machines ended, where they ended ill.
  var trainingRemarks: [String] {
    TrainingRemark.ofEnds(model.epochs).map { $0.sentence(model.settings) }
  }

  /// Where an earlier epoch was better than the last.
  var bestNote: String? {
    guard let best = model.best?.epoch, let last = model.epochs.last else { return nil }
    let machine = model.settings.model == .dbn ? " of machine \(best.machine)" : ""
    return """
      The best epoch\(machine) was \(best.epoch) of \(last.epoch), with \(LaboratoryText.monitor(best)) against \
      \(LaboratoryText.monitor(last)) on the validation cases; that model is in best.safetensors. What is measured here is the last one.
      """
  }
}
