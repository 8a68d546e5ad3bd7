import Experiments
import Foundation
import Plotting

/// A diagnosis for the terminal, and as a table and pictures in a directory.
public struct DiagnosisReport {
  private let diagnoses: [ArmDiagnosis]
  private let data: String
  private let command: String

  /// - Parameters:
  ///   - diagnoses: of arms before, and perhaps after, training.
  ///   - data: the data set's name for people.
  ///   - command: what made it, for the pictures.
  public init(_ diagnoses: [ArmDiagnosis], data: String, command: String) {
    (self.diagnoses, self.data, self.command) = (diagnoses, data, command)
  }

  /// A table and advice for each arm and moment.
  public var text: String { diagnoses.map(DiagnosisTable.text).joined(separator: "\n\n") }

  /// Writes `signals.csv` and the pictures.
  /// - Returns: the files' names.
  public func write(to directory: String) throws -> [String] {
    try AtomicFile.createDirectory(directory)
    try AtomicFile.write(Data(DiagnosisTable.csv(diagnoses).utf8), to: directory + "/signals.csv")
    let figures = figures
    for (file, figure) in figures {
      let bytes = try figure.png(texts: [PNG.Text("Command", command)])
      try AtomicFile.write(bytes, to: directory + "/" + file)
    }
    return ["signals.csv"] + figures.map(\.file)
  }

  /// Three pictures before training, and three after if there was any.
  var figures: [(file: String, figure: Figure)] {
    let arms = diagnoses.map(\.arm).reduce(into: [Arm]()) { if !$0.contains($1) { $0.append($1) } }
    let styles = Dictionary(uniqueKeysWithValues: zip(arms.map(\.name), ArmStyle.styles(of: arms).map(\.darkened)))
    let isLater = { (diagnosis: ArmDiagnosis) in diagnosis.epochs > 0 || diagnosis.divergence != nil }
    return [("before", diagnoses.filter { !isLater($0) }), ("after", diagnoses.filter(isLater))]
      .filter { !$0.1.isEmpty }
      .flatMap { moment, shown in
        let figures = DiagnosisFigures(
          diagnoses: shown, styles: shown.compactMap { styles[$0.arm.name] }, subtitle: subtitle(shown))
        return [
          ("signals-\(moment).png", figures.curves()),
          (
            "activations-\(moment).png",
            figures.histograms(title: "Activations", label: "activation", sharing: .rows) { $0.activations }
          ),
          (
            "gradients-\(moment).png",
            figures.histograms(
              title: "Gradients", label: "∂loss/∂pre-activation; each panel has its own scale", sharing: .none
            ) { $0.gradients }
          ),
        ]
      }
  }

  private func subtitle(_ shown: [ArmDiagnosis]) -> String {
    let shapes = Set(shown.map { Self.text($0.shape) })
    let moments = Set(shown.map(\.moment))
    return "\(data), \(shapes.count == 1 ? shapes.first ?? "" : "\(shapes.count) shapes"), "
      + (moments.count == 1 ? moments.first ?? "" : "after training, or where it diverged")
  }

  /// E.g. "784-500×20-10".
  static func text(_ shape: [Int]) -> String {
    guard shape.count > 5, Set(shape.dropFirst().dropLast()).count == 1 else {
      return shape.map(String.init).joined(separator: "-")
    }
    return "\(shape[0])-\(shape[1])×\(shape.count - 2)-\(shape[shape.count - 1])"
  }
}

extension ArmStyle {
  /// Dashes stand for theory here, so that arms of one base have to differ more in their shade.
  fileprivate var darkened: ArmStyle {
    ArmStyle(color: dash == .solid ? color : color.mixed(with: .black, by: 0.5), dash: .solid)
  }
}
