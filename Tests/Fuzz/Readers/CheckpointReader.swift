import BoltzmannMachines
import Datasets
import Foundation
import LinearAlgebra

@testable import Experiments
@testable import ModelFiles

extension FuzzedReader {
  /// Checkpoints: an object with the state as it is saved, and the tensors by name with their shapes. It becomes a file with a
  /// right checksum, which damage on a disk would hardly be. What is read must be fit to go on from.
  static let checkpoint = FuzzedReader(name: "checkpoint", kind: .json) { bytes in
    guard let file = CheckpointInput.file(Data(bytes)) else { return }
    do throws(OutputError) {
      let checkpoint = try Checkpoint(reading: file, file: "c.safetensors")
      _ = CheckpointInput.goOn(checkpoint)
    } catch {
      expectSentence(error)
    }
  }
}

/// What the reader of checkpoints is fed with, and the comparison that they might be of.
enum CheckpointInput {
  /// Ten training cases of 3 × 3 pixels.
  static let data = {
    func images(_ count: Int) -> LabeledImages {
      LabeledImages(
        width: 3, height: 3, pixels: (0..<9 * count).map { UInt8(truncatingIfNeeded: $0 * 37) },
        labels: (0..<count).map { UInt8($0 % 3) })
    }
    let dataset = Dataset(name: "tiny", title: "tiny", training: images(12), test: images(6))
    return Result { try RunData(dataset, settings: settings.get()) }
  }()

  private static let settings = Result {
    var settings = ComparisonSettings(dataset: "tiny", preset: .smoke)
    settings.arms = try Arm.list("dbn:dropout=0.1,he:optimizer=adam")
    (settings.hidden, settings.epochs, settings.pretrainEpochs, settings.batchSize) = ([2, 2], 2, 2, 4)
    return settings
  }

  static let comparison = Result {
    ComparisonRecord(
      settings: try settings.get(), dataset: try data.get().description(settings: settings.get()),
      environment: Environment(
        processor: "p", cores: 1, operatingSystem: "o", mathLibrary: "m", jobs: 1, peakGflops: 1),
      command: "c", wallSeconds: 1)
  }

  /// The bytes of a checkpoint; nil if the input describes none.
  static func file(_ input: Data) -> Data? {
    guard let object = try? JSONSerialization.jsonObject(with: input) as? [String: Any], let state = object["state"],
      let tensors = object["tensors"] as? [String: [Int]],
      let json = try? JSONSerialization.data(withJSONObject: state, options: .fragmentsAllowed)
    else { return nil }
    let metadata = ["kind": "checkpoint", "format": "2", "state": String(decoding: json, as: UTF8.self)]
    var contents = Safetensors(metadata: metadata)
    for (name, shape) in tensors.sorted(by: { $0.key < $1.key }) where name != "__metadata__" {
      guard shape.count == 2, shape.allSatisfy((0...100).contains) else { continue }
      contents.add(Matrix(rows: shape[0], columns: shape[1]), named: name)
    }
    return contents.encoded()
  }

  /// Reads a checkpoint as each kind that it may be, and goes on for a step.
  /// - Returns: whether it fitted any.
  static func goOn(_ checkpoint: Checkpoint) -> Bool {
    guard let comparison = try? comparison.get(), let data = try? data.get() else { fatalError("no comparison") }
    let stop = StopRequest()
    stop.ask()
    var isRead = false
    for arm in comparison.settings.arms {
      do throws(OutputError) {
        let saved = try RunCheckpoint(checkpoint, arm: arm, seed: 1, in: comparison, data: data)
        let run = Run(arm, seed: 1, settings: comparison.settings, data: data) { _ in }
        _ = run.compute(from: nil, checkpoint: saved, keeper: CheckpointKeeper("fuzzed", storage: nil, stop: stop))
        isRead = true
      } catch {
        expectSentence(error)
      }
    }
    guard let plan = PretrainedStack.Plan(comparison.settings.arms[0], seed: 1, settings: comparison.settings) else {
      fatalError("no plan")
    }
    do throws(OutputError) {
      let saved = try StackCheckpoint(checkpoint, plan: plan, data: data)
      let keeper = CheckpointKeeper("fuzzed", storage: nil, stop: stop)
      _ = PretrainedStack(plan, data: data, from: saved, keeper: keeper) { _, _, _, _ in }
      isRead = true
    } catch {
      expectSentence(error)
    }
    return isRead
  }
}
