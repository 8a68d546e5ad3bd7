import Foundation
import Testing

/// The program's real output. No test here asserts a time.
@Suite struct BenchTests {
  @Test func oneObjectOfJSONHoldsPeaksAndWorkloads() throws {
    let result = try Program(bench: ["--workload", "cd1-784x500-batch10", "--seconds", "0.05", "--json"])
    #expect(result.status == 0, "\(result.errors)")
    let document = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let oneCore = try #require(document["peakGflopsOneCore"] as? Double)
    #expect(oneCore > 0)
    #expect(try #require(document["peakGflopsAllCores"] as? Double) > 0)
    let workloads = try #require(document["workloads"] as? [[String: Any]])
    #expect(workloads.compactMap { $0["name"] as? String } == ["cd1-784x500-batch10"])
    for workload in workloads {
      let gflops = try #require(workload["gflopsOneCore"] as? Double)
      let share = try #require(workload["shareOfOneCore"] as? Double)
      #expect(abs(gflops / oneCore - share) < 1e-9 && share > 0)
      #expect(try #require(workload["shareOfAllCores"] as? Double) > 0)
      // Five products of 784 × 500 weights a case, two operations each.
      let seconds = try #require(workload["secondsPerEpoch"] as? Double)
      #expect(abs(gflops * 1e9 * seconds / (5 * 2 * 784 * 500 * 60_000) - 1) < 1e-6)
    }
  }

  @Test func tablesNameWhatTheyHold() throws {
    let result = try Program(bench: ["--workload", "kernels", "--seconds", "0.05"])
    #expect(result.status == 0)
    for text in ["Peak of single-precision matrix products", "ns / value", "bias, sigmoid and sample", "Adam"] {
      #expect(result.output.contains(text), "\(text) is missing")
    }
  }

  @Test(arguments: [
    (["--workload", "cd2"], "--workload 'cd2' is unknown"), (["--seconds", "0"], "--seconds 0.0 is impossible"),
    (["--seconds", "nan"], "--seconds nan is impossible"),
  ])
  func badOptionsAreNamed(arguments: [String], sentence: String) throws {
    let result = try Program(bench: arguments)
    #expect(result.status != 0 && result.errors.contains(sentence) && result.output.isEmpty, "\(result.errors)")
  }

  /// Twenty epochs hold no more memory than one, but for what the allocator keeps.
  @Test func memoryDoesNotGrowWithEpochs() throws {
    func peak(epochs: Int) throws -> Double {
      let result = try Program(bench: ["point", "epochs", "\(epochs)", "0.05"])
      let point = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
      return try #require(point["peakBytes"] as? Double)
    }
    let (few, many) = (try peak(epochs: 1), try peak(epochs: 20))
    #expect(many - few < 3e6, "\(few) bytes for one epoch, \(many) for twenty")
  }
}
