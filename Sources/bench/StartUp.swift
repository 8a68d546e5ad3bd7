import ArgumentParser
import Datasets
import Experiments
import Foundation

/// How long a user waits before anything is learned.
struct StartUp: Codable {
  /// Seconds to read and unpack MNIST.
  let loadingMNIST: Double
  /// Seconds from the start of a process to the end of its first training step.
  let firstStep: Double

  /// The fastest of five.
  static func measure() throws -> StartUp {
    let clock = ContinuousClock()
    let trials = 0..<5
    let loading = try trials.map { _ in try clock.measure { _ = try Dataset.mnist() } / .seconds(1) }
    let first = try trials.map { _ in try clock.measure { _ = try OwnProcess.run(["first-step"]) } / .seconds(1) }
    return StartUp(loadingMNIST: loading.min() ?? .nan, firstStep: first.min() ?? .nan)
  }
}

/// `bench first-step`: what `compare` does up to its first training step, and then ends.
struct FirstStepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "first-step", shouldDisplay: false)

  func run() throws {
    let settings = try ComparisonMeasurement.defaultSettings()
    let data = try RunData(Dataset.mnist(), settings: settings)
    let jobs = ProcessInfo.processInfo.activeProcessorCount
    _ = Environment.measured(jobs: jobs)
    _ = ComparisonRunner(settings: settings, data: data, jobs: jobs).run { _ in Foundation.exit(0) }
  }
}

/// This program, started again.
enum OwnProcess {
  /// - Returns: what it prints.
  static func run(_ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = Bundle.main.executableURL
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data
  }
}
