/// Why a data set cannot be used: one case a cause, each described by one sentence that says what to do.
public enum DatasetError: Error, Hashable, CustomStringConvertible {
  case missingDirectory(String)
  case missingFile(directory: String, names: [String])
  case unreadable(file: String, reason: String)
  case notIDX(file: String, found: String)
  case wrongType(file: String, contents: String, found: String)
  case wrongRank(file: String, contents: String, expected: Int, found: Int)
  case empty(file: String, dimensions: [Int])
  case tooLarge(file: String, dimensions: [Int], limit: Int)
  case truncated(file: String, expected: Int, found: Int)
  case tooLong(file: String, expected: Int)
  case damagedGzip(file: String, offset: Int, reason: String)
  case countsDiffer(images: String, imageCount: Int, labels: String, labelCount: Int)
  case sizesDiffer(training: String, test: String)
  /// The greatest byte of each part.
  case scalesDiffer(training: Int, test: Int)
  case tooFewForValidation(training: Int, validation: Int)
  case tooFew(training: Int, needed: Int)
  /// - Parameter binarization: what made them so, as `--binarize` has it; nil if they are so in the files.
  case allEqual(training: Int, binarization: String?)
  case unknownTestLabel(label: Int, classes: Int)
  /// A file that is not as its format wants it, and where.
  case damaged(file: String, place: String, what: String, advice: String)
  /// Something that is read and cannot be used.
  case unusable(what: String, advice: String)
  case notInstalled(title: String, directory: String, package: String)
  case missingResource(String)

  public var description: String {
    switch self {
    case .missingDirectory(let path):
      "There is no directory \(path); name one that holds the four files of a data set with --data-dir."
    case .missingFile(let directory, let names):
      "\(directory) has no \(names.joined(separator: " or ")); put the four files of the data set there under MNIST's names."
    case .unreadable(let file, let reason):
      "\(file) cannot be read: \(reason); put a file there that can be read, or name another directory with --data-dir."
    case .notIDX(let file, let found):
      "\(file) is not an IDX file: it begins with \(found) instead of 00 00 08; get the data set again."
    case .wrongType(let file, let contents, let found):
      "\(file) holds \(found) where \(contents) are unsigned bytes; convert it to bytes from 0 to 255."
    case .wrongRank(let file, let contents, let expected, let found):
      """
      \(file) has \(Self.dimensions(found)) where \(contents) have \(expected); check that images and labels are not \
      exchanged.
      """
    case .empty(let file, let dimensions):
      "\(file) holds nothing: its dimensions are \(Self.product(dimensions)); get the data set again."
    case .tooLarge(let file, let dimensions, let limit):
      """
      \(file) announces \(Self.product(dimensions)) bytes, more than the limit of \(limit >> 20) MiB; use fewer or smaller \
      images.
      """
    case .truncated(let file, let expected, let found):
      "\(file) is truncated: \(expected) bytes are expected and \(found) are there; get the data set again."
    case .tooLong(let file, let expected):
      "\(file) goes on after the \(expected) bytes that its header announces; get the data set again."
    case .damagedGzip(let file, let offset, let reason):
      "\(file) is damaged near byte \(offset): \(reason); get the data set again."
    case .countsDiffer(let images, let imageCount, let labels, let labelCount):
      """
      \(images) has \(imageCount) image\(imageCount == 1 ? "" : "s") but \(labels) has \(labelCount) \
      label\(labelCount == 1 ? "" : "s"); put two files there that belong together.
      """
    case .sizesDiffer(let training, let test):
      "The training images are \(training) pixels and the test images \(test); put files there that belong together."
    case .scalesDiffer(let training, let test):
      """
      The greatest byte of the training images is \(training) and that of the test images \(test), so that one of the two is nearly \
      black beside the other; write both on the same scale.
      """
    case .allEqual(let training, nil):
      """
      All \(training) training images are the same, so there is nothing to learn; check the file of the training images\
       and --train-limit.
      """
    case .allEqual(let training, let binarization?):
      """
      --binarize: '\(binarization)' makes all of the first \(training) training cases the same, so there is nothing to learn; take \
      another way, or images of more contrast.
      """
    case .unknownTestLabel(let label, let classes):
      """
      There are test images of class \(label), and the training images have the classes 0 to \(classes - 1) only, so that a machine \
      which learns labels has no unit for it; check the files of labels.
      """
    case .tooFew(let training, let needed):
      """
      \(training == 1 ? "1 training image is" : "\(training) training images are") too few: one in \(needed) is set aside for \
      validation, so that at least \(needed) are needed.
      """
    case .tooFewForValidation(let training, let validation):
      """
      \(validation) of \(training) training images cannot be set aside for validation; at least one must be, and at least \
      one must be left to learn from.
      """
    case .damaged(let file, let place, let what, let advice): "\(file), \(place): \(what); \(advice)."
    case .unusable(let what, let advice): "\(what); \(advice)."
    case .notInstalled(let title, let directory, let package):
      """
      \(title) is not in \(directory); install Debian's package with `apt-get install \(package)`, or name another \
      directory with --data-dir.
      """
    case .missingResource(let name):
      "\(name), which belongs to this program, is missing; build the program again and keep its .resources folders beside it."
    }
  }

  /// A piece of a file as a message shows it: short, and without what would give orders to a terminal.
  static func quoted(_ text: String) -> String {
    let shown = String(text.unicodeScalars.prefix(40).map { Character($0.isPrintable ? $0 : "?") })
    return "'\(shown)\(text.unicodeScalars.count > 40 ? "…" : "")'"
  }

  private static func dimensions(_ count: Int) -> String { count == 1 ? "1 dimension" : "\(count) dimensions" }

  private static func product(_ dimensions: [Int]) -> String { dimensions.map(String.init).joined(separator: " × ") }
}

extension Unicode.Scalar {
  var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}
