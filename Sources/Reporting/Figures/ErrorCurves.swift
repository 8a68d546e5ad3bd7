import Experiments
import Plotting

/// Share of cases classified wrongly against epoch, on training and validation cases.
enum ErrorCurves {
  static func figure(_ comparison: Comparison, _ summaries: [ArmSummary]) -> ReportFigure? {
    guard CurveFigures.haveData(summaries) else { return nil }
    var figure = Figure(
      size: Size(width: 840, height: 400), title: "Classification error", subtitle: ReportFigure.subtitle(comparison),
      footer: CurveFigures.footer(comparison), columns: [.relative(1), .relative(1)])
    CurveFigures.place(
      in: &figure, comparison, summaries, label: "error, %", scale: 100, training: \.trainingErrorRate,
      validation: \.validationErrorRate, guess: \.errorRate)
    let guess = comparison.validationGuess.map { " " + GuessText.error($0, on: "validation") } ?? ""
    return ReportFigure(
      file: "error-curves.png", title: "Classification error",
      caption: """
        Cases classified wrongly against epoch.\(guess) A training curve ends where no error is left, since zero has no place on a \
        logarithmic axis.
        """, figure: figure)
  }
}
