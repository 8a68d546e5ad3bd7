import Experiments
import NeuralNetworks

/// What was measured of each layer, for the terminal and as a file.
struct DiagnosisTable {
  private static let columns = [
    "layer", "units", "sd of z", "theory", "mean f(z)", "rms f(z)", "theory", "rms gradient", "theory", "saturated",
    "dead",
    "rank", "cosine",
  ]

  /// A heading, a table and the advice.
  static func text(_ diagnosis: ArmDiagnosis) -> String {
    let rows = diagnosis.signals.layers.indices.map { row(diagnosis, layer: $0) }
    return """
      \(diagnosis.arm.name): \(diagnosis.arm.summary), \(diagnosis.moment)
      \(TextTable.aligned([columns] + rows))
      \(ends(diagnosis))
      \(Advice(diagnosis).sentence)
      """
  }

  /// The same for a page.
  static func section(_ diagnosis: ArmDiagnosis) -> Page.Section {
    let rows = diagnosis.signals.layers.indices.map { Page.Row(row(diagnosis, layer: $0)) }
    return Page.Section(
      "\(diagnosis.arm.name), \(diagnosis.moment)",
      [
        .lead(Advice(diagnosis).sentence),
        .table(Page.Table("Signals of \(diagnosis.arm.summary) by layer", header: columns, rows: rows)),
        .quiet(ends(diagnosis)),
      ])
  }

  private static func ends(_ diagnosis: ArmDiagnosis) -> String {
    let jacobian = diagnosis.signals.jacobian
    let ratio = NumberText.significant(diagnosis.signals.gradientRatio)
    let (first, last) = (
      NumberText.significant(Double(jacobian.first ?? .nan)), NumberText.significant(Double(jacobian.last ?? .nan))
    )
    return "first/last ‖∂loss/∂W‖ \(ratio); singular values of the Jacobian \(first) to \(last)"
  }

  private static func row(_ diagnosis: ArmDiagnosis, layer: Int) -> [String] {
    let (signals, theory) = (diagnosis.signals.layers[layer], diagnosis.theory?[layer])
    func root(_ square: Double?) -> String { square.map { NumberText.significant($0.squareRoot()) } ?? "" }
    return [
      "\(layer + 1)", "\(diagnosis.shape[layer + 1])", NumberText.significant(signals.preactivations.standardDeviation),
      root(theory?.preactivations), NumberText.significant(signals.activations.mean),
      NumberText.significant(signals.activations.rootMeanSquare), root(theory?.activations),
      NumberText.significant(signals.gradients.rootMeanSquare), root(theory?.gradients),
      NumberText.percent(signals.saturated, digits: 0), NumberText.percent(signals.dead, digits: 0),
      NumberText.decimal(signals.effectiveRank, digits: 1), NumberText.decimal(signals.cosine, digits: 3),
    ]
  }

  /// All numbers, a line for each arm, moment and layer; empty where theory says nothing, and where there is no number.
  static func csv(_ diagnoses: [ArmDiagnosis]) -> String {
    let header = [
      "arm", "epochs", "layer", "units", "z_mean", "z_sd", "z_rms_theory", "activation_mean", "activation_sd",
      "activation_rms_theory", "gradient_mean", "gradient_sd", "gradient_rms_theory", "weight_gradient_norm",
      "saturated",
      "dead", "effective_rank", "cosine",
    ]
    let rows = diagnoses.flatMap { diagnosis in
      diagnosis.signals.layers.indices.map { fields(diagnosis, layer: $0) }
    }
    return CSV.text([header] + rows)
  }

  private static func fields(_ diagnosis: ArmDiagnosis, layer: Int) -> [String] {
    let (signals, theory) = (diagnosis.signals.layers[layer], diagnosis.theory?[layer])
    // Where there is no number, such as an angle between vectors of zeros, the field is empty: NaN may have a sign.
    func number(_ value: Double) -> String { value.isNaN ? "" : "\(value)" }
    func root(_ square: Double?) -> String { square.map { number($0.squareRoot()) } ?? "" }
    func ends(_ histogram: NeuralNetworks.Histogram) -> [String] {
      [number(histogram.mean), number(histogram.standardDeviation)]
    }
    return [CSV.quoted(diagnosis.arm.name), "\(diagnosis.epochs)", "\(layer + 1)", "\(diagnosis.shape[layer + 1])"]
      + ends(signals.preactivations) + [root(theory?.preactivations)] + ends(signals.activations)
      + [root(theory?.activations)] + ends(signals.gradients)
      + [
        root(theory?.gradients), number(diagnosis.signals.gradientNorms[layer]), number(signals.saturated),
        number(signals.dead),
      ]
      + [number(signals.effectiveRank), number(signals.cosine)]
  }
}

extension ArmDiagnosis {
  /// E.g. "before training".
  var moment: String {
    if let divergence { return "diverged at \(divergence.place)" }
    let end = epochs == 0 ? "before training" : "after \(epochs) epoch\(epochs == 1 ? "" : "s")"
    return end + (failure.map { ", \($0.name)" } ?? "")
  }
}
