import ArgumentParser
import Datasets
import Experiments

/// How somebody's own data are to be read.
struct OwnDataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The column of the classes in a table: its name, its number from 1, first or last. (default: found out, and told)",
      valueName: "column"))
  var labelColumn: String?

  @Flag(help: "There are no classes, or they are not to be used: for rbm and dbn.")
  var noLabels = false

  @Option(
    help: ArgumentHelp(
      "Of the cases, drawn alike from each class, where no file is a test part. (default: 0.2)", valueName: "share"))
  var testPart: String?

  @Option(
    help: ArgumentHelp(
      """
      Put training cases in the random order of this seed, and draw the test part by it. (default: 1, and files with a test part stay in \
      their order)
      """, valueName: "n"))
  var shuffleSeed: UInt64?

  @Option(
    help: ArgumentHelp(
      "Set so many of the last training cases aside for validation, or a share below 1. (default: a sixth, at most 10000)",
      valueName: "n"))
  var validation: String?

  @Option(
    help: ArgumentHelp("Make pictures so large, or say how a picture lies in a table's columns.", valueName: "WxH"))
  var size: String?

  @Flag(help: "Make colour pictures grey.")
  var grey = false

  @Flag(help: "Exchange rows and columns of pictures, as EMNIST's files need it.")
  var transpose = false

  @Flag(help: "Make light pixels dark and dark ones light.")
  var invert = false

  @Flag(
    help: "Give each column of a table mean 0 and deviation 1, and not the range from 0 to 1 that binary units need.")
  var standardize = false

  private static let longestSide = 4096

  /// - Parameter isUsed: whether there is a path that they are said of.
  func check(isUsed: Bool) throws(SettingsError) {
    let given: [(String, Bool)] = [
      ("--label-column", labelColumn != nil), ("--no-labels", noLabels), ("--test-part", testPart != nil),
      ("--shuffle-seed", shuffleSeed != nil), ("--validation", validation != nil), ("--size", size != nil),
      ("--standardize", standardize), ("--grey", grey), ("--transpose", transpose), ("--invert", invert),
    ]
    if !isUsed, let (option, _) = given.first(where: \.1) {
      throw .impossibleOption(option, value: "this", reason: "it says how --data is read; give a path with --data")
    }
    if noLabels, labelColumn != nil {
      throw .impossibleOption("--label-column", value: "this", reason: "--no-labels asks for the opposite")
    }
    _ = try choices()
  }

  func choices() throws(SettingsError) -> DataChoices {
    var choices = DataChoices()
    choices.labelColumn = labelColumn
    choices.hasLabels = !noLabels
    choices.testShare =
      try testPart.map { (text) throws(SettingsError) in try Self.share(text, "--test-part") } ?? choices.testShare
    choices.shuffleSeed = shuffleSeed
    choices.validation = try validation.map { (text) throws(SettingsError) in try Self.validation(text) }
    choices.size = try size.map { (text) throws(SettingsError) in try Self.size(text) }
    choices.standardizes = standardize
    (choices.isGrey, choices.transposes, choices.inverts) = (grey, transpose, invert)
    return choices
  }

  private static func share(_ text: String, _ option: String) throws(SettingsError) -> Double {
    guard let share = Double(text), share > 0, share < 1 else {
      throw .impossibleOption(
        option, value: "'\(text.prefix(100))'", reason: "give a share between 0 and 1, such as 0.2")
    }
    return share
  }

  private static func validation(_ text: String) throws(SettingsError) -> DataChoices.Validation {
    if let count = Int(text), (1...100_000_000).contains(count) { return .count(count) }
    guard let share = Double(text), share > 0, share < 1 else {
      throw .impossibleOption(
        "--validation", value: "'\(text.prefix(100))'", reason: "give a number of cases, or a share such as 0.2")
    }
    return .share(share)
  }

  private static func size(_ text: String) throws(SettingsError) -> DataChoices.PictureSize {
    let sides = text.lowercased().split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let width = sides[0], let height = sides[1],
      (1...longestSide).contains(width), (1...longestSide).contains(height)
    else {
      throw .impossibleOption(
        "--size", value: "'\(text.prefix(100))'",
        reason: "give width and height in pixels up to \(longestSide), such as 28x28")
    }
    return DataChoices.PictureSize(width: width, height: height)
  }
}
