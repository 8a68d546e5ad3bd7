import BoltzmannMachines
import Foundation
import ModelFiles

/// A trained model with all that is told of it.
public struct LaboratoryModel {
  public let settings: LaboratorySettings
  public let data: DatasetDescription
  public let network: DeepBeliefNetwork
  public let epochs: [LaboratoryEpoch]
  /// Where an earlier epoch was better; kept beside the last.
  public let best: LaboratoryOutcome.Best?
  public let evaluation: LaboratoryEvaluation
  public let pictures: LaboratoryPictures
  /// Of the pixels of Gaussian units; it goes into the file.
  public let standardization: PixelStandardization?
  public let command: String
  /// The name of the data set that it learned from, if it is measured on another.
  public let learnedFrom: String?
  /// The last one that the network, or its last machine, has been trained for.
  public let epoch: Int
  /// Of training, and of everything.
  public var trainingSeconds = 0.0
  public var seconds = 0.0

  /// - Parameter saved: what was measured without training it; nil for what `laboratory` has trained.
  public init(
    _ laboratory: Laboratory, _ outcome: LaboratoryOutcome, evaluation: LaboratoryEvaluation,
    pictures: LaboratoryPictures, command: String, saved: SavedMachine? = nil
  ) {
    (settings, data, standardization) = (
      laboratory.settings, laboratory.data.description, laboratory.data.standardization
    )
    (network, epochs, best) = (outcome.network, outcome.epochs, outcome.best)
    (self.evaluation, self.pictures, self.command) = (evaluation, pictures, command)
    epoch = saved?.epoch ?? settings.epochs
    learnedFrom = saved.flatMap { [data] in $0.dataset == data.name ? nil : $0.dataset }
  }

  /// The model as a file; it holds nothing that depends on the machine or the time.
  public var file: Safetensors {
    Self.file(network, settings: settings, dataset: data.name, epoch: epoch, standardization: standardization)
  }

  /// The model of the best epoch, as a file; nil where that is the last one.
  public var bestFile: Safetensors? {
    best.map {
      Self.file(
        $0.network, settings: settings, dataset: data.name, epoch: $0.epoch.epoch, standardization: standardization)
    }
  }

  /// - Parameter epoch: the last one that the network, or its last machine, has been trained for.
  public static func file(
    _ network: DeepBeliefNetwork, settings: LaboratorySettings, dataset: String, epoch: Int,
    standardization: PixelStandardization?
  ) -> Safetensors {
    var trained = settings
    // How its likelihood is measured is nothing of the model's.
    trained.annealing = .none
    let remarks = [
      "program": Environment.programName, "dataset": dataset, "seed": "\(settings.seed)",
      "epoch": "\(epoch)", "settings": "{\"name\":\"\(settings.name)\"}",
      SavedMachine.key: (try? JSON.record.text(trained)) ?? "",
    ]
    guard settings.model == .rbm else { return Safetensors(network, remarks: remarks) }
    return Safetensors(
      network.machines[0], pixels: standardization.map { ($0.means, $0.deviations) }, remarks: remarks)
  }

  /// Units of every layer, e.g. "784-500".
  public var shape: String {
    ([network.machines[0].visibleUnits] + settings.hidden).map(String.init).joined(separator: "-")
  }

  /// Of parallel tempering: the swap rates of each machine's last epoch, by pair from the hottest on. None of other estimators.
  public var lastSwapRates: [[Double]] {
    network.machines.indices.compactMap { index in epochs.last { $0.machine == index + 1 }?.swapRates }
      .filter { !$0.isEmpty }
  }

  /// What always saying the most frequent class is worth in a part, of a machine that names classes; nil of others.
  public func guess(_ part: LaboratoryEvaluation.Part) -> Guess? {
    guard part.classificationError != nil, let counts = data.classCounts else { return nil }
    return Guess(part.name == "training" ? counts.training : part.name == "test" ? counts.test : counts.validation)
  }

  public var published: [PublishedLikelihood] {
    learnedFrom == nil ? PublishedLikelihood.matching(settings, dataset: data.name) : []
  }
}
