import BoltzmannMachines
import Foundation
import LinearAlgebra
import NeuralNetworks
import Synchronization
import Testing

/// Training takes all its memory before the first step.
///
/// While the counter counts, code of other threads is not safe, so these tests are run by themselves, one after another:
/// `DEEPBELIEF_COUNT_ALLOCATIONS=1 swift test --filter AllocationTests`, as `.ci/run` does.
@Suite(.serialized, .enabled(if: AllocationCounter.isAvailable)) struct AllocationTests {
  @Test func theCounterCounts() {
    #expect(AllocationCounter.count { _ = Matrix(rows: 3, columns: 3) } == 1)
  }

  /// Five times the steps, the same number of allocations: those of the epoch's order.
  @Test(arguments: [1, 3]) func stepsOfContrastiveDivergence(gibbsSteps: Int) {
    func allocations(cases: Int) -> Int {
      var settings = ContrastiveDivergence()
      (settings.batchSize, settings.steps) = (10, gibbsSteps)
      let table = CaseTable.bytes((0..<cases * 30).map { UInt8(truncatingIfNeeded: $0 * 7) }, columns: 30)
      let machine = RestrictedBoltzmannMachine(hiddenUnits: 20, cases: table, seed: 1)
      let trainer = ContrastiveDivergenceTrainer(machine, settings: settings, seed: 1)
      _ = trainer.trainEpoch(table, epoch: 0, of: 2)
      return AllocationCounter.count { _ = trainer.trainEpoch(table, epoch: 1, of: 2) }
    }
    #expect(allocations(cases: 100) == allocations(cases: 500))
  }

  @Test(
    arguments: [Optimizer.gradientDescent(momentum: 0.9), .nesterov(), .rmsProp(), .adam(), .adamW()],
    [Dropout.none, Dropout(input: 0.2, hidden: 0.5)])
  func stepsOfBackpropagation(optimizer: Optimizer, dropout: Dropout) {
    // GELU and PReLU need the most memory of all activations.
    for activation in [Activation.relu, .gelu, .prelu()] {
      expectNone(activation, optimizer, dropout)
      expectNone(
        activation, optimizer, dropout, Regularization(weightDecay: 1e-3, l1: 1e-4, maxNorm: 1, clipNorm: 0.1))
    }
  }

  @Test(arguments: [Optimizer.gradientDescent(momentum: 0.9), .adam()])
  func stepsWithBatchNormalization(optimizer: Optimizer) {
    expectNone(.gelu, optimizer, .none, isNormalized: true)
    expectNone(.prelu(), optimizer, .none, isNormalized: true)
    expectNone(.selu, optimizer, Dropout(input: 0.1, hidden: 0, alpha: 0.2), isNormalized: true)
    expectNone(.relu, optimizer, Dropout(input: 0.2, hidden: 0.5), Regularization(clipNorm: 0.1), isNormalized: true)
  }

  private func expectNone(
    _ activation: Activation, _ optimizer: Optimizer, _ dropout: Dropout, _ regularization: Regularization = .none,
    isNormalized: Bool = false
  ) {
    let plain = MultilayerPerceptron(
      shape: [30, 20, 20, 10], activation: activation, initializer: .heNormal, seed: 1)
    let network = isNormalized ? plain.normalized() : plain
    let training = Backpropagation(
      network, optimizer: optimizer, batchSize: 10, dropout: dropout, regularization: regularization)
    let labels = (0..<10).map { UInt8($0) }
    func steps(_ count: Int) {
      for _ in 0..<count {
        labels.withUnsafeBufferPointer { _ = training.step(labels: $0, learningRate: 0.01) }
      }
    }
    steps(1)
    #expect(AllocationCounter.count { steps(20) } == 0)
  }
}

/// Counts the objects and arrays that Swift allocates on one thread, through the hook that its runtime keeps for instruments.
private enum AllocationCounter {
  private typealias Allocate = @convention(c) (UnsafeRawPointer?, Int, Int) -> UnsafeMutableRawPointer?

  nonisolated(unsafe) private static let hook = dlsym(nil, "_swift_allocObject")?.assumingMemoryBound(to: Allocate.self)
  nonisolated(unsafe) private static let isSwitchedOn = dlsym(
    nil, "_swift_enableSwizzlingOfAllocationAndRefCountingFunctions_forInstrumentsOnly")?.assumingMemoryBound(
      to: Bool.self)
  private static let state = Mutex(())
  nonisolated(unsafe) private static var original: Allocate?
  nonisolated(unsafe) private static var thread = pthread_self()
  nonisolated(unsafe) private static var allocations = 0

  static var isAvailable: Bool {
    ProcessInfo.processInfo.environment["DEEPBELIEF_COUNT_ALLOCATIONS"] == "1" && hook != nil && isSwitchedOn != nil
  }

  /// Allocations on the calling thread while `body` runs.
  static func count(_ body: () -> Void) -> Int {
    state.withLock { _ in
      guard let hook, let isSwitchedOn else { return 0 }
      original = hook.pointee
      (thread, allocations) = (pthread_self(), 0)
      hook.pointee = { type, size, alignment in
        if pthread_equal(pthread_self(), AllocationCounter.thread) != 0 { AllocationCounter.allocations += 1 }
        return AllocationCounter.original?(type, size, alignment)
      }
      isSwitchedOn.pointee = true
      body()
      isSwitchedOn.pointee = false
      if let original { hook.pointee = original }
      return allocations
    }
  }
}
