import Experiments
import Foundation

extension BenchmarkResults {
  /// For people: a table for each kind of measurement.
  var tables: String {
    [heading, workloadTable, partTable, teamTable, comparisonText, kernelTable, startUpText, growthTable]
      .compactMap { $0 }.joined(separator: "\n\n")
  }

  private var heading: String {
    """
    \(Environment.machine)
    Peak of single-precision matrix products (2048³): \(decimal(peakOneCore, 1)) GFLOP/s on one core, \
    \(decimal(peakAllCores, 1)) on \(cores) at once.
    """
  }

  private var workloadTable: String? {
    guard !workloads.isEmpty else { return nil }
    let rows = workloads.map { result in
      [
        result.name, decimal(result.gflopsOneCore, 1), percent(result.gflopsOneCore / peakOneCore),
        percent(result.medianGflopsOneCore / peakOneCore), decimal(result.gflopsAllCores, 1),
        percent(result.gflopsAllCores / peakAllCores), decimal(result.secondsPerEpoch, 2),
      ]
    }
    return table(
      [
        "workload", "GFLOP/s, one core", "share of peak", "median", "GFLOP/s, all cores", "share of peak",
        "s / 60,000 cases",
      ], rows)
  }

  private var partTable: String? {
    let takenApart = workloads.filter { !$0.parts.isEmpty }
    guard !takenApart.isEmpty else { return nil }
    let kinds = StepPart.Kind.allCases
    let rows = takenApart.map { result in
      [result.name] + kinds.map { result.share(of: $0).map(percent) ?? "–" } + [result.otherShare.map(percent) ?? "–"]
    }
    return "Where a step's time goes, each part timed alone:\n"
      + table(["workload"] + kinds.map(\.title) + ["rest"], rows)
  }

  private var teamTable: String? {
    guard let first = teams.first, let meeting = microsecondsOfMeeting else { return nil }
    let rows = teams.map { team in
      [team.name, decimal(team.gflops[0].value, 1)]
        + team.gflops.indices.dropFirst().map { decimal(team.speedUp($0), 2) + " ×" }
        + [decimal(team.gflopsApart / team.gflops[0].value, 2) + " ×", percent(team.shareOfApart)]
    }
    let header =
      ["one model", "GFLOP/s, 1 thread"] + first.gflops.dropFirst().map { "\($0.threads) threads" }
      + ["\(cores) models at once", "one of these"]
    return "One model on several threads, medians in turn; a meeting of all takes \(decimal(meeting, 1)) µs:\n"
      + table(header, rows)
  }

  private var comparisonText: String? {
    comparison.map {
      """
      Default comparison: \(decimal($0.seconds, 1)) s from data to figures, \(decimal($0.gflops, 1)) GFLOP/s, \
      \(percent($0.gflops / peakAllCores)) of the peak of all cores. Loading took \(decimal($0.secondsLoading, 2)) s, drawing \
      \(decimal($0.secondsDrawing, 2)) s. Measuring (validation and free energies) was \
      \(percent($0.measuringShare)) of the operations, and checkpoints took \(percent($0.savingShare)) of the time of all cores.
      """
    }
  }

  private var kernelTable: String? {
    kernels.isEmpty
      ? nil : table(["pass", "ns / value"], kernels.map { [$0.name, decimal($0.nanosecondsPerValue, 3)] })
  }

  private var startUpText: String? {
    startUp.map {
      """
      Start of the process to the first training step: \(decimal($0.firstStep, 2)) s. Loading MNIST: \
      \(decimal($0.loadingMNIST, 2)) s.
      """
    }
  }

  private var growthTable: String? {
    guard !growth.isEmpty else { return nil }
    let rows = growth.map {
      [$0.size, "\($0.value)", decimal($0.microsecondsPerCase, 2), megabytes($0.peakBytes)]
    }
    return "How cost grows, each point a process of its own:\n"
      + table(["size", "value", "µs / case", "peak memory"], rows)
  }

  /// It is Markdown, so that it can be quoted.
  private func table(_ header: [String], _ rows: [[String]]) -> String { MarkdownTable.aligned([header] + rows) }

  private func decimal(_ value: Double, _ digits: Int) -> String { NumberText.decimal(value, digits: digits) }
  private func percent(_ share: Double) -> String { NumberText.percent(share, digits: 1) }
  private func megabytes(_ bytes: Int) -> String { decimal(Double(bytes) / 1e6, 0) + " MB" }
}
