import Foundation

/// A command as the user could type it again.
enum SpelledCommand {
  /// The command of this process.
  static var text: String { text(Array(CommandLine.arguments.dropFirst())) }

  static func text(_ arguments: [String]) -> String {
    let spelled = arguments.map { argument in
      let isPlain = !argument.isEmpty && argument.allSatisfy { $0.isLetter || $0.isNumber || "-_.,:=/+".contains($0) }
      return isPlain ? argument : "'" + argument.replacing("'", with: "'\\''") + "'"
    }
    return (["swift run compare"] + spelled).joined(separator: " ")
  }
}
