import Foundation

extension Dataset {
  /// Reads a data set with MNIST's four file names: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`,
  /// `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`, or the same with a dot before `idx`, each with `.gz` or without.
  ///
  /// Images may have any size and labels any value up to 255.
  ///
  /// ## Edge cases
  /// - Whether a file is unpacked depends on its first bytes, not on its name.
  /// - A plain file is preferred to its `.gz` twin, and a dash to a dot.
  /// - Bytes of 16 at most are shares of the greatest of them and scaled to go to 255; see ``Dataset/greatestByteInFiles``.
  ///
  /// - Parameters:
  ///   - name: names the folder of results, after it has passed through ``folderName(_:)``.
  ///   - title: for people.
  /// - Throws: ``DatasetError``, for everything that is wrong with a file or between the files.
  public static func reading(directory: String, name: String, title: String) throws(DatasetError) -> Dataset {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory), isDirectory.boolValue else {
      throw .missingDirectory(directory)
    }
    guard access(directory, X_OK) == 0 else {
      throw .unreadable(file: directory, reason: String(cString: strerror(errno)))
    }
    let (training, test) = try (readPart("train", in: directory), readPart("t10k", in: directory))
    guard training.width == test.width, training.height == test.height else {
      throw .sizesDiffer(
        training: "\(training.width) × \(training.height)", test: "\(test.width) × \(test.height)")
    }
    return try Dataset(scaling: training, test: test, name: folderName(name), title: title)
  }

  /// A data set of images whose bytes are shares of 255, or of the greatest of them if that is small; see ``greatestByteInFiles``.
  init(
    scaling training: LabeledImages, test: LabeledImages, areOneFile: Bool = false, name: String, title: String
  ) throws(DatasetError) {
    guard let greatest = try ByteScale.divisor(training: training, test: test, areOneFile: areOneFile) else {
      self.init(name: name, title: title, training: training, test: test)
      return
    }
    self.init(
      name: name, title: title, training: training.rescaled(from: greatest), test: test.rescaled(from: greatest),
      greatestByteInFiles: Int(greatest))
  }

  static func readPart(_ part: String, in directory: String) throws(DatasetError) -> LabeledImages {
    let imageFile = try find("\(part)-images", "idx3-ubyte", in: directory)
    let labelFile = try find("\(part)-labels", "idx1-ubyte", in: directory)
    let labels = try IDXFile(reading: ByteSource(path: labelFile), rank: 1, holding: "labels")
    let images = try IDXFile(reading: ByteSource(path: imageFile), rank: 3, holding: "images")
    guard images.dimensions[0] == labels.dimensions[0] else {
      throw .countsDiffer(
        images: imageFile, imageCount: images.dimensions[0], labels: labelFile, labelCount: labels.dimensions[0])
    }
    return LabeledImages(
      width: images.dimensions[2], height: images.dimensions[1], pixels: images.bytes, labels: labels.bytes)
  }

  private static func find(_ stem: String, _ kind: String, in directory: String) throws(DatasetError) -> String {
    let names = ["-", "."].flatMap { ["\(stem)\($0)\(kind)", "\(stem)\($0)\(kind).gz"] }
    for name in names where FileManager.default.fileExists(atPath: directory + "/" + name) {
      return directory + "/" + name
    }
    throw .missingFile(directory: directory, names: names)
  }

  /// A name that is safe for a folder, never empty, hidden or outside of where it is put: at most 100 ASCII letters,
  /// digits, dots, dashes and underscores, everything else replaced by dashes.
  public static func folderName(_ name: String) -> String {
    let safe = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" }
    let visible = String(safe.drop { $0 == "." }.prefix(100))
    return visible.isEmpty ? "data" : visible
  }
}
