import Foundation

/// Has a task tested in processes of their own, so that a crash or a loop without end costs one test and not the others.
public struct WorkerProcess: Sendable {
  /// What a process may use up.
  public struct Limits: Sendable {
    public var seconds = 10.0
    public var megabytes = 4000
    public var outputMegabytes = 8

    public init() {}
  }

  /// The program that makes the trials when it is called as `worker`.
  public let program: String
  /// Where its task table and known answers are.
  public let folder: String
  public var suite = "open"
  /// Told to the process by its environment: which version of which task it uses. For the course's own tests and grading.
  public var variants: String?
  public var limits = Limits()

  public init(program: String, folder: String) { (self.program, self.folder) = (program, folder) }

  /// All trials of a task. After a crash the rest is tried in a new process.
  public func outcomes(of task: Task, trials: [Trial]) throws -> [Outcome] {
    var outcomes: [Outcome] = []
    var timeouts = 0
    while outcomes.count < trials.count {
      let name = trials[outcomes.count].key
      if timeouts == 2 {
        // Nobody waits for the same loop again and again.
        outcomes.append(Outcome(name: name, verdict: .timedOut, remark: "two tests had run out of time"))
        continue
      }
      let end = try run(task.number, from: outcomes.count, numbersOnly: false)
      outcomes += end.lines.compactMap { Self.decode(Outcome.self, $0, after: "outcome ") }
      if end.isComplete { break }
      guard outcomes.count < trials.count else { break }
      let outcome = end.outcome(of: trials[outcomes.count].key, task: task.number, seconds: limits.seconds)
      if outcome.verdict == .timedOut { timeouts += 1 }
      outcomes.append(outcome)
    }
    return outcomes
  }

  /// The numbers of a task's trials that have some, by their names. What ends in a crash has none.
  public func numbers(of task: String, trials: Int) throws -> [String: Numbers] {
    var numbers: [String: Numbers] = [:]
    var first = 0
    while first < trials {
      let end = try run(task, from: first, numbersOnly: true)
      for line in end.lines.compactMap({ Self.decode(Worker.Line.self, $0, after: "numbers ") }) {
        numbers[line.key] = line.numbers
      }
      guard !end.isComplete, let last = end.lines.compactMap({ $0.split(separator: " ").last.flatMap { Int($0) } }).last
      else { break }
      first = last + 1
    }
    return numbers
  }

  private static func decode<Value: Decodable>(_ type: Value.Type, _ line: String, after prefix: String) -> Value? {
    guard line.hasPrefix(prefix) else { return nil }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try? decoder.decode(type, from: Data(line.dropFirst(prefix.count).utf8))
  }

  /// How a process ended.
  private struct End {
    let lines: [String]
    let errors: String
    let isTimedOut: Bool
    let status: Int32
    let isSignal: Bool

    var isComplete: Bool { lines.contains { $0.hasPrefix("end ") } }

    /// Of the trial in which it ended.
    func outcome(of name: String, task: String, seconds: Double) -> Outcome {
      if isTimedOut { return Outcome(name: name, verdict: .timedOut, remark: "\(Int(seconds)) s") }
      if let blank = Blank.task(in: errors) {
        return blank == task
          ? Outcome(name: name, verdict: .notWritten) : Outcome(name: name, verdict: .waits, remark: blank)
      }
      // The first sentence of what Swift says when it stops, which names file and line.
      let sentence = errors.split(separator: "\n").first { $0.contains("Fatal error") || $0.contains("error:") }
      let ended = isSignal ? "signal \(status)" : "exit code \(status), before the test was done"
      return Outcome(name: name, verdict: .crashed, remark: sentence.map { String($0.prefix(400)) } ?? ended)
    }
  }

  private func run(_ task: String, from first: Int, numbersOnly: Bool) throws -> End {
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("check-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let (output, errors) = (place.appendingPathComponent("output"), place.appendingPathComponent("errors"))
    for file in [output, errors] { try Data().write(to: file) }
    let token = UUID().uuidString
    let process = Process()
    let input = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    // Limits that a system does not know are left out; the one of time is kept by this process as well.
    process.arguments = [
      "-c",
      """
      ulimit -c 0; ulimit -v \(limits.megabytes * 1000) 2>/dev/null; ulimit -f \(limits.outputMegabytes * 2000) 2>/dev/null
      ulimit -t \(Int(limits.seconds) + 1); exec "$0" "$@"
      """, program, "worker", task, "--from", "\(first)", "--suite", suite, "--folder", folder,
    ]
    if numbersOnly { process.arguments?.append("--numbers") }
    var environment = ["PATH": "/usr/bin:/bin", "HOME": place.path, "OPENBLAS_NUM_THREADS": "1"]
    environment["SWIFT_BACKTRACE"] = "enable=no"
    environment["ASSIGNMENT_VARIANTS"] = variants
    // Libraries of a toolchain that lies elsewhere.
    environment["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
    process.environment = environment
    process.currentDirectoryURL = place
    process.standardInput = input
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    // The token is read before a solution runs, and a solution finds it neither in arguments nor in the environment.
    input.fileHandleForWriting.write(Data((token + "\n").utf8))
    try input.fileHandleForWriting.close()
    let isTimedOut = Self.wait(for: process, seconds: limits.seconds)
    let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    let lines = text.split(separator: "\n").filter { $0.hasPrefix(token + " ") }.map {
      String($0.dropFirst(token.count + 1))
    }
    return End(
      lines: lines, errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self), isTimedOut: isTimedOut,
      status: process.terminationStatus, isSignal: process.terminationReason == .uncaughtSignal)
  }

  /// Whether it had to be stopped.
  private static func wait(for process: Process, seconds: Double) -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while process.isRunning && ContinuousClock.now < end { usleep(3000) }
    guard process.isRunning else { return false }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return true
  }
}

/// The sentence that a blank stops with.
enum Blank {
  /// The task that is named in it.
  static func task(in errors: String) -> String? {
    for line in errors.split(separator: "\n") where line.hasPrefix("Task ") && line.contains(": not written yet") {
      return line.split(separator: " ").dropFirst().first.map { String($0.prefix { $0 != "," }) }
    }
    return nil
  }
}
