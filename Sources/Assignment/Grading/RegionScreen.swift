/// What a solution may not be made of, told before anything of it is compiled.
enum RegionScreen {
  /// No task needs files, processes, the environment, or the course's own machinery.
  static let forbidden: Set<String> = [
    "import", "FileManager", "FileHandle", "Process", "ProcessInfo", "Bundle", "URL", "contentsOf", "contentsOfFile",
    "posix_spawn", "dlopen", "dlsym", "Thread", "DispatchQueue", "pthread_create", "_silgen_name", "_cdecl", "Variant",
    "KnownAnswers", "Suite", "Worker", "CommandLine",
  ]
  /// Names that are fine for a variable.
  static let forbiddenCalls: Set<String> = [
    "open", "fopen", "fork", "vfork", "execve", "execv", "execl", "execvp", "system", "popen", "getenv", "setenv",
    "exit",
    "_exit", "abort", "kill", "raise", "signal", "socket", "syscall", "mmap",
  ]

  /// The objection, in a sentence; nil if there is none.
  static func objection(to regions: [[String]]) -> String? {
    for lines in regions {
      let text = SwiftText(lines.joined(separator: "\n"))
      if let word = text.words.first(where: forbidden.contains) ?? text.calls.first(where: forbiddenCalls.contains) {
        return "the solution uses `\(word)`, which no task needs; take it out"
      }
      if text.hasDirective { return "the solution holds a directive that begins with #; take it out" }
      if !text.isBalanced { return "the brackets between the markers do not match: one is opened or closed too many" }
    }
    return nil
  }
}

/// Swift source as far as it takes to find words and brackets: without comments and the contents of strings.
struct SwiftText {
  private(set) var words: [String] = []
  /// Words with a parenthesis after them.
  private(set) var calls: [String] = []
  private(set) var isBalanced = true
  private(set) var hasDirective = false

  init(_ source: String) {
    var (open, word) = ([Character](), "")
    var characters = Array(source)[...]
    func starts(_ text: String) -> Bool { characters.starts(with: text) }
    while let character = characters.first {
      if starts("//") {
        characters = characters.drop { $0 != "\n" }
        continue
      }
      if starts("/*") {
        characters = Self.afterComment(characters)
        continue
      }
      if character.isLetter || character.isNumber || character == "_" {
        word.append(character)
      } else if !word.isEmpty {
        words.append(word)
        if character == "(" { calls.append(word) }
        word = ""
      }
      switch character {
      case "\"": characters = Self.afterString(characters)
      case "#": hasDirective = true
      case "(", "[", "{": open.append(character)
      case ")", "]", "}":
        if open.popLast() != ["(": "(", ")": "(", "]": "[", "}": "{"][character] { isBalanced = false }
      default: break
      }
      characters = characters.dropFirst()
    }
    if !word.isEmpty { words.append(word) }
    if !open.isEmpty { isBalanced = false }
  }

  /// Comments may stand in comments.
  private static func afterComment(_ text: ArraySlice<Character>) -> ArraySlice<Character> {
    var (rest, depth) = (text, 0)
    repeat {
      if rest.starts(with: "/*") {
        depth += 1
        rest = rest.dropFirst(2)
      } else if rest.starts(with: "*/") {
        depth -= 1
        rest = rest.dropFirst(2)
      } else {
        rest = rest.dropFirst()
      }
    } while depth > 0 && !rest.isEmpty
    return rest
  }

  /// What begins with the closing quote. Code within a string is looked at by nobody: strings with it are ended at their first quote.
  private static func afterString(_ text: ArraySlice<Character>) -> ArraySlice<Character> {
    var rest = text.dropFirst()
    while let character = rest.first, character != "\"", character != "\n" {
      rest = rest.dropFirst(character == "\\" ? 2 : 1)
    }
    return rest
  }
}
