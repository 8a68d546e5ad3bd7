import Dispatch

/// The results of `body` for 0 ..< count, in order, computed on up to `threads` threads at once.
///
/// Results depend on the thread count only if a body does: each takes its random numbers from a stream of its own.
func parallelMap<Result>(count: Int, threads: Int, _ body: (Int) -> Result) -> [Result] {
  precondition(threads >= 1, "\(threads) threads do no work")
  guard threads > 1, count > 1 else { return (0..<count).map(body) }
  let workers = min(threads, count)
  nonisolated(unsafe) let body = body
  return Array<Result?>(unsafeUninitializedCapacity: count) { buffer, initialized in
    nonisolated(unsafe) let results = buffer
    results.initialize(repeating: nil)
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for index in stride(from: worker, to: count, by: workers) { results[index] = body(index) }
    }
    initialized = count
  }.compactMap { $0 }
}
