import Foundation

@testable import Datasets

/// Reads bytes as the only file of a folder that somebody names.
func ownData(_ bytes: [UInt8], choices: DataChoices = DataChoices(), name: String = "data") throws -> Dataset {
  try DatasetAssembly.dataset(
    DataFile(Data(bytes), path: name).data(choices), choices: choices, name: name, title: name)
}

func ownData(_ text: String, choices: DataChoices = DataChoices()) throws -> Dataset {
  try ownData(Array(text.utf8), choices: choices)
}

/// The sentence that reading ends with, or nil.
func ownDataComplaint(_ bytes: [UInt8], choices: DataChoices = DataChoices()) throws -> String? {
  do {
    _ = try ownData(bytes, choices: choices)
    return nil
  } catch let error as DatasetError {
    return error.description
  }
}

func ownDataComplaint(_ text: String, choices: DataChoices = DataChoices()) throws -> String? {
  try ownDataComplaint(Array(text.utf8), choices: choices)
}

/// Reads a folder of the given files, whose names may have folders before them.
func ownFolder(_ files: [String: [UInt8]], path: String = "", choices: DataChoices = DataChoices()) throws -> Dataset {
  let directory = try TemporaryDirectory()
  for (name, bytes) in files {
    let url = URL(fileURLWithPath: directory.path + "/" + name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try directory.write(bytes, to: name)
  }
  return try Dataset.reading(path: directory.path + path, name: "own", title: "Own", choices: choices)
}

extension DataChoices {
  /// A picture of so many pixels lies in a table's columns.
  static func size(_ width: Int, _ height: Int) -> DataChoices {
    var choices = DataChoices()
    choices.size = PictureSize(width: width, height: height)
    return choices
  }

  func with(_ change: (inout DataChoices) -> Void) -> DataChoices {
    var result = self
    change(&result)
    return result
  }
}

extension Dataset {
  /// Label and pixels of all cases of both parts, sorted, so that no division matters.
  var allCases: [[UInt8]] {
    [training, test].flatMap { part in
      (0..<part.count).map { [part.labels[$0]] + part.pixels[$0 * part.pixelCount..<($0 + 1) * part.pixelCount] }
    }.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
