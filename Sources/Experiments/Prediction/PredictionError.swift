/// Why an image cannot be shown to the networks that are asked for, as one sentence that says what to do.
public enum PredictionError: Error, Hashable, CustomStringConvertible {
  case noModels(directory: String, command: String)
  case unknownArm(String, directory: String, known: [String])
  case noModel(arm: String, seed: UInt64, directory: String, known: [String])
  case otherImageSize(file: String, inputs: Int, title: String, width: Int, height: Int)
  case otherClasses(file: String, classes: Int, title: String, found: Int)
  case noSuchImage(index: Int, count: Int, title: String)
  case nothingWrong(arms: [String], title: String)

  public var description: String {
    switch self {
    case .noModels(let directory, let command):
      "There are no trained networks in \(directory); make them with `\(command)`."
    case .unknownArm(let name, let directory, let known):
      "--arm: there is no arm '\(name.prefix(100))' in \(directory), only \(known.joined(separator: ", "))."
    case .noModel(let arm, let seed, let directory, let known):
      """
      --arm: there is no network of arm '\(arm)' with seed \(seed) in \(directory), because its run diverged or the file was \
      removed; there are those of \(known.joined(separator: ", ")).
      """
    case .otherImageSize(let file, let inputs, let title, let width, let height):
      """
      \(file) is a network for images of \(inputs) pixels, and those of \(title) have \(width) × \(height) = \(width * height); \
      name the data set that it was trained on with --dataset or --data-dir.
      """
    case .otherClasses(let file, let classes, let title, let found):
      """
      \(file) is a network for \(classes) classes, and \(title) has \(found); name the data set that it was trained on with \
      --dataset or --data-dir.
      """
    case .noSuchImage(let index, let count, let title):
      "--index: \(index) cannot be used: the test images of \(title) have the numbers 0 to \(count - 1)."
    case .nothingWrong(let arms, let title):
      "--wrong: \(arms.joined(separator: ", ")) get all test images of \(title) right, so there is none to show."
    }
  }
}
