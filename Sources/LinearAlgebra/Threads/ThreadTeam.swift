import Foundation
import Synchronization

/// Threads that compute one model together.
///
/// A thread that trains or measures leads a team. The kernels that it calls cut their work into parts, which the leader and
/// whoever serves the team take one by one. How work is cut changes no bit of a result, so members may come and go between any two parts,
/// and nobody waits for a thread that has no core: it holds no part.
public final class ThreadTeam: Sendable {
  /// The work at hand: its number (32 bits), how many parts it has and how many of them are taken (16 each). One word, so that nobody
  /// takes a part of other work than it saw.
  private let ticket = Atomic<UInt64>(0)
  private let done = Atomic<Int>(0)
  private let members = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  private let dismissals = Atomic<Int>(0)
  private let condition = NSCondition()
  /// Written by the leader while no part is open.
  nonisolated(unsafe) private var body: (Int) -> Void = { _ in }
  nonisolated(unsafe) private var patience = Patience()

  public init() {}

  // MARK: Leading

  /// Runs `body` with `threads` threads, of which the calling one leads; one thread stays what it is.
  public static func lead<Result, Failure: Error>(
    threads: Int, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(threads >= 1, "\(threads) threads do no work")
    guard threads > 1 else { return try body() }
    let team = ThreadTeam()
    let ended = DispatchGroup()
    for _ in 1..<threads {
      ended.enter()
      Thread {
        team.serve(since: 0)
        ended.leave()
      }.start()
    }
    defer {
      team.dismiss()
      ended.wait()
    }
    return try team.lead(body)
  }

  /// Runs `body` on the calling thread, with the help of all who serve.
  public func lead<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    let before = Self.ofThread
    Self.ofThread = self
    defer { Self.ofThread = before }
    return try body()
  }

  /// How many threads the calling one has, itself included.
  public static var threads: Int { ofThread?.threads ?? 1 }

  private var threads: Int {
    let members = members.load(ordering: .relaxed)
    return members == 0 || patience.isOver ? 1 : 1 + members
  }

  /// Does `body` for the parts 0 ..< count, in any order, on the threads of the team that the calling thread leads; what a part does,
  /// its thread does alone.
  public static func forEachPart(_ count: Int, _ body: (Int) -> Void) {
    guard count > 1, count < 1 << 16, let team = ofThread, team.threads > 1 else { return (0..<count).forEach(body) }
    team.share(count, body)
  }

  /// The results of `body` for 0 ..< count, in order.
  public static func map<Result>(_ count: Int, _ body: (Int) -> Result) -> [Result] {
    [Result?](unsafeUninitializedCapacity: count) { results, initialized in
      results.initialize(repeating: nil)
      forEachPart(count) { results[$0] = body($0) }
      initialized = count
    }.compactMap { $0 }
  }

  /// Does `body` for blocks that make up 0 ..< count, one for each thread.
  ///
  /// - Parameters:
  ///   - unit: blocks begin at its multiples.
  ///   - least: a block is no smaller, since meeting takes about a microsecond.
  @inline(__always)
  static func forEachBlock(
    of count: Int, multiplesOf unit: Int = 1, atLeast least: Int, _ body: (Range<Int>) -> Void
  ) {
    guard count >= 2 * least, count >= 2 * unit else { return body(0..<count) }
    let blocks = Blocks(of: count, in: min(threads, count / max(least, unit)), multiplesOf: unit)
    guard blocks.count > 1 else { return body(0..<count) }
    forEachPart(blocks.count) { body(blocks[$0]) }
  }

  private func share(_ count: Int, _ body: (Int) -> Void) {
    let start = Nanoseconds.now
    Self.ofThread = nil
    withoutActuallyEscaping(body) { body in
      self.body = body
      done.store(0, ordering: .relaxed)
      let job = ticket.load(ordering: .relaxed) >> 32 &+ 1
      ticket.store(job << 32 | UInt64(count) << 16, ordering: .sequentiallyConsistent)
      if sleepers.load(ordering: .sequentiallyConsistent) > 0 { wake() }
      while let part = take() { perform(part) }
      if done.load(ordering: .acquiring) < count {
        patience.wait(since: start) { done.load(ordering: .acquiring) == count }
      }
      self.body = { _ in }
    }
    Self.ofThread = self
  }

  // MARK: Serving

  /// How long a member waits awake: longer than what a leader does by itself between two kernels, shorter than anybody would miss.
  private static let longestSpin: UInt64 = 200_000

  /// Lends the calling thread until the team is dismissed.
  /// - Parameter dismissals: how often it had been when the thread was sent here.
  public func serve(since dismissals: Int) {
    members.add(1, ordering: .relaxed)
    defer { members.subtract(1, ordering: .relaxed) }
    var (turns, lastPart) = (0, Nanoseconds.now)
    while self.dismissals.load(ordering: .acquiring) == dismissals {
      if let part = take() {
        perform(part)
        turns = 0
        continue
      }
      turns += 1
      if turns == 1 { lastPart = Nanoseconds.now }
      guard turns.isMultiple(of: 500) else { continue }
      if Nanoseconds.now - lastPart < Self.longestSpin { sched_yield() } else { sleep(since: dismissals) }
    }
  }

  /// Sends everybody who serves away.
  public func dismiss() {
    dismissals.add(1, ordering: .sequentiallyConsistent)
    wake()
  }

  public var dismissalCount: Int { dismissals.load(ordering: .acquiring) }

  /// Takes a part of the work at hand, if one is open.
  private func take() -> Int? {
    var seen = ticket.load(ordering: .acquiring)
    while seen & 0xFFFF < seen >> 16 & 0xFFFF {
      let (isTaken, now) = ticket.compareExchange(
        expected: seen, desired: seen + 1, ordering: .acquiringAndReleasing)
      if isTaken { return Int(seen & 0xFFFF) }
      seen = now
    }
    return nil
  }

  /// A function of its own, so that nobody holds the body when its part counts as done.
  @inline(never)
  private func call(_ part: Int) { body(part) }

  private func perform(_ part: Int) {
    call(part)
    done.add(1, ordering: .releasing)
  }

  private func sleep(since dismissals: Int) {
    condition.lock()
    defer { condition.unlock() }
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while !isNeeded && self.dismissals.load(ordering: .sequentiallyConsistent) == dismissals { condition.wait() }
    sleepers.subtract(1, ordering: .sequentiallyConsistent)
  }

  private var isNeeded: Bool {
    let seen = ticket.load(ordering: .sequentiallyConsistent)
    return seen & 0xFFFF < seen >> 16 & 0xFFFF
  }

  private func wake() {
    condition.lock()
    condition.broadcast()
    condition.unlock()
  }

  // MARK: The thread's team

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    precondition(pthread_key_create(&key, nil) == 0, "the system has no room for one more number of each thread")
    return key
  }()

  /// The team that the calling thread leads; nil for none, and while it does a part.
  private static var ofThread: ThreadTeam? {
    get { pthread_getspecific(key).map { Unmanaged<ThreadTeam>.fromOpaque($0).takeUnretainedValue() } }
    set { pthread_setspecific(key, newValue.map { Unmanaged.passUnretained($0).toOpaque() }) }
  }
}
