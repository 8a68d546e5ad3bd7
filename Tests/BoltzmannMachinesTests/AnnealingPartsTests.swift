import LinearAlgebra
import Synchronization
import Testing

@testable import BoltzmannMachines

/// Estimates that go on from groups of chains that have ended.
@Suite struct AnnealingPartsTests {
  final class Memory: AnnealingParts {
    let parts = Mutex<[String: AnnealingPart]>([:])
    let kept = Mutex(0)

    func part(_ name: String) -> AnnealingPart? { parts.withLock { $0[name] } }

    func keep(_ part: AnnealingPart, as name: String) {
      parts.withLock { $0[name] = part }
      kept.withLock { $0 += 1 }
    }
  }

  private static func bounds(_ memory: Memory?, steps: Int = 40, seed: UInt64 = 1) -> LogPartitionBounds {
    let reference = ReferenceMachine(visible: 9, hidden: 30)
    var sampling = AnnealedImportanceSampling(baseBiases: [Float](repeating: 0.1, count: 9), seed: seed)
    (sampling.schedule, sampling.parts) = (.uniform(steps: steps), memory)
    let starts = sampling.ascend(reference.machine).ends
    let lower = sampling.run(reference.machine)
    let upper = sampling.runReverse(reference.machine, from: starts, run: 1)
    return LogPartitionBounds(
      lower: lower, downward: [.init(start: .annealed, starts: starts, estimate: upper)])
  }

  private func numbers(_ bounds: LogPartitionBounds) -> [[Double]] {
    [
      bounds.lower.logPartitions, bounds.downward[0].estimate.logPartitions,
      bounds.downward[0].starts.values.map(Double.init),
    ]
  }

  @Test func whatIsKeptIsNotAnnealedAgain() {
    let memory = Memory()
    let whole = Self.bounds(nil)
    #expect(numbers(Self.bounds(memory)) == numbers(whole))
    let groups = memory.kept.withLock { $0 }
    #expect(groups == 4 && memory.parts.withLock { $0.keys.count { $0.hasPrefix("up") } } == 2)
    #expect(numbers(Self.bounds(memory)) == numbers(whole) && memory.kept.withLock { $0 } == groups)
    // One that is missing, and one that cannot be, are annealed again.
    memory.parts.withLock { parts in
      parts = parts.filter { !$0.key.hasPrefix("up") || $0.key.hasSuffix("group 0") }
      for name in parts.keys where name.hasPrefix("up") { parts[name] = AnnealingPart(logWeights: [1, 2]) }
    }
    #expect(numbers(Self.bounds(memory)) == numbers(whole) && memory.kept.withLock { $0 } == groups + 2)
    #expect(numbers(Self.bounds(memory, steps: 41)) != numbers(whole))
  }
}
