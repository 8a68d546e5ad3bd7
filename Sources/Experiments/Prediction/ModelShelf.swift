import Datasets
import Foundation
import ModelFiles
import NeuralNetworks

/// The networks that a complete comparison has left on disk.
public struct ModelShelf: Sendable {
  public let comparison: ComparisonRecord
  private let store: RecordStore
  private var directory: String { store.models }
  private let command: String

  /// - Parameter command: what makes the networks, for messages.
  /// - Throws: ``PredictionError/noModels(directory:command:)`` if there is no comparison, or ``OutputError`` for a damaged one.
  public init(_ store: RecordStore, command: String) throws {
    (self.store, self.command) = (store, command)
    do throws(OutputError) {
      comparison = try store.readComparison()
    } catch .noRecords {
      throw PredictionError.noModels(directory: store.models, command: command)
    }
  }

  /// Reads the networks of some arms, in the order in which they are named.
  ///
  /// - Parameters:
  ///   - names: as the arms of the comparison are called; nil for all arms that have a network, in the comparison's order.
  ///   - seed: nil for the comparison's first.
  public func models(of names: [String]?, seed: UInt64?) throws -> [TrainedModel] {
    let seed = try checked(seed)
    let there = comparison.settings.arms.filter { hasModel(of: $0, seed: seed) }
    guard !there.isEmpty else { throw PredictionError.noModels(directory: directory, command: command) }
    let arms = try names.map { try chosen($0, seed: seed, there: there) } ?? there
    return try arms.map { try model(of: $0, seed: seed) }
  }

  /// The arms without a network for a seed, which diverged or whose files were removed.
  public func armsWithoutModel(seed: UInt64?) throws -> [Arm] {
    let seed = try checked(seed)
    return comparison.settings.arms.filter { !hasModel(of: $0, seed: seed) }
  }

  /// What to say if the networks were trained on other data than these, whose images and labels would be taken for theirs; nil if they
  /// were not, or if the record is too old to tell.
  public func remark(on dataset: Dataset) -> String? {
    guard let before = comparison.dataset.checksum,
      let data = try? RunData(dataset, settings: comparison.settings), data.checksum != before
    else { return nil }
    return """
      The networks in \(directory) were trained on other data (checksum \(before)) than \(dataset.title) is now (checksum \
      \(data.checksum)); name theirs with --dataset or --data-dir.
      """
  }

  private func checked(_ seed: UInt64?) throws(SettingsError) -> UInt64 {
    let seeds = comparison.settings.seeds
    guard let seed else { return seeds[0] }
    guard seeds.contains(seed) else {
      let range = seeds.count == 1 ? "the seed \(seeds[0])" : "the seeds \(seeds[0]) to \(seeds[seeds.count - 1])"
      throw .impossibleOption("--seed", value: "\(seed)", reason: "the networks in \(directory) have \(range)")
    }
    return seed
  }

  private func chosen(_ names: [String], seed: UInt64, there: [Arm]) throws(PredictionError) -> [Arm] {
    var chosen: [Arm] = []
    for name in names where !chosen.contains(where: { $0.name == name }) {
      guard let arm = comparison.settings.arms.first(where: { $0.name == name }) else {
        throw .unknownArm(name, directory: directory, known: there.map(\.name))
      }
      guard there.contains(arm) else {
        throw .noModel(arm: name, seed: seed, directory: directory, known: there.map(\.name))
      }
      chosen.append(arm)
    }
    return chosen
  }

  private func file(of arm: Arm, seed: UInt64) -> String {
    directory + "/" + RunRecord(arm: arm, seed: seed, shape: []).modelFileName
  }

  private func hasModel(of arm: Arm, seed: UInt64) -> Bool {
    FileManager.default.fileExists(atPath: file(of: arm, seed: seed))
  }

  private func model(of arm: Arm, seed: UInt64) throws -> TrainedModel {
    let file = file(of: arm, seed: seed)
    _ = try store.files(of: comparison).model(arm, seed: seed)
    let network = try MultilayerPerceptron(Safetensors(contentsOf: file), file: file)
    return TrainedModel(arm: arm, seed: seed, network: network, file: file)
  }
}
