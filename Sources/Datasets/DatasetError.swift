/// Why a data set cannot be used: one case a cause, each described by one sentence that says what to do.
public enum DatasetError: Error, Hashable, CustomStringConvertible {
  case missingDirectory(String)
  case missingFile(directory: String, names: [String])
  case unreadable(file: String, reason: String)
  case notIDX(file: String, found: String)
  case wrongKind(file: String, expected: String, found: String)
  case impossibleSize(file: String, reason: String)
  case truncated(file: String, expected: Int, found: Int)
  case tooLong(file: String, expected: Int)
  case damagedGzip(file: String, offset: Int, reason: String)
  case countsDiffer(images: String, imageCount: Int, labels: String, labelCount: Int)
  case sizesDiffer(training: String, test: String)
  case tooFewForValidation(training: Int, validation: Int)
  case notInstalled(title: String, directory: String, package: String)
  case missingResource(String)

  public var description: String {
    switch self {
    case .missingDirectory(let path):
      "There is no directory \(path); name one that holds the four files of a data set with --data-dir."
    case .missingFile(let directory, let names):
      "\(directory) has no \(names.joined(separator: " or ")); put the four files of the data set there under MNIST's names."
    case .unreadable(let file, let reason):
      "\(file) cannot be read: \(reason)."
    case .notIDX(let file, let found):
      "\(file) is not an IDX file: it begins with \(found) instead of 00 00 08; get the data set again."
    case .wrongKind(let file, let expected, let found):
      "\(file) holds \(found) where \(expected) are expected; check that images and labels are not exchanged."
    case .impossibleSize(let file, let reason):
      "\(file) has an impossible header: \(reason); get the data set again."
    case .truncated(let file, let expected, let found):
      "\(file) is cut short: \(expected) bytes are expected and \(found) are there; get the data set again."
    case .tooLong(let file, let expected):
      "\(file) goes on after the \(expected) bytes that its header announces; get the data set again."
    case .damagedGzip(let file, let offset, let reason):
      "\(file) is damaged near byte \(offset): \(reason); get the data set again."
    case .countsDiffer(let images, let imageCount, let labels, let labelCount):
      "\(images) has \(imageCount) images but \(labels) has \(labelCount) labels; the two files do not belong together."
    case .sizesDiffer(let training, let test):
      "The training images are \(training) pixels and the test images \(test); the files do not belong together."
    case .tooFewForValidation(let training, let validation):
      "\(training) training images are too few to set \(validation) aside for validation and still learn from the rest."
    case .notInstalled(let title, let directory, let package):
      "\(title) is not in \(directory); install Debian's package \(package), or name another place with --data-dir."
    case .missingResource(let name):
      "\(name), which belongs to this program, is missing; build the program again and keep its .resources folders beside it."
    }
  }
}
