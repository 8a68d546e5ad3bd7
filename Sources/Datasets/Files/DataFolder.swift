import Foundation

/// A folder of files that are cases together: IDX files, NumPy's arrays, CIFAR's batches, a training and a test file, or pictures.
struct DataFolder {
  /// A file by its name; what it is, is looked at when somebody asks.
  struct File {
    let name: String
    let path: String

    var format: FileFormat? {
      get throws(DatasetError) {
        var source = try ByteSource(path: path)
        let contents = try source.all()
        return try? FileFormat(contents, file: path)
      }
    }
  }

  private let path: String
  private let choices: DataChoices

  init(_ path: String, choices: DataChoices) { (self.path, self.choices) = (path, choices) }

  /// Ordinary files that are not hidden, by name.
  static func files(in directory: String) -> [File] {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
    return names.filter { !$0.hasPrefix(".") }.map { File(name: $0, path: directory + "/" + $0) }.filter { file in
      var isDirectory: ObjCBool = false
      return FileManager.default.fileExists(atPath: file.path, isDirectory: &isDirectory) && !isDirectory.boolValue
    }
  }

  static func idxNames(in directory: String) throws(DatasetError) -> [String] {
    var names: [String] = []
    for file in files(in: directory) where try file.format == .idx { names.append(file.name) }
    return names
  }

  func data() throws(DatasetError) -> RawData {
    var formats: [FileFormat: [File]] = [:]
    for file in Self.files(in: path) {
      if let format = try file.format { formats[format, default: []].append(file) }
    }
    if let files = formats[.idx] { return try IDXFolder(files.map(\.name), in: path).data(of: nil) }
    if let files = formats[.npy] { return try arrays(files) }
    if let files = formats[.cifar] { return try batches(files) }
    if PictureFolder.recognises(path) { return try PictureFolder.data(path, choices: choices) }
    if let files = formats[.picture] {
      throw .unusable(
        what: "\(path) has \(files.count) pictures and no folder for each class",
        advice: "put those of each class into a folder of its name")
    }
    for format in [FileFormat.npz, .libsvm, .table] {
      if let files = formats[format].map(Self.withoutNotes), !files.isEmpty { return try pair(files) }
    }
    throw .unusable(what: "\(path) has no file of a known format", advice: "give one of those in Docs/Data.md")
  }

  /// Texts about data are no data.
  private static func withoutNotes(_ files: [File]) -> [File] {
    files.filter { file in
      let name = file.name.lowercased()
      return ![".md", ".html", ".py", ".names"].contains { name.hasSuffix($0) } && !name.hasPrefix("readme")
        && !name.hasPrefix("license") && !name.contains("submission")
    }
  }

  private static func isTest(_ file: File) -> Bool {
    let name = file.name.lowercased()
    return name.contains("test") || name.contains("t10k")
  }

  private func arrays(_ files: [File]) throws(DatasetError) -> RawData {
    let paths = Dictionary(files.map { ($0.name.split(separator: ".").first.map(String.init) ?? "", $0.path) }) {
      first, _ in first
    }
    return try ArrayNames.data(paths.keys.sorted(), of: path, as: "NumPy's arrays") { (name) throws(DatasetError) in
      let file = try DataFile(paths[name] ?? path)
      return try NumPyArray(file.contents, file: file.path)
    }
  }

  private func batches(_ files: [File]) throws(DatasetError) -> RawData {
    func part(_ files: [File]) throws(DatasetError) -> RawCases? {
      var joined: RawCases?
      for file in files {
        let cases = try CIFARBatch.cases(DataFile(file.path).contents, file: path)
        joined = joined?.appending(cases) ?? cases
      }
      return joined
    }
    let parts = (files.filter { !Self.isTest($0) }, files.filter(Self.isTest))
    guard let training = try part(parts.0.isEmpty ? parts.1 : parts.0) else { preconditionFailure("no batches") }
    var data = RawData(format: "CIFAR's binary batches", training: training)
    data.test = parts.0.isEmpty ? nil : try part(parts.1)
    CIFARBatch.name(&data, in: path)
    return data
  }

  /// One file, or one for training and one for testing.
  private func pair(_ files: [File]) throws(DatasetError) -> RawData {
    let tests = files.filter(Self.isTest)
    let others = files.filter { !Self.isTest($0) }
    let trains = others.count > 1 ? others.filter { $0.name.lowercased().contains("train") } : others
    guard trains.count == 1, tests.count <= 1, let training = trains.first else {
      throw .unusable(
        what: "\(path) has \(files.count) files of cases: \(files.prefix(6).map(\.name).joined(separator: ", "))",
        advice: "name one of them, or call two train… and test…")
    }
    let file = try DataFile(training.path)
    guard let test = tests.first else { return try file.data(choices) }
    return try Self.joined(file, try DataFile(test.path), choices)
  }

  static func joined(_ file: DataFile, _ test: DataFile, _ choices: DataChoices) throws(DatasetError) -> RawData {
    if file.format == .libsvm, test.format == .libsvm {
      let (first, second) = (try file.sparse(), try test.sparse())
      let columns = max(first.columns, second.columns)
      return RawData(
        format: "LIBSVM's sparse text", training: try first.cases(columns: columns),
        test: try second.cases(columns: columns))
    }
    var data = try file.data(choices)
    var other = choices
    other.hasLabels = choices.hasLabels && data.training.labels != nil
    let cases = try? test.data(other).training
    guard let cases, cases.columns == data.training.columns, cases.featureNames == data.training.featureNames else {
      // Kaggle's test files have no classes.
      other.hasLabels = false
      data.test = try test.data(other).training
      return data
    }
    data.test = cases
    return data
  }
}
