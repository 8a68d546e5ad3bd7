import Datasets
import Foundation
import Testing

/// Data that would be misread in silence: the program itself says so in a sentence, or refuses.
@Suite struct HostileDataTests {
  /// The four files of a data set in a directory of their own.
  private static func write(_ training: LabeledImages, _ test: LabeledImages, in folder: Folder) throws {
    for (part, images) in [("train", training), ("t10k", test)] {
      let sizes = [images.count, images.height, images.width]
      try write([0, 0, 8, 3] + bytes(sizes) + images.pixels, "\(part)-images-idx3-ubyte", in: folder)
      try write([0, 0, 8, 1] + bytes([images.count]) + images.labels, "\(part)-labels-idx1-ubyte", in: folder)
    }
  }

  private static func bytes(_ sizes: [Int]) -> [UInt8] {
    sizes.flatMap { size in [24, 16, 8, 0].map { UInt8(size >> $0 & 255) } }
  }

  private static func write(_ bytes: [UInt8], _ name: String, in folder: Folder) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/" + name))
  }

  private static let data = Dataset.synthetic(seed: 1, trainingCount: 240, testCount: 60, size: 14, classCount: 3)

  private static func changed(
    _ images: LabeledImages, pixel: (UInt8) -> UInt8 = { $0 }, label: (UInt8) -> UInt8 = { $0 }
  ) -> LabeledImages {
    LabeledImages(
      width: images.width, height: images.height, pixels: images.pixels.map(pixel), labels: images.labels.map(label))
  }

  @Sendable private static func binary(_ byte: UInt8) -> UInt8 { byte > 127 ? 1 : 0 }

  private static let scaled = "Data: The bytes of the image files go from 0 to 1 only; they were taken for shares of 1"
  private static let sorted = "Data: The training file is sorted by class"

  /// Sorted, and with bytes of 0 and 1: both are told before the first epoch, on the pages and in the results, but not where quiet is
  /// wanted.
  @Test func aComparisonTellsOfItsDataFirst() throws {
    let folder = try Folder()
    let training = Self.changed(Self.data.training, pixel: Self.binary)
    let order = training.labels.indices.sorted { (training.labels[$0], $0) < (training.labels[$1], $1) }
    try Self.write(training.selecting(order), Self.changed(Self.data.test, pixel: Self.binary), in: folder)
    let arguments = [
      "--data-dir", folder.path, "--dataset", "odd", "--preset", "smoke", "--hidden", "8", "--epochs", "1", "--arms",
      "he", "--out", folder.path + "/out",
    ]
    let program = try Program(list: arguments)
    #expect(program.status == 0, "\(program.errors)")
    let lines = program.errors.split(separator: "\n").map(String.init)
    let epoch = try #require(lines.firstIndex { $0.hasPrefix("he: ") })
    for remark in [Self.scaled, Self.sorted] {
      #expect(lines.prefix(epoch).count { $0.hasPrefix(remark) } == 1, "\(program.errors)")
      #expect(program.output.contains(remark))
      for page in ["report.md", "index.html"] { #expect(try folder.text("out/odd/\(page)").contains(remark)) }
    }
    let json = try JSONSerialization.jsonObject(with: folder.bytes("out/odd/results.json")) as? [String: Any]
    let remarks = (json?["data"] as? [String: Any])?["remarks"] as? [String]
    #expect(remarks?.count == 2 && remarks?.allSatisfy { !$0.hasPrefix("Data:") } == true, "\(remarks ?? [])")
    #expect(try Program(list: arguments + ["--quiet"]).errors.isEmpty)
    let diagnosis = try Program(
      "diagnose", "--data-dir", folder.path, "--dataset", "odd", "--arms", "he", "--depth", "2", "--width", "8",
      "--out",
      folder.path + "/out")
    #expect(diagnosis.status == 0 && diagnosis.errors.contains(Self.scaled) && diagnosis.errors.contains(Self.sorted))
  }

  /// Read as intensities, images of bytes 0 and 1 would be nearly black and have a splendid likelihood.
  @Test func aMachineOfBinaryBytesIsThatOfTheSameImages() throws {
    func files(_ pixel: @escaping (UInt8) -> UInt8) throws -> (results: [String: Any], program: Program) {
      let folder = try Folder()
      try Self.write(
        Self.changed(Self.data.training, pixel: pixel), Self.changed(Self.data.test, pixel: pixel), in: folder)
      let program = try Program(
        "rbm", "--data-dir", folder.path, "--dataset", "odd", "--hidden", "4", "--epochs", "2", "--ais", "none",
        "--out",
        folder.path + "/out")
      let kind = folder.path + "/out/odd/rbm/"
      let name = try #require(try FileManager.default.contentsOfDirectory(atPath: kind).first)
      let json = try JSONSerialization.jsonObject(with: folder.bytes("out/odd/rbm/\(name)/results.json"))
      return (try #require(json as? [String: Any]), program)
    }
    let (shares, full) = (try files(Self.binary), try files { $0 > 127 ? 255 : 0 })
    #expect(shares.program.errors.contains(Self.scaled) && shares.program.output.contains(Self.scaled))
    #expect(!full.program.errors.contains("Data:"))
    let parts = [shares, full].map { $0.results["parts"] as? NSArray }
    #expect(parts[0]?.count == 3 && parts[0] == parts[1])
  }

  /// The features of test images are the same whatever labels the file has for them.
  @Test func testLabelsReachNoFeature() throws {
    func features(_ label: @escaping (UInt8) -> UInt8) throws -> Data {
      let folder = try Folder()
      try Self.write(Self.data.training, Self.changed(Self.data.test, label: label), in: folder)
      let program = try Program(
        "rbm", "--data-dir", folder.path, "--visible", "bernoulli+labels", "--hidden", "5", "--epochs", "2",
        "--features",
        folder.path + "/f.npy", "--features-of", "test", "--out", folder.path + "/out", "--quiet")
      #expect(program.status == 0, "\(program.errors)")
      return try folder.bytes("f.npy")
    }
    let right = try features { $0 }
    #expect(try right.count > 60 * 5 * 4 && features { 2 - $0 } == right)
  }

  @Test(
    arguments: [
      ([], "All 200 training images are the same, so there is nothing to learn"),
      (["rbm"], "All 200 training images are the same, so there is nothing to learn"),
    ] as [([String], String)])
  func constantDataAreRefused(command: [String], sentence: String) throws {
    let folder = try Folder()
    try Self.write(Self.changed(Self.data.training) { _ in 9 }, Self.changed(Self.data.test) { _ in 9 }, in: folder)
    let program = try Program(list: command + ["--data-dir", folder.path, "--out", folder.path + "/out"])
    #expect(program.status != 0 && program.errors.contains("Error: \(sentence)"), "\(program.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/out"))
  }

  @Test func moreLabelsThanCasesAreRefused() throws {
    let folder = try Folder()
    let program = try Program(
      "--dataset", "synthetic", "--train-limit", "500", "--labels", "999999", "--out", folder.path + "/out")
    #expect(
      program.errors.contains(
        "Error: --labels: 999999 cannot be used: there are 500 training cases only; leave it out for the labels of all"),
      "\(program.errors)")
    #expect(program.status != 0 && !FileManager.default.fileExists(atPath: folder.path + "/out"))
  }
}
