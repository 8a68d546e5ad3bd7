import Checking

/// What a solution may not be made of, told before anything of it is compiled.
///
/// It is no more than a fence: what runs is kept from the course's secrets by a ``Sandbox``.
enum RegionScreen {
  /// No task needs files, processes, the environment, threads, or the course's own machinery, under whatever name.
  static let forbidden: Set<String> = [
    "import", "FileManager", "FileHandle", "InputStream", "OutputStream", "Process", "ProcessInfo", "Bundle", "URL",
    "NSURL",
    "NSString", "NSData", "Data", "contentsOf", "contentsOfFile", "contentsAtPath", "UserDefaults", "Thread",
    "DispatchQueue", "Task", "pthread_create", "CommandLine", "Variant", "KnownAnswers", "Suite", "Worker", "Outcome",
    "CourseJSON", "_silgen_name", "_cdecl", "_extern", "_dynamicReplacement", "open", "openat", "creat", "fopen",
    "fdopen", "freopen", "read", "readv", "pread", "write", "writev", "pwrite", "readlink", "readLine", "dup", "dup2",
    "ioctl", "fcntl", "unlink", "rename", "link", "symlink", "chmod", "opendir", "fork", "vfork", "execv", "execve",
    "execl", "execlp", "execvp", "posix_spawn", "posix_spawnp", "system", "popen", "getenv", "setenv", "exit", "_exit",
    "quick_exit", "atexit", "abort", "kill", "raise", "sigaction", "socket", "connect", "send", "sendto", "syscall",
    "ptrace", "mmap", "mprotect", "dlopen", "dlsym",
  ]

  /// The objection, in a sentence; nil if there is none.
  /// - Parameter without: words that the task is to do without, since they are its solution.
  static func objection(to regions: [[String]], without: [String] = []) -> String? {
    for lines in regions {
      let text = SwiftText(lines.joined(separator: "\n"))
      if let oddity = text.oddity { return "the solution holds \(oddity), which no task needs; take it out" }
      if let word = text.words.first(where: forbidden.contains) {
        return "the solution uses `\(word)`, which no task needs; take it out, or choose another name"
      }
      if let word = text.words.first(where: without.contains) {
        return "the solution uses `\(word)`, which does what the task asks for; write it yourself"
      }
      if !text.isBalanced { return "the brackets between the markers do not match: one is opened or closed too many" }
    }
    return nil
  }
}

/// Swift source as far as it takes to find words and brackets. Only comments are left out: strings hold code where they interpolate.
struct SwiftText {
  private(set) var words: [String] = []
  private(set) var isBalanced = true
  /// What makes a source mean something else than it seems to here.
  private(set) var oddity: String?

  private var open: [Character] = []

  init(_ source: String) {
    var rest = Array(source)[...]
    while let character = rest.first {
      if rest.starts(with: "//") {
        rest = rest.drop { $0 != "\n" }
      } else if rest.starts(with: "/*") {
        rest = Self.afterComment(rest)
      } else if character == "\"" {
        takeString(&rest)
      } else if character.isPartOfWord {
        words.append(String(rest.prefix(while: \.isPartOfWord)))
        rest = rest.drop(while: \.isPartOfWord)
      } else {
        takeSign(character, next: rest.dropFirst().first)
        rest = rest.dropFirst()
      }
    }
    if !open.isEmpty { isBalanced = false }
  }

  private mutating func takeSign(_ sign: Character, next: Character?) {
    switch sign {
    case "(", "[", "{": open.append(sign)
    case ")", "]", "}":
      if open.popLast() != ["(": "(", ")": "(", "]": "[", "}": "{"][sign] { isBalanced = false }
    case "#": note("a directive, which begins with #")
    case "@" where next == "_": note("an attribute that begins with @_")
    // A key path has one; elsewhere it is of a regular expression, which hides what follows.
    case "\\" where next != ".": note("a backslash")
    default: break
    }
  }

  /// A string on one line: its words count, its brackets do not. One with a slash may be two regular expressions and code between them.
  private mutating func takeString(_ rest: inout ArraySlice<Character>) {
    if rest.starts(with: "\"\"\"") { note("a string of several lines") }
    var text = rest.dropFirst()
    var content: [Character] = []
    while let character = text.first, character != "\"", character != "\n" {
      content += text.prefix(character == "\\" ? 2 : 1)
      text = text.dropFirst(character == "\\" ? 2 : 1)
    }
    if text.first != "\"" { note("a string that does not end on its line") }
    if content.contains("/") { note("a string with a slash") }
    words += content.split { !$0.isPartOfWord }.map { String($0) }
    rest = text.dropFirst()
  }

  private mutating func note(_ text: String) { oddity = oddity ?? text }

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
}

extension Character {
  fileprivate var isPartOfWord: Bool { isLetter || isNumber || self == "_" }
}
