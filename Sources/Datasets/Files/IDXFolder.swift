import Foundation

/// The IDX files of a directory under the names in circulation: MNIST's with a dash or a dot, EMNIST's with the name of a part before
/// them, QMNIST's with labels of eight numbers.
struct IDXFolder {
  /// The files of one data set: what stands in their names before `train` or `t10k`.
  private struct Files {
    var images: [Part: String] = [:]
    var labels: [Part: String] = [:]
  }

  private enum Part: Hashable {
    case training, test
  }

  private let directory: String
  private var sets: [String: Files] = [:]

  /// - Parameter names: of files that begin as IDX files do.
  init(_ names: [String], in directory: String) {
    self.directory = directory
    for name in names {
      let lower = name.lowercased()
      let marks = ["train", "t10k", "test"].compactMap { lower.range(of: $0) }
      let first = marks.min { $0.lowerBound < $1.lowerBound }
      let key = first.map { String(lower[..<$0.lowerBound]) } ?? ""
      let part = first.map { lower[$0] == "train" } ?? true ? Part.training : .test
      if lower.contains("label") {
        sets[key, default: Files()].labels[part] = directory + "/" + name
      } else {
        sets[key, default: Files()].images[part] = directory + "/" + name
      }
    }
  }

  /// - Parameter file: one of the data set's files, where a directory has several; nil for the only one.
  func data(of file: String?) throws(DatasetError) -> RawData {
    let found = sets.filter { set in
      file.map { set.value.images.values.contains($0) || set.value.labels.values.contains($0) } ?? true
    }
    guard found.count == 1, let (key, files) = found.first else {
      throw .unusable(
        what: "\(directory) has several data sets: \(found.keys.sorted().map { "\($0)*" }.joined(separator: ", "))",
        advice: "name the file of one's training images")
    }
    guard let images = files.images[.training] ?? files.images[.test] else {
      throw .missingFile(directory: directory, names: ["\(key)train-images-idx3-ubyte"])
    }
    let isWhole = files.images[.training] != nil
    let names = Self.names(directory + "/" + key + "mapping.txt")
    var data = RawData(
      format: "IDX files", training: try Self.cases(images, files.labels[isWhole ? .training : .test], names))
    if isWhole, let images = files.images[.test] { data.test = try Self.cases(images, files.labels[.test], names) }
    return data
  }

  private static func cases(_ images: String, _ labels: String?, _ names: [String: String]) throws(DatasetError)
    -> RawCases
  {
    let file = try IDXFile(reading: ByteSource(path: images), rank: 3, holding: "images")
    let found = try labels.map { (path) throws(DatasetError) in try IDXLabels.read(ByteSource(path: path)) }
    if let found, found.count != file.dimensions[0] {
      throw .countsDiffer(
        images: images, imageCount: file.dimensions[0], labels: labels ?? "", labelCount: found.count)
    }
    let (height, width) = (file.dimensions[1], file.dimensions[2])
    var raw = found.map { RawLabels($0) }
    if let labels = raw { raw?.names = labels.names.map { names[$0] ?? $0 } }
    return RawCases(
      columns: height * width, values: NumberList(file.bytes), picture: RawCases.Picture(width: width, height: height),
      labels: raw, featureNames: nil, file: images)
  }

  /// EMNIST's letters: a line has a class and the codes of its character.
  private static func names(_ path: String) -> [String: String] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [:] }
    var names: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      let fields = line.split(separator: " ")
      guard fields.count > 1, let code = UInt32(fields[1]), let scalar = Unicode.Scalar(code), scalar.isPrintable else {
        continue
      }
      names[String(fields[0])] = String(Character(scalar))
    }
    return Set(names.values).count == names.count ? names : [:]
  }
}

/// The labels of an IDX file: bytes, or the first of several 32-bit numbers, as QMNIST has them.
enum IDXLabels {
  static func read(_ source: ByteSource) throws(DatasetError) -> [Int] {
    var source = source
    let magic = try source.read(4)
    guard magic.count == 4, magic[2] == 0x0C, magic[3] == 1 || magic[3] == 2 else {
      return try IDXFile(reading: source.rewound(), rank: 1, holding: "labels").bytes.map { Int($0) }
    }
    let sizes = try source.read(4 * Int(magic[3])).chunks(of: 4).map(number)
    guard sizes.count == magic[3] else {
      throw .truncated(file: source.path, expected: 4 + 4 * Int(magic[3]), found: 4 + 4 * sizes.count)
    }
    let width = sizes.dropFirst().first ?? 1
    guard sizes[0] > 0, width > 0 else { throw .empty(file: source.path, dimensions: sizes) }
    let (count, overflow) = sizes[0].multipliedReportingOverflow(by: 4 * width)
    guard !overflow, count <= IDXFile.sizeLimit else {
      throw .tooLarge(file: source.path, dimensions: sizes + [4], limit: IDXFile.sizeLimit)
    }
    let bytes = try source.read(count)
    let header = 4 + 4 * sizes.count
    guard bytes.count == count else {
      throw .truncated(file: source.path, expected: header + count, found: header + bytes.count)
    }
    guard try source.isAtEnd() else { throw .tooLong(file: source.path, expected: header + count) }
    return stride(from: 0, to: count, by: 4 * width).map { number(bytes[$0..<$0 + 4]) }
  }

  /// Big-endian, with a sign.
  private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
    Int(Int32(bitPattern: bytes.reduce(0) { $0 << 8 | UInt32($1) }))
  }
}

extension Array {
  fileprivate func chunks(of length: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count / length * length, by: length).map { self[$0..<$0 + length] }
  }
}
