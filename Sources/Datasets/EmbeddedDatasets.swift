import Foundation

extension Dataset {
  /// MNIST, 60,000 + 10,000 handwritten digits of 28 × 28 pixels, which is part of this program; LeCun et al. (1998).
  public static func mnist() throws(DatasetError) -> Dataset {
    let directory = Bundle.module.bundlePath + "/MNIST"
    guard FileManager.default.fileExists(atPath: directory) else { throw .missingResource("MNIST") }
    return try reading(directory: directory, name: "mnist", title: "MNIST")
  }

  /// Fashion-MNIST, pictures of clothes in the format of MNIST; Xiao, Rasul & Vollgraf (2017). Read from where Debian's
  /// package puts it.
  public static func fashionMNIST() throws(DatasetError) -> Dataset {
    let directory = "/usr/share/datasets/fashion-mnist"
    guard FileManager.default.fileExists(atPath: directory) else {
      throw .notInstalled(title: "Fashion-MNIST", directory: directory, package: "dataset-fashion-mnist")
    }
    return try reading(directory: directory, name: "fashion-mnist", title: "Fashion-MNIST")
  }
}
