import Experiments
import Plotting

/// Share of cases classified wrongly against epoch, on training and validation cases.
enum ErrorCurves {
  /// In percent, of the validation cases, or else of the test cases.
  static func guess(_ comparison: Comparison) -> Double? {
    (comparison.validationGuess ?? comparison.testGuess).map { 100 * $0.errorRate }
  }

  static func figure(_ comparison: Comparison, _ summaries: [ArmSummary]) -> ReportFigure? {
    guard CurveFigures.haveData(summaries) else { return nil }
    var figure = Figure(
      size: Size(width: 840, height: 420), title: "Classification error", subtitle: ReportFigure.subtitle(comparison),
      footer: CurveFigures.footer(comparison, summaries, scale: .share), columns: [.relative(1), .relative(1)])
    let error = CurveFigures.Quantity(
      label: "error, %", scale: .share, factor: 100, guess: \.errorRate, training: \.trainingErrorRate,
      validation: \.validationErrorRate)
    CurveFigures.place(error, in: &figure, comparison, summaries)
    let guess = comparison.validationGuess.map { " " + GuessText.error($0, on: "validation") } ?? ""
    return ReportFigure(
      file: "error-curves.png", title: "Classification error",
      caption: """
        Cases classified wrongly against epoch.\(guess) Where no error is left, a curve runs in the band at the foot of the axis, beside the \
        logarithmic scale.
        """, figure: figure)
  }
}
