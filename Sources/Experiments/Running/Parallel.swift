import Synchronization

/// The same work on many things, on a number of threads.
public enum Parallel {
  /// - Parameters:
  ///   - jobs: how many are worked on at once, each on one thread.
  ///   - cost: in any unit; the dearest goes first.
  /// - Returns: the results in the order of the inputs.
  public static func map<Input, Output>(
    _ inputs: [Input], jobs: Int, cost: (Input) -> Double = { _ in 1 }, _ body: @escaping @Sendable (Input) -> Output
  ) -> [Output] {
    nonisolated(unsafe) let inputs = inputs
    let results = Results<Output>(count: inputs.count)
    let tasks = inputs.indices.map { index in
      WorkQueue.Task(cost: cost(inputs[index]), prerequisite: nil) { results.set(index, body(inputs[index])) }
    }
    WorkQueue.run(tasks, jobs: jobs)
    return results.all
  }

  /// Places that threads fill, each its own.
  private final class Results<Output>: @unchecked Sendable {
    private let lock = Mutex(())
    private var places: [Output?]

    init(count: Int) { places = [Output?](repeating: nil, count: count) }

    func set(_ index: Int, _ value: Output) { lock.withLock { _ in places[index] = value } }

    var all: [Output] { lock.withLock { _ in places.compactMap { $0 } } }
  }
}
