import ArgumentParser
import Datasets
import Experiments
import Foundation
import Reporting

/// `compare predict`: what the networks of a comparison make of an image.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Show what trained networks make of an image.",
    discussion: """
      Takes the networks that a comparison has left in RESULTS/DATASET/models, and shows a test image or a picture of yours \
      with the probability that each of them gives to every class.

      A picture may have any size and colours, dark on light or light on dark, one figure on an even ground. It is made like \
      the images that the networks know: for MNIST fitted into 20 × 20 pixels, and centred by its mass in 28 × 28.

        swift run compare predict --index 7
        swift run compare predict --image digit.png --arm dbn,he --out prediction.png
        swift run compare predict --wrong --arm dbn --count 5
      """)

  @Option(
    name: [.customLong("arm"), .customLong("arms")],
    help: ArgumentHelp("The networks and their order; all for those of all arms.", valueName: "list"))
  var arm = "all"

  @Option(help: ArgumentHelp("The test image of this number, from 0. Can be given several times.", valueName: "n"))
  var index: [Int] = []

  @Option(help: ArgumentHelp("A picture in a PNG file. Can be given several times.", valueName: "file"))
  var image: [String] = []

  @Flag(help: "A test image drawn at random.")
  var random = false

  @Flag(help: "A test image drawn at random among those that at least one of the networks gets wrong.")
  var wrong = false

  @Option(help: ArgumentHelp("How many images --random and --wrong draw. (default: 1)", valueName: "n"))
  var count: Int?

  @Option(help: ArgumentHelp("Draw the same images again. (default: another one each time)", valueName: "n"))
  var randomSeed: UInt64?

  @Option(help: ArgumentHelp("The seed that the networks were trained from. (default: the first)", valueName: "n"))
  var seed: UInt64?

  @OptionGroup var data: DataOptions

  @Option(help: ArgumentHelp("Where a comparison left its results, its --out.", valueName: "dir"))
  var results = "figures"

  @Option(help: ArgumentHelp("Draw a picture of it too.", valueName: "file.png"))
  var out: String?

  @Option(help: ArgumentHelp("Colours in the terminal: auto, always or never.", valueName: "when"))
  var color = ColorChoice.auto

  /// When colours are used.
  enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
    case auto, always, never
  }

  /// As many as a picture of them has room for.
  private static let mostImages = 30

  func validate() throws {
    let kinds = [!index.isEmpty, !image.isEmpty, random || wrong].count { $0 }
    guard kinds == 1 else {
      throw ValidationError(
        kinds == 0
          ? "Say which image: --index N, --random, --wrong or --image FILE.png."
          : "--index, --image and --random or --wrong exclude each other; give one of them.")
    }
    guard random || wrong || (count == nil && randomSeed == nil) else {
      throw SettingsError.impossibleOption(
        count == nil ? "--random-seed" : "--count", value: "this", reason: "it needs --random or --wrong")
    }
    _ = try OptionCheck.whole(count, "--count", 1...Self.mostImages)
    guard index.count + image.count <= Self.mostImages else {
      throw ValidationError(
        "\(index.count + image.count) images are too many at once; give at most \(Self.mostImages).")
    }
    guard !results.isEmpty else {
      throw SettingsError.impossibleOption("--results", value: "''", reason: "name a directory")
    }
    if let out, !out.lowercased().hasSuffix(".png") {
      throw SettingsError.impossibleOption(
        "--out", value: "'\(out.prefix(100))'",
        reason: "give the picture a name that ends in .png; the directory of the networks is --results")
    }
  }

  func run() throws {
    if let out { try AtomicFile.checkWritable(out) }
    let shelf = try ModelShelf(RecordStore(directory: results + "/" + data.name()), command: trainingCommand())
    let models = try shelf.models(of: arm == "all" ? nil : Arm.names(in: arm), seed: seed)
    let data = try data.load(seed: shelf.comparison.settings.firstSeed)
    for model in models { try model.check(data) }
    if let remark = shelf.remark(on: data) { StandardError.say(remark) }
    let cases = try Heartbeat.during("Classifying") { try self.cases(data, models) }
    if let out {
      let figure = PredictionFigure(cases, comparison: shelf.comparison)
      try AtomicFile.write(figure.png(command: SpelledCommand.text), to: out)
    }
    let style = style()
    let texts = cases.map {
      PredictionText($0, arms: shelf.comparison.settings.arms, style: style, width: TerminalWidth.ofOutput).text
    }
    print(texts.joined(separator: "\n\n"))
    try tellWhatIsMissing(shelf)
    if let out { print("\nOpen \(out)") }
  }

  private func cases(_ data: Dataset, _ models: [TrainedModel]) throws -> [PredictionCase] {
    guard image.isEmpty else {
      return try image.map { try PredictionCase(pictureIn: $0, like: data, models: models) }
    }
    return try indices(data, models).map { PredictionCase(testImage: $0, of: data, models: models) }
  }

  private func indices(_ data: Dataset, _ models: [TrainedModel]) throws -> [Int] {
    guard random || wrong else { return try TestImageChoice.indices(index, in: data) }
    let seed = randomSeed ?? .random(in: 0...UInt64.max)
    let count = count ?? 1
    return wrong
      ? try TestImageChoice.wrong(count, for: models, in: data, seed: seed)
      : TestImageChoice.random(count, of: data.test, seed: seed)
  }

  private func style() -> TerminalStyle {
    let environment = ProcessInfo.processInfo.environment
    return switch color {
    case .auto: TerminalStyle(isTerminal: isatty(STDOUT_FILENO) == 1, environment: environment)
    case .always: .color(environment)
    case .never: .plain
    }
  }

  /// Arms that nobody named and that have no network are told, so that their absence is no riddle.
  private func tellWhatIsMissing(_ shelf: ModelShelf) throws {
    let missing = arm == "all" ? try shelf.armsWithoutModel(seed: seed).map(\.name) : []
    guard !missing.isEmpty else { return }
    print("\nWithout a network, because its run diverged or the file was removed: \(missing.joined(separator: ", ")).")
  }

  /// What trains the networks that are looked for.
  private func trainingCommand() throws -> String {
    var arguments = try data.arguments
    if results != "figures" { arguments += ["--out", results] }
    return SpelledCommand.text(arguments)
  }
}
