import BoltzmannMachines
import Checksums
import Foundation
import LinearAlgebra
import ModelFiles

/// A machine or a stack that `compare rbm` or `compare dbn` has left, alive again: with the settings that it was trained with.
public struct SavedMachine {
  public let network: DeepBeliefNetwork
  public let settings: LaboratorySettings
  /// The name of the data set that it learned from.
  public let dataset: String
  /// After which it was saved, of its (top) machine.
  public let epoch: Int
  /// Of the pixels that Gaussian units saw: means and deviations.
  private let pixels: (means: [Float], deviations: [Float])?
  private let file: String
  /// The CRC-32 of the file, in eight hexadecimal digits.
  public let checksum: String

  /// The metadata entry with the settings.
  static let key = "laboratory"

  /// - Throws: `ModelFileError` for a file that is no whole model, and ``SavedMachineError`` for one that is of something else.
  public init(contentsOf file: String) throws {
    self.file = file
    let contents = try Safetensors(contentsOf: file)
    checksum = Checksum.hexadecimal(of: contents.encoded())
    switch ModelKind(of: contents) {
    case .restrictedBoltzmannMachine:
      network = DeepBeliefNetwork(machines: [try RestrictedBoltzmannMachine(contents, file: file)])
    case .deepBeliefNetwork: network = try DeepBeliefNetwork(contents, file: file)
    case .multilayerPerceptron, nil: throw SavedMachineError.noMachine(file: file)
    }
    guard let text = contents.metadata[Self.key],
      let settings = try? JSON.record.decoded(LaboratorySettings.self, from: Data(text.utf8)),
      settings.isPossible(for: network), let dataset = contents.metadata["dataset"],
      let epoch = contents.metadata["epoch"].flatMap({ Int($0) })
    else { throw SavedMachineError.withoutSettings(file: file) }
    (self.settings, self.dataset, self.epoch) = (settings, dataset, epoch)
    pixels = contents.tensor(named: "pixels.mean").flatMap { means in
      contents.tensor(named: "pixels.deviation").map { (means: means.values.values, deviations: $0.values.values) }
    }
  }

  /// As if it had just been trained, but nobody saw its epochs.
  public var outcome: LaboratoryOutcome { LaboratoryOutcome(network: network, epochs: [], best: nil) }

  /// Refuses cases that the machine cannot see, or would see otherwise than those that it learned from.
  public func check(_ data: LaboratoryData) throws(SavedMachineError) {
    let (units, found) = (network.machines[0].visibleUnits, data.visibleUnits)
    guard units == found, network.machines[0].visibleKind == data.visibleKind else {
      throw .otherUnits(file: file, units: units, title: data.title, found: found)
    }
    guard let pixels, let standardization = data.standardization else { return }
    guard standardization.means.values == pixels.means, standardization.deviations.values == pixels.deviations else {
      throw .otherPixels(file: file, title: data.title)
    }
  }
}

extension LaboratorySettings {
  /// Whether a file's settings can be those of the network in it.
  fileprivate func isPossible(for network: DeepBeliefNetwork) -> Bool {
    hidden == network.machines.map(\.hiddenUnits) && network.machines.allSatisfy { $0.hiddenKind == hiddenKind }
      && (model == .dbn || hidden.count == 1) && epochs >= 1 && (trainLimit ?? 1) >= 1 && training.batchSize >= 1
  }
}

/// Why a saved machine cannot be used, as one sentence that says what to do.
public enum SavedMachineError: Error, Hashable, CustomStringConvertible {
  case noMachine(file: String)
  case withoutSettings(file: String)
  case otherUnits(file: String, units: Int, title: String, found: Int)
  case otherPixels(file: String, title: String)

  public var description: String {
    switch self {
    case .noMachine(let file):
      "\(file) holds no Boltzmann machine; name a model.safetensors that compare rbm or compare dbn has written."
    case .withoutSettings(let file):
      "\(file) does not say how its machine was trained, as files of older versions do not; train it again."
    case .otherUnits(let file, let units, let title, let found):
      """
      The machine in \(file) has \(units) visible units, and cases of \(title) have \(found); name the data that it learned from with \
      --dataset or --data-dir.
      """
    case .otherPixels(let file, let title):
      """
      The machine in \(file) saw pixels by the means and deviations of other training cases than those of \(title); name the data \
      that it learned from with --dataset or --data-dir.
      """
    }
  }
}
