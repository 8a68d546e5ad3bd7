import Foundation

/// Builds and checks again whenever a source is saved.
struct Watch {
  let course: Course
  let tasks: [String]

  func run() throws -> Never {
    var seen: [String: Date] = [:]
    while true {
      let now = times()
      if now != seen {
        seen = now
        say("\u{1B}[2J\u{1B}[H")
        let began = ContinuousClock.now
        try buildAndCheck()
        let seconds = Double((ContinuousClock.now - began) / .milliseconds(1)) / 1000
        say("\n\(String(format: "%.1f", seconds)) s after you saved. Waiting for the next time; Ctrl-C ends this.\n")
      }
      usleep(300_000)
    }
  }

  /// At once, since other programs write to the same terminal.
  private func say(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

  /// When each source that tasks are in was last saved.
  private func times() -> [String: Date] {
    var times: [String: Date] = [:]
    for file in Set(course.table.tasks.flatMap(\.files)) {
      let attributes = try? FileManager.default.attributesOfItem(atPath: course.folder + "/" + file)
      times[file] = attributes?[.modificationDate] as? Date
    }
    return times
  }

  /// A new program checks what has been built; this one is the old.
  private func buildAndCheck() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["swift", "build", "--product", "check", "--quiet"]
    process.currentDirectoryURL = URL(fileURLWithPath: course.folder)
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return say("It does not compile yet; see above.\n") }
    let check = Process()
    check.executableURL = URL(fileURLWithPath: course.folder + "/.build/debug/check")
    check.arguments = tasks
    check.currentDirectoryURL = URL(fileURLWithPath: course.folder)
    try check.run()
    check.waitUntilExit()
  }
}
