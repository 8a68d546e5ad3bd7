import Foundation

/// The command as the user could type it again.
enum SpelledCommand {
  static var text: String {
    let arguments = CommandLine.arguments.dropFirst().map { argument in
      let isPlain = !argument.isEmpty && argument.allSatisfy { $0.isLetter || $0.isNumber || "-_.,:=/+".contains($0) }
      return isPlain ? argument : "'" + argument.replacing("'", with: "'\\''") + "'"
    }
    return (["swift run compare"] + arguments).joined(separator: " ")
  }
}
