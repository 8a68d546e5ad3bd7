import Foundation

extension Dataset {
  /// MNIST, which is part of this program: 60,000 + 10,000 handwritten digits of 28 × 28 pixels; LeCun, Bottou, Bengio &
  /// Haffner (1998).
  public static func mnist() throws(DatasetError) -> Dataset {
    let directory = Bundle.module.bundlePath + "/MNIST"
    guard FileManager.default.fileExists(atPath: directory) else { throw .missingResource("MNIST") }
    return try reading(directory: directory, name: "mnist", title: "MNIST")
  }

  /// MNIST's test images alone, which are read in a sixth of the time.
  static func mnistTestImages() throws(DatasetError) -> LabeledImages {
    try readPart("t10k", in: Bundle.module.bundlePath + "/MNIST")
  }

  /// Fashion-MNIST, 60,000 + 10,000 pictures of clothes in the format of MNIST; Xiao, Rasul & Vollgraf (2017).
  ///
  /// - Parameter directory: where its files are; Debian's package puts them into the default.
  /// - Throws: ``DatasetError/notInstalled(title:directory:package:)`` if the directory does not exist.
  public static func fashionMNIST(
    directory: String = "/usr/share/datasets/fashion-mnist"
  ) throws(DatasetError) -> Dataset {
    guard FileManager.default.fileExists(atPath: directory) else {
      throw .notInstalled(title: "Fashion-MNIST", directory: directory, package: "dataset-fashion-mnist")
    }
    return try reading(directory: directory, name: "fashion-mnist", title: "Fashion-MNIST")
  }
}
