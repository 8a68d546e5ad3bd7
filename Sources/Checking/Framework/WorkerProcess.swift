import Foundation

/// Has a task tested in processes of their own, so that a crash or a loop without end costs one test and not the others.
public struct WorkerProcess: Sendable {
  /// What a process may use up.
  public struct Limits: Sendable {
    /// For each test.
    public var seconds = 10.0
    /// The master needs less than half of it, and all that run at once are to have room.
    public var megabytes = 1000
    public var outputMegabytes = 8

    public init() {}
  }

  /// The command that makes the trials when it is called with `worker`: a program, and what it is started by.
  public let command: [String]
  public let suite: Suite
  let answers: KnownAnswers
  /// Told to the process by its environment: which version of which task it uses. For the course's own tests and grading.
  public var variants: String?
  public var limits = Limits()
  /// Shared by all that tests the same submission.
  public var patience = Patience()

  public init(command: [String], suite: Suite, answers: KnownAnswers) {
    (self.command, self.suite, self.answers) = (command, suite, answers)
  }

  /// What came of all trials of a task. After a crash the rest is tried in a new process.
  public func outcomes(of task: Task) throws -> [Outcome] {
    let trials = suite.trials(of: task.number)
    var outcomes: [Outcome] = []
    while outcomes.count < trials.count {
      let name = trials[outcomes.count].key
      let (most, tests) = patience.isUsedUp ? (1, "a test") : (2, "two tests")
      if outcomes.count(where: { $0.verdict == .timedOut }) >= most {
        // Nobody waits for the same loop again and again.
        outcomes.append(Outcome(name: name, verdict: .timedOut, remark: "\(tests) had run out of time"))
        continue
      }
      let end = try run(orders(task.number, from: outcomes.count, answers.answers[task.number] ?? [:]))
      // Nothing is believed but one word on each trial, in their order.
      for outcome in end.decoded(Outcome.self, after: "outcome ") {
        guard outcomes.count < trials.count, outcome.name == trials[outcomes.count].key else { break }
        outcomes.append(outcome)
      }
      guard outcomes.count < trials.count else { break }
      outcomes.append(end.outcome(of: trials[outcomes.count].key, task: task.number))
    }
    return outcomes
  }

  /// The numbers of a task's trials that have some, by their names. What ends in a crash has none.
  public func numbers(of task: String) throws -> [String: Numbers] {
    let count = suite.trials(of: task).count
    var numbers: [String: Numbers] = [:]
    var first = 0
    while first < count {
      let end = try run(orders(task, from: first, nil))
      for line in end.decoded(Worker.Line.self, after: "numbers ") { numbers[line.key] = line.numbers }
      guard !end.lines.contains("end \(count)"), let last = end.decoded(Int.self, after: "begin ").last else { break }
      first = last + 1
    }
    return numbers
  }

  private func orders(_ task: String, from first: Int, _ answers: [String: KnownAnswers.Answer]?) -> Worker.Orders {
    Worker.Orders(token: UUID().uuidString, suite: suite.name, task: task, first: first, answers: answers)
  }

  /// How a process ended.
  private struct End {
    /// What it told, without the token.
    let lines: [String]
    let errors: String
    /// After which it was stopped; nil if it ended by itself.
    let secondsOver: Int?
    let status: Int32
    let isSignal: Bool

    func decoded<Value: Decodable>(_ type: Value.Type, after prefix: String) -> [Value] {
      lines.filter { $0.hasPrefix(prefix) }.compactMap {
        try? CourseJSON.decode(type, from: Data($0.dropFirst(prefix.count).utf8))
      }
    }

