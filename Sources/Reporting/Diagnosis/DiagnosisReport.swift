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

  /// Writes `signals.csv`, the pictures, and a page.
  /// - Returns: the files' names.
  public func write(to directory: String) throws -> [String] {
    try AtomicFile.createDirectory(directory)
    let table = (name: "signals.csv", bytes: Data(DiagnosisTable.csv(diagnoses).utf8))
    let pictures = figures.map { file, figure in
      let moment = file.contains("-after") ? "after training" : "before training"
      return KeptPage.Picture(
        file: file, title: "\(figure.title) \(moment)", caption: Self.caption(file), figure: figure)
    }
    let kept = KeptPage(page, pictures: pictures, texts: [PNG.Text("Command", command)], beside: [table])
    for file in try [table] + kept.allFiles() { try AtomicFile.write(file.bytes, to: directory + "/" + file.name) }
    return ["index.html", "signals.csv"] + pictures.map(\.file)
  }

  /// A section for each arm and moment, then the pictures.
  private var page: Page {
    let advice = diagnoses.map { "\($0.arm.name), \($0.moment): \(Advice($0).sentence)" }.joined(separator: " ")
    return Page(
      title: "\(data): what goes up and comes down the layers", summary: advice, up: Page.wayBack("../../index.html"),
      sections: diagnoses.map(DiagnosisTable.section),
      lastSections: [
        Page.Section(
          "The same again",
          [
            .code(command), .paragraph("The numbers behind it:"),
            .links([Page.Link("signals.csv", "signals.csv", remark: "a row for each arm, moment and layer")]),
          ])
      ])
  }

  private static func caption(_ file: String) -> String {
    if file.hasPrefix("signals") {
      return """
        Over the layers: pre-activations, activations and gradients, idle units and directions in use; and the singular values of \
        the Jacobian of the logits by the inputs. Dashed: what mean-field theory expects.
        """
    }
    return file.hasPrefix("activations")
      ? "What the layers put out. A needle means that all images look the same there."
      : "The sizes of the gradients that reach the layers, with respect to their pre-activations, all on one axis."
  }

  /// Three pictures before training, and three after if there was any.
  var figures: [(file: String, figure: Figure)] {
    let arms = diagnoses.map(\.arm).reduce(into: [Arm]()) { if !$0.contains($1) { $0.append($1) } }
    let styles = Dictionary(uniqueKeysWithValues: zip(arms.map(\.name), ArmStyle.styles(of: arms).map(\.darkened)))
    let isLater = { (diagnosis: ArmDiagnosis) in diagnosis.epochs > 0 || diagnosis.divergence != nil }
    var pictures: [(file: String, figure: Figure)] = []
    for (moment, shown) in [("before", diagnoses.filter { !isLater($0) }), ("after", diagnoses.filter(isLater))]
    where !shown.isEmpty {
      let figures = DiagnosisFigures(
        diagnoses: shown, styles: shown.compactMap { styles[$0.arm.name] }, labels: ArmLabels(shown.map(\.arm)),
        subtitle: subtitle(shown))
      pictures += [
        ("signals-\(moment).png", figures.curves()), ("activations-\(moment).png", figures.activations()),
        ("gradients-\(moment).png", figures.gradients()),
      ]
    }
    return pictures
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
