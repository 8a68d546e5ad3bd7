import Experiments
import Foundation
import Synchronization

/// Tells on the terminal how the runs get on: a bar for each running arm, or plain lines when the output is no terminal.
final class ProgressDisplay: Sendable {
  private struct State {
    /// Runs that are being computed, in the order in which they began.
    var running: [(name: String, progress: RunProgress)] = []
    var linesShown = 0
    var lastDrawn = ContinuousClock.now - .seconds(1)
    /// Phases and epochs already told, so that plain lines come once an epoch.
    var told: [String: String] = [:]
  }

  private let state = Mutex(State())
  private let isQuiet: Bool
  private let isTerminal: Bool
  private let namesSeed: Bool
  /// Where there are no bars.
  private let heartbeat: Heartbeat

  init(namesSeeds: Bool, isQuiet: Bool) {
    self.isQuiet = isQuiet
    isTerminal = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    namesSeed = namesSeeds
    heartbeat = Heartbeat("Preparing", isQuiet: isQuiet || isTerminal)
  }

  @Sendable func show(_ event: ComparisonRunner.Event) {
    if case .notice(let sentence) = event { return warn(sentence) }
    guard !isQuiet else { return }
    state.withLock { state in
      switch event {
      case .notice: break
      case .wasFinished(let run):
        write(name(run.arm.name, run.seed) + ": was finished before")
      case .progress(let arm, let seed, let progress):
        let name = name(arm, seed)
        let place = state.running.firstIndex { $0.name == name } ?? state.running.endIndex
        state.running.replaceSubrange(place..<min(place + 1, state.running.endIndex), with: [(name, progress)])
        let fractions = state.running.map(\.progress.fraction)
        heartbeat.now(state.running.map(\.name).listed(), share: fractions.reduce(0, +) / Double(fractions.count))
        if !isTerminal { tellEpoch(name, progress, &state) }
      case .finished(let run, _):
        let name = name(run.arm.name, run.seed)
        state.running.removeAll { $0.name == name }
        clear(&state)
        write(Self.summary(of: run, name: name))
      }
      if isTerminal { draw(&state) }
    }
  }

  /// Says a sentence above the bars, unless the user wants quiet.
  @Sendable func say(_ sentence: String) {
    if !isQuiet { warn(sentence) }
  }

  /// Says it in any case.
  private func warn(_ sentence: String) {
    state.withLock {
      clear(&$0)
      write(sentence)
    }
  }

  /// Takes the bars off the screen.
  func finish() {
    heartbeat.end()
    state.withLock { if isTerminal { clear(&$0) } }
  }

  private func name(_ arm: String, _ seed: UInt64) -> String { namesSeed ? "\(arm) (seed \(seed))" : arm }

  // MARK: Bars

  /// At most ten times a second.
  private func draw(_ state: inout State) {
    let now = ContinuousClock.now
    guard now - state.lastDrawn > .milliseconds(100) else { return }
    state.lastDrawn = now
    clear(&state)
    // A longer line would take two rows and could not be taken off again.
    let width = TerminalWidth.ofErrors
    let lines = state.running.map { String(Self.bar(name: $0.name, $0.progress).prefix(width - 1)) }
    write(lines.joined(separator: "\n"))
    state.linesShown = lines.count
  }

  private func clear(_ state: inout State) {
    guard isTerminal, state.linesShown > 0 else { return }
    StandardError.put("\u{1B}[\(state.linesShown)A\u{1B}[J")
    state.linesShown = 0
  }

  static func bar(name: String, _ progress: RunProgress) -> String {
    let label = name.count > 24 ? name.prefix(23) + "…" : name.padding(toLength: 24, withPad: " ", startingAt: 0)
    let filled = Int(progress.fraction * 20)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
    return "\(label) \(bar) \(percent(progress.fraction, digits: 0).leftPadded(4))  \(description(of: progress))"
  }

  // MARK: Words

  private func tellEpoch(_ name: String, _ progress: RunProgress, _ state: inout State) {
    guard progress.isEndOfEpoch, state.told[name] != "\(progress.phase) \(progress.epoch)" else { return }
    state.told[name] = "\(progress.phase) \(progress.epoch)"
    write("\(name): \(Self.description(of: progress))")
  }

  private static func description(of progress: RunProgress) -> String {
    var parts: [String] = []
    switch progress.phase {
    case .pretraining(let layer):
      parts.append("pretraining layer \(layer + 1), epoch \(progress.epoch)/\(progress.epochs)")
      if let error = progress.reconstructionError { parts.append("reconstruction error \(decimal(error, digits: 4))") }
    case .training:
      parts.append("epoch \(progress.epoch)/\(progress.epochs)")
      if let loss = progress.trainingLoss {
        // A loss of 2·10¹⁰ has no use for four decimals.
        let text = loss < 1000 ? decimal(loss, digits: 4) : NumberText.scientific(loss)
        parts.append("loss \(text)" + (progress.hasExploded ? ", which is far above guessing" : ""))
      }
      if let rate = progress.validationErrorRate { parts.append("validation error \(percent(rate, digits: 2))") }
    }
    if let left = progress.secondsLeft { parts.append("\(duration(left)) left") }
    return parts.joined(separator: ", ")
  }

  static func summary(of run: RunRecord, name: String) -> String {
    if let divergence = run.divergence {
      return "\(name): diverged at \(divergence.place). \(divergence.likelyCause(in: run.arm))"
    }
    let best = run.outcome.flatMap { outcome in run.training.first { $0.epoch == outcome.bestEpoch } }
    let error = best.map { percent($0.validationErrorRate, digits: 2) } ?? "–"
    let result = "\(duration(run.seconds)), validation error \(error) (epoch \(best?.epoch ?? 0))"
    guard let note = run.failureNote else { return "\(name): done in \(result)" }
    return "\(name): ended after \(result), but \(note)"
  }

  private func write(_ line: String) {
    guard !line.isEmpty else { return }
    heartbeat.said()
    StandardError.say(line)
  }

  private static func percent(_ share: Double, digits: Int) -> String { decimal(100 * share, digits: digits) + "%" }

  private static func decimal(_ value: Double, digits: Int) -> String { NumberText.decimal(value, digits: digits) }

  private static func duration(_ seconds: Double) -> String {
    seconds < 60 ? "\(Int(seconds.rounded())) s" : "\(Int(seconds) / 60) min \(Int(seconds) % 60) s"
  }
}
