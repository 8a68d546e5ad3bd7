import Foundation

extension Dataset {
  /// Reads what somebody has at a path, recognised by its content: see Docs/Data.md for what that may be.
  ///
  /// - Parameters:
  ///   - name: names the folder of results, after it has passed through ``folderName(_:)``.
  ///   - title: for people.
  /// - Throws: ``DatasetError``, for everything that is wrong with a file or between files.
  public static func reading(
    path: String, name: String, title: String, choices: DataChoices = DataChoices()
  ) throws(DatasetError) -> Dataset {
    try DatasetAssembly.dataset(DataPath(path, choices: choices).data(), choices: choices, name: name, title: title)
  }
}

/// A file or a folder of cases.
struct DataPath {
  private let path: String
  private let choices: DataChoices

  init(_ path: String, choices: DataChoices) {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    self.choices = choices
  }

  func data() throws(DatasetError) -> RawData {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw .unusable(what: "There is no file or folder \(path)", advice: "name one that there is with --data")
    }
    guard isDirectory.boolValue else { return try file() }
    guard access(path, R_OK | X_OK) == 0 else {
      throw .unreadable(file: path, reason: String(cString: strerror(errno)).lowercased())
    }
    return try DataFolder(path, choices: choices).data()
  }

  private func file() throws(DatasetError) -> RawData {
    let file = try DataFile(path)
    switch file.format {
    case .idx:
      let url = URL(fileURLWithPath: path)
      let directory = url.deletingLastPathComponent().path
      return try IDXFolder(DataFolder.idxNames(in: directory), in: directory).data(
        of: directory + "/" + url.lastPathComponent)
    case .picture:
      throw .unusable(
        what: "\(path) is a single picture", advice: "name a folder that has a folder of pictures for each class")
    default: return try file.data(choices)
    }
  }
}

/// A file of cases in one of the formats that one file is enough for.
struct DataFile {
  let path: String
  let contents: Data
  let format: FileFormat

  init(_ path: String) throws(DatasetError) {
    var source = try ByteSource(path: path)
    try self.init(source.all(), path: path)
  }

  init(_ contents: Data, path: String) throws(DatasetError) {
    (self.contents, self.path) = (contents, path)
    format = try FileFormat(contents, file: path)
  }

  func data(_ choices: DataChoices) throws(DatasetError) -> RawData {
    switch format {
    case .table: return try table(choices)
    case .libsvm: return RawData(format: "LIBSVM's sparse text", training: try sparse().cases())
    case .npz:
      let archive = try ZipArchive(contents, file: path)
      return try ArrayNames.data(archive.names.map { $0.replacing(".npy", with: "") }, of: path, as: "NumPy's arrays") {
        (name) throws(DatasetError) in
        guard let bytes = try archive.contents(of: name + ".npy") else {
          throw .damaged(
            file: path, place: "directory", what: "the array \(DatasetError.quoted(name)) is missing",
            advice: "save it again")
        }
        return try NumPyArray(bytes, file: "\(path) (\(name).npy)")
      }
    case .npy:
      return try ArrayNames.data(["x"], of: path, as: "NumPy's array") { (_) throws(DatasetError) in
        try NumPyArray(contents, file: path)
      }
    case .cifar:
      var data = RawData(format: "CIFAR's binary batch", training: try CIFARBatch.cases(contents, file: path))
      CIFARBatch.name(&data, in: URL(fileURLWithPath: path).deletingLastPathComponent().path)
      return data
    case .idx, .picture: preconditionFailure("files that are read with others")
    }
  }

  func sparse() throws(DatasetError) -> LIBSVMFile {
    try contents.withBytes { (bytes) throws(DatasetError) in try LIBSVMFile(bytes, file: path) }
  }

  private func table(_ choices: DataChoices) throws(DatasetError) -> RawData {
    let table = try contents.withBytes { (bytes) throws(DatasetError) in
      try DelimitedTable(bytes, file: path, labelColumn: choices.labelColumn)
    }
    let cases = try LabelColumn.cases(table, column: choices.labelColumn, hasLabels: choices.hasLabels)
    var data = RawData(format: table.format, training: cases)
    if let remark = LabelColumn.wordRemark(table, cases) { data.remarks.append(remark) }
    if choices.hasLabels {
      let place = try LabelColumn.chosen(table, choices.labelColumn)
      let isNamed = choices.labelColumn != nil
      data.remarks.append(
        "The classes are those of column \(place + 1)\(LabelColumn.name(table, place))\(isNamed ? "" : "; --label-column names another")."
      )
    }
    return data
  }
}

extension Data {
  /// `withUnsafeBytes`, which says that it throws any error whatever the closure throws.
  func withBytes<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(DatasetError) -> Result
  ) throws(DatasetError) -> Result {
    let result = withUnsafeBytes { bytes -> Swift.Result<Result, DatasetError> in
      do throws(DatasetError) {
        return .success(try body(bytes.bindMemory(to: UInt8.self)))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
