import ArgumentParser
import BoltzmannMachines
import Experiments
import Foundation
import LinearAlgebra
import NeuralNetworks

/// How time and memory grow with one size while the others stay. Each point is a process of its own.
enum Growth: String, CaseIterable {
  case hidden, batch, cases, depth, epochs

  struct Point: Codable {
    let size: String
    let value: Int
    let microsecondsPerCase: Double
    /// The most memory that the process held at once.
    let peakBytes: Int
  }

  var summary: String {
    switch self {
    case .hidden: "CD-1 with 784 visible and 250 to 4,000 hidden units"
    case .batch: "CD-1, 784 × 500, with 10 to 1,000 cases a step"
    case .cases: "CD-1, 784 × 500, on 1,000 to 600,000 cases"
    case .depth: "backpropagation through 1 to 10 hidden layers of 500 units"
    case .epochs: "CD-1, 784 × 500, for 1 to 20 epochs of 2,000 cases"
    }
  }

  var values: [Int] {
    switch self {
    case .hidden: [250, 500, 1000, 2000, 4000]
    case .batch: [10, 30, 100, 300, 1000]
    case .cases: [1000, 60_000, 600_000]
    case .depth: [1, 2, 3, 5, 10]
    case .epochs: [1, 5, 20]
    }
  }

  func measure(seconds: Double) throws -> [Point] {
    try values.map { value in
      try JSON.record.decoded(from: try OwnProcess.run(["point", rawValue, "\(value)", "\(seconds)"]))
    }
  }

  /// Measures one point in this process.
  func point(_ value: Int, seconds: Double) -> Point {
    let session = session(value)
    let rate = self == .cases || self == .epochs ? Rate.once(session) : Rate.measure([session], seconds: seconds).best
    return Point(size: rawValue, value: value, microsecondsPerCase: rate * 1e6, peakBytes: PeakMemory.bytes)
  }

  private func session(_ value: Int) -> Session {
    switch self {
    case .hidden: machine(hidden: value)
    case .batch: machine(batchSize: value, cases: 2000)
    case .cases: machine(cases: value)
    case .epochs: machine(epochs: value)
    case .depth:
      Workload.backpropagation(
        shape: [784] + [Int](repeating: 500, count: value) + [10], .sigmoid, .gradientDescent(momentum: 0.9), name: ""
      ).session()
    }
  }

  private func machine(hidden: Int = 500, batchSize: Int = 100, cases: Int = 2000, epochs: Int = 1) -> Session {
    let table = BenchmarkData.cases(count: cases, columns: 784)
    var settings = ContrastiveDivergence()
    settings.batchSize = batchSize
    let machine = RestrictedBoltzmannMachine(hiddenUnits: hidden, cases: table, seed: 1)
    let trainer = ContrastiveDivergenceTrainer(machine, settings: settings, seed: 1)
    return Session(cases: cases * epochs) {
      for epoch in 0..<epochs { _ = trainer.trainEpoch(table, epoch: epoch, of: epochs) }
    }
  }
}

/// `bench point`: one point of a growth, as JSON.
struct PointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "point", shouldDisplay: false)

  @Argument var size: String
  @Argument var value: Int
  @Argument var seconds: Double

  func run() throws {
    guard let growth = Growth(rawValue: size), growth.values.contains(value) else {
      throw ValidationError("There is no point \(value) of \(size).")
    }
    print(try JSON.record.text(growth.point(value, seconds: seconds)))
  }
}
