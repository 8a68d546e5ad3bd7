import Foundation
import ModelFiles
import Plotting
import Testing

/// `compare rbm evaluate`, `sample` and `features`: what can be done with a model without training it again.
@Suite struct SavedMachineTests {
  private static let recipe = ["--dataset", "synthetic", "--train-limit", "1000", "--epochs", "2", "--quiet"]

  /// Trains a model, and says where it is.
  private func trained(_ folder: Folder, _ arguments: [String]) throws -> String {
    let program = try Program(list: arguments + Self.recipe + ["--out", folder.path])
    #expect(program.status == 0, "\(program.errors)")
    let kind = folder.path + "/synthetic/" + arguments[0]
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: kind).first)
    return kind + "/" + name
  }

  private func results(_ path: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path + "/results.json"))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// The same schedule finds the same numbers as after training, in a folder of its own; another one finds others.
  @Test(arguments: [["dbn", "--hidden", "20,10", "--ais", "60"]])
  func theLikelihoodIsThatOfTraining(arguments: [String]) throws {
    let folder = try Folder()
    let place = try trained(folder, arguments)
    let before = try results(place)
    for (ais, isSame) in [("60", true), ("7", false)] {
      let program = try Program(list: [
        arguments[0], "evaluate", place + "/model.safetensors", "--ais", ais, "--out", folder.path,
      ])
      #expect(program.status == 0 && program.output.contains("without training it again"), "\(program.errors)")
      let name = place.replacing("-ais-60", with: "-ais-" + ais) + "-evaluated"
      let after = try results(name)
      for key in ["ais", "parts", "freeEnergyGap"] where key != "freeEnergyGap" || isSame {
        let pair = try [before, after].map {
          try JSONSerialization.data(withJSONObject: [$0[key]], options: .sortedKeys)
        }
        #expect((pair[0] == pair[1]) == isSame, "\(key)")
      }
      let files = try FileManager.default.contentsOfDirectory(atPath: name)
      #expect(!files.contains("metrics.csv") && !files.contains("learning-curves.png"))
      #expect(
        FileManager.default.contents(atPath: name + "/model.safetensors")
          == FileManager.default.contents(atPath: place + "/model.safetensors"))
    }
    #expect(FileManager.default.fileExists(atPath: place + "/metrics.csv"))
  }

  /// Training goes on from the weights of the model: after an epoch it is where a model from random weights is not.
  @Test func trainingContinues() throws {
    let (first, second) = (try Folder(), try Folder())
    let recipe = ["rbm", "--hidden", "30", "--ais", "none", "--seed", "3"]
    let origin = try trained(first, recipe)
    let model = origin + "/model.safetensors"
    let place = try trained(second, ["rbm", "--ais", "none", "--continue", model, "--seed", "3"])
    #expect(place.contains("/30-pcd-1-") && place.contains("-from"))
    func errors(_ place: String) throws -> [Double] {
      let table = try String(contentsOfFile: place + "/metrics.csv", encoding: .utf8).split(whereSeparator: \.isNewline)
      let column = try #require(table[0].split(separator: ",").firstIndex { $0.hasPrefix("reconstruction") })
      return table.dropFirst().compactMap {
        Double($0.split(separator: ",", omittingEmptySubsequences: false)[column])
      }
    }
    let (before, after) = (try errors(origin), try errors(place))
    #expect(before.count == 2 && after.count == 2 && after[0] < before[1], "\(before), \(after)")
    #expect(try results(place)["start"] as? String != nil)
    for (arguments, sentence) in [
      (
        ["rbm", "--hidden", "31", "--continue", model], "--hidden: this cannot be used: the model of --continue has 30"
      ),
      (["rbm", "--visible", "gaussian", "--continue", model], "has bernoulli; leave it out"),
      (["dbn", "--continue", model], "it holds a restricted Boltzmann machine; use compare rbm"),
      (["rbm", "--continue", "nowhere"], "nowhere"),
    ] {
      let program = try Program(list: arguments + ["--out", second.path + "/x"])
      #expect(program.status != 0 && program.errors.contains(sentence), "\(arguments): \(program.errors)")
      #expect(!FileManager.default.fileExists(atPath: second.path + "/x"))
    }
  }

  @Test func featuresAreThoseOfTraining() throws {
    let folder = try Folder()
    let (whole, part) = (folder.path + "/whole.npy", folder.path + "/part.npy")
    let place = try trained(
      folder,
      [
        "rbm", "--hidden", "12", "--visible", "gaussian", "--estimator", "cd-1", "--features", whole, "--features-of",
        "test",
      ])
    let program = try Program(list: ["rbm", "features", place + "/model.safetensors", "--of", "test", "--to", part])
    #expect(program.output == "Wrote 1000 × 12 hidden probabilities to \(part)\n", "\(program.errors)")
    #expect(try folder.bytes("whole.npy") == folder.bytes("part.npy"))
  }

  @Test func samplesAreDrawnAlikeWhateverTheThreads() throws {
    let folder = try Folder()
    let place = try trained(folder, ["dbn", "--hidden", "20,10", "--ais", "none"])
    func sample(_ file: String, _ more: [String]) throws -> Data {
      let program = try Program(
        list: ["dbn", "sample", place + "/model.safetensors", "--count", "7", "--steps", "20", "--to"]
          + [folder.path + "/" + file] + more)
      #expect(program.status == 0 && program.output.hasPrefix("Wrote 7 images of 784 pixels"), "\(program.errors)")
      return Data(try folder.bytes(file))
    }
    let first = try sample("a.npy", ["--jobs", "1"])
    #expect(try sample("b.npy", ["--jobs", "3"]) == first && first.count > 7 * 784 * 4)
    #expect(try sample("c.npy", ["--seed", "2"]) != first)
    let picture = try PNG(decoding: [UInt8](sample("d.png", [])))
    #expect(picture.bitmap.width == 1440)
  }

  @Test func whatIsNoMachineIsRefused() throws {
    let folder = try Folder()
    let place = try trained(folder, ["rbm", "--hidden", "12", "--visible", "gaussian", "--estimator", "cd-1"])
    let model = place + "/model.safetensors"
    let old = folder.path + "/old.safetensors"
    var contents = try Safetensors(contentsOf: model)
    contents.metadata["laboratory"] = nil
    try contents.encoded().write(to: URL(fileURLWithPath: old))
    let small = folder.path + "/small"
    for (arguments, sentence) in [
      (["evaluate", old], "does not say how its machine was trained"), (["sample", folder.path], "is not a file"),
      (["features", model, "--of", "all"], "give training, validation or test"),
      (["features", model, "--to", small + "/x.npy"], "in a directory that exists"),
      (["sample", model, "--count", "0"], "give a whole number from 1"),
      (["features", model, "--dataset", "mnist"], "by the means and deviations of other training cases"),
      (["evaluate", model, "--ais", "100"], "leave it out"),
    ] {
      let program = try Program(list: ["rbm"] + arguments)
      #expect(program.status != 0 && program.errors.contains(sentence), "\(arguments): \(program.errors)")
    }
  }
}
