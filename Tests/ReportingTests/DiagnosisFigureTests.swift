import Datasets
import Testing

@testable import Experiments
@testable import Plotting
@testable import Reporting

/// The pictures of `compare diagnose`.
@Suite struct DiagnosisFigureTests {
  private static let arms = "random,he:activation=elu,lr=0.03,dropout=0.2,he:activation=gelu,lr=0.03,dropout=0.2"

  static func report() throws -> DiagnosisReport {
    var settings = ComparisonSettings(dataset: "synthetic", preset: .standard)
    settings.arms = try Arm.list(arms)
    settings.hidden = [Int](repeating: 30, count: 12)
    let data = try RunData(
      Dataset.synthetic(seed: 1, trainingCount: 240, testCount: 20, size: 8, classCount: 10), settings: settings)
    let diagnoses = try settings.arms.flatMap {
      try ArmDiagnosis.of($0, seed: 1, settings: settings, data: data, trains: false, cases: 40)
    }
    return DiagnosisReport(diagnoses, data: "Synthetic", command: "compare diagnose")
  }

  /// All gradients lie on one axis, on which those of small random weights are far to the left of He's.
  @Test func gradientsHaveOneAxis() throws {
    let figure = try #require(try Self.report().figures.first { $0.file == "gradients-before.png" }?.figure)
    let grid = try #require(figure.placements[0].content as? HistogramGrid)
    #expect(grid.sharedValues == .all && grid.x.scale == .logarithmic && grid.x.zeroBand == .always)
    func peak(_ row: Int) throws -> Double {
      let shares = try #require(grid.rows[row].panels[0]?.after)
      let highest = try #require(shares.counts.indices.max { shares.counts[$0] < shares.counts[$1] })
      return shares.edges[highest]
    }
    #expect(try peak(0) < 1e-6 * peak(1))
  }

  @Test func namesAreWholeAndCanBeRead() throws {
    for (file, figure) in try Self.report().figures {
      #expect(try figure.faults() == [], "\(file)")
      let texts = try #require(try figure.tracedCanvas().textTrace).entries.map(\.text)
      #expect(!texts.contains { $0.hasPrefix("he:") && $0.contains("…") }, "\(file): \(texts)")
      for name in ["elu", "gelu"] { #expect(texts.contains { $0.hasSuffix(name) }, "\(name) in \(file)") }
    }
  }
}
