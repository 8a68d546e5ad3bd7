import ArgumentParser
import Experiments
import Foundation

/// As many seeds as it takes, of comparisons and studies alike.
struct SettlingOptions: ParsableArguments {
  @Flag(
    help: """
      Add seeds until nothing that is judged is open any more. The intervals are such that looking after every seed does no harm.
      """)
  var untilSettled = false

  @Option(help: ArgumentHelp("The most seeds with --until-settled. (default: 20)", valueName: "n"))
  var maxSeeds: Int?

  @Option(help: ArgumentHelp("With --until-settled, no further seed is begun after so many hours.", valueName: "h"))
  var hours: Double?

  /// Whether any of it is given.
  var isGiven: Bool { untilSettled || maxSeeds != nil || hours != nil }

  /// Nil for a fixed number of seeds.
  /// - Parameter seeds: what the user gave for these.
  func settling(seeds: Int?) throws -> Settling? {
    let most = try OptionCheck.whole(maxSeeds, "--max-seeds", 2...ComparisonSettings.mostSeeds)
    if let hours, !(hours > 0 && hours < 1e5) {
      throw SettingsError.impossibleOption("--hours", value: "\(hours)", reason: "give a number above 0, such as 1.5")
    }
    guard untilSettled else {
      let option = most != nil ? "--max-seeds" : hours != nil ? "--hours" : nil
      guard let option else { return nil }
      throw SettingsError.impossibleOption(option, value: "this", reason: "it needs --until-settled")
    }
    guard seeds == nil else {
      throw SettingsError.impossibleOption(
        "--seeds", value: "this", reason: "--until-settled finds out how many; limit them by --max-seeds")
    }
    return Settling(mostSeeds: most ?? 20)
  }

  /// Whether another seed may be begun, from now on.
  func clock() -> () -> Bool {
    let begin = ContinuousClock.now
    return { [hours] in hours.map { ContinuousClock.now - begin < .seconds($0 * 3600) } ?? true }
  }
}
