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
        print("\u{1B}[2J\u{1B}[H", terminator: "")
        let began = ContinuousClock.now
        try buildAndCheck()
        print("\(ContinuousClock.now - began) after you saved. Waiting for the next time; Ctrl-C ends this.")
      }
      usleep(300_000)
    }
  }

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
    guard process.terminationStatus == 0 else { return print("It does not compile yet; see above.") }
    let check = Process()
    check.executableURL = URL(fileURLWithPath: course.folder + "/.build/debug/check")
    check.arguments = tasks
    check.currentDirectoryURL = URL(fileURLWithPath: course.folder)
    try check.run()
    check.waitUntilExit()
  }
}
