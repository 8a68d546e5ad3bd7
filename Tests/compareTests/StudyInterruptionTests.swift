import Foundation
import Testing

/// `compare study`, broken off and gone on with.
@Suite struct StudyInterruptionTests {
  @Test func whatIsFinishedIsNotComputedAgain() throws {
    let (folder, other) = (try Folder(), try Folder())
    let command = ["study", "xavier-tutorial", "--quick", "--seeds", "4", "--jobs", "1"]
    var reached = 0
    for signal in [SIGKILL, SIGINT] {
      let running = try RunningProgram(list: command + ["--out", folder.path])
      try running.wait(forError: "xavier-tutorial: networks: \(reached + 1) of 4")
      running.signal(signal)
      let stopped = try Program(running)
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/xavier-tutorial-quick"))
      if reached > 0 {
        #expect(
          stopped.errors.contains("xavier-tutorial: networks: \(reached) of 4 computed before"), "\(stopped.errors)")
      }
      if signal == SIGINT {
        #expect(
          stopped.status == 130 && stopped.errors.hasSuffix("goes on from what is finished.\n"),
          "\(stopped.status) \(stopped.errors)")
      }
      reached = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/computed/xavier-tutorial")
        .count { $0.hasSuffix(".json") }
      #expect((1..<4).contains(reached))
    }
    let resumed = try Program(list: command + ["--out", folder.path])
    #expect(resumed.status == 0 && resumed.errors.contains("\(reached) of 4 computed before"), "\(resumed.errors)")
    #expect(try Program(list: command + ["--out", other.path]).status == 0)
    for file in ["errors.png", "figures.json"] {
      let bytes = [folder, other].map {
        FileManager.default.contents(atPath: "\($0.path)/xavier-tutorial-quick/\(file)")
      }
      #expect(bytes[0] == bytes[1] && bytes[0] != nil, "\(file)")
    }
    let anew = try Program(list: command + ["--fresh", "--out", folder.path])
    #expect(anew.status == 0 && !anew.errors.contains("computed before"))
  }
}