    /// Of the trial in which it ended.
    func outcome(of name: String, task: String) -> Outcome {
      if let secondsOver { return Outcome(name: name, verdict: .timedOut, remark: "\(secondsOver) s") }
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

  private func run(_ orders: Worker.Orders) throws -> End {
    // What the process may write to, and what is written about it, are different places.
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("check-\(UUID().uuidString)")
    let (desk, errors) = (place.appendingPathComponent("desk"), place.appendingPathComponent("errors"))
    try FileManager.default.createDirectory(at: desk, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    try Data().write(to: errors)

    let (input, line, process) = (Pipe(), try Line(), limitedProcess(in: desk))
    process.standardInput = input
    process.standardOutput = FileHandle(fileDescriptor: line.far)
    process.standardError = try FileHandle(forWritingTo: errors)
    // A process that has ended already takes no orders.
    signal(SIGPIPE, SIG_IGN)
    try process.run()
    line.closeFar()
    // The token is read before a solution runs, and a solution finds it neither in arguments nor in files nor in the environment.
    try? input.fileHandleForWriting.write(contentsOf: try CourseJSON.encode(orders) + Data("\n".utf8))
    try? input.fileHandleForWriting.close()
    var (text, secondsOver) = line.listen(
      to: process.processIdentifier, within: limits, anewAt: orders.token + " begin ", patience)
    // Who says no more is to end.
    if secondsOver == nil && !process.ends(within: 1) { secondsOver = 1 }
    if secondsOver != nil { process.stop() }
    let lines = text.split(separator: "\n").filter { $0.hasPrefix(orders.token + " ") }.map {
      String($0.dropFirst(orders.token.count + 1))
    }
    return End(
      lines: lines, errors: try Self.end(of: errors),
      secondsOver: secondsOver, status: process.terminationStatus,
      isSignal: process.terminationReason == .uncaughtSignal)
  }

  /// The last that was said; what floods is not looked through.
  private static func end(of errors: URL) throws -> String {
    let file = try FileHandle(forReadingFrom: errors)
    let size = try file.seekToEnd()
    try file.seek(toOffset: size - min(size, 1 << 16))
    return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
  }

  /// The command, within its limits, which knows nothing of where it is started from.
  private func limitedProcess(in desk: URL) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    // Limits that a system does not know are left out. A group of its own lets everything that it starts be stopped with it.
    process.arguments =
      [
        "-c",
        """
        ulimit -c 0; ulimit -v \(limits.megabytes * 1000) 2>/dev/null; ulimit -f \(limits.outputMegabytes * 2000) 2>/dev/null
        exec "$0" "$@"
        """,
      ] + command + ["worker"]
    var environment = ["PATH": "/usr/bin:/bin", "HOME": desk.path, "OPENBLAS_NUM_THREADS": "1"]
    environment["SWIFT_BACKTRACE"] = "enable=no"
    environment["ASSIGNMENT_VARIANTS"] = variants
    // Libraries of a toolchain that lies elsewhere.
    environment["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
    process.environment = environment
    process.currentDirectoryURL = desk
    return process
  }
}

extension Process {
  /// Whether it ends by itself.
  public func ends(within seconds: Double) -> Bool {
    let latest = ContinuousClock.now + .seconds(seconds)
    while isRunning && ContinuousClock.now < latest { usleep(1000) }
    return !isRunning
  }

  /// Ends it, with all that it started where it leads a group.
  public func stop() {
    if getpgid(processIdentifier) == processIdentifier { kill(-processIdentifier, SIGKILL) }
    kill(processIdentifier, SIGKILL)
    waitUntilExit()
  }
}

/// A line to a process on which it can speak, and which nobody else can open: a file could be read by what is being tested.
private final class Line {
  private let near: Int32
  private(set) var far: Int32

  init() throws {
    var ends: [Int32] = [0, 0]
    guard socketpair(AF_UNIX, Self.stream, 0, &ends) == 0 else {
      throw CourseError.other("Cannot talk to another process: \(String(cString: strerror(errno))).")
    }
    (near, far) = (ends[0], ends[1])
    // Of processes that are started at the same time, only one is to have it.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  }

  deinit {
    close(near)
    closeFar()
  }

  #if os(Linux)
    private static let stream = Int32(SOCK_STREAM.rawValue)
  #else
    private static let stream = SOCK_STREAM
  #endif

  /// When the process has its own.
  func closeFar() {
    if far >= 0 { close(far) }
    far = -1
  }

  /// Until the other end is closed, too much is said, or time runs out: that of the process, in which it computed or slept.
  /// - Parameter mark: time begins anew when a line begins with this.
  func listen(
    to process: Int32, within limits: WorkerProcess.Limits, anewAt mark: String, _ patience: Patience
  ) -> (text: String, secondsOver: Int?) {
    var (text, buffer) = (Data(), [UInt8](repeating: 0, count: 1 << 16))
    var allowance = Allowance(of: process, seconds: patience.seconds(of: limits.seconds))
    let mark = "\n" + mark
    defer { patience.count(seconds: allowance.secondsUsed) }
    while text.count <= limits.outputMegabytes * 1_000_000 {
      let left = 1000 * allowance.secondsLeft
      var request = pollfd(fd: near, events: Int16(POLLIN), revents: 0)
      let ready = left > 0 ? poll(&request, 1, Int32(left.rounded(.up))) : 0
      if ready < 0 && errno == EINTR { continue }
      guard ready != 0 else {
        if allowance.secondsLeft > 0 { continue }
        return (String(decoding: text, as: UTF8.self), Int(allowance.seconds))
      }
      let count = read(near, &buffer, buffer.count)
      guard count > 0 else { break }
      // A mark may have begun with what came before.
      let searched = max(0, text.count - mark.utf8.count)
      text += buffer[..<count]
      if text[searched...].range(of: Data(mark.utf8)) != nil {
        patience.count(seconds: allowance.secondsUsed)
        allowance = Allowance(of: process, seconds: patience.seconds(of: limits.seconds))
      }
    }
    return (String(decoding: text, as: UTF8.self), nil)
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
