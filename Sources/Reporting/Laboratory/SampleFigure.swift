import Experiments
import Foundation
import LinearAlgebra
import Plotting

/// Images that a model has dreamt of.
public enum SampleFigure {
  /// - Parameter images: intensities, images × pixels.
  public static func png(
    _ images: Matrix, laboratory: Laboratory, steps: Int, command: String
  ) throws(PlottingError) -> Data {
    let shown = laboratory.data.images
    let strip = ImageStrip(images, width: shown.width, height: shown.height)
    let columns = Int(Double(images.rows).squareRoot().rounded(.up))
    let settings = laboratory.settings
    let shape = ([laboratory.data.visibleUnits] + settings.hidden).map(String.init).joined(separator: "-")
    var figure = Figure(
      size: Size(width: 720, height: 400), title: "Samples",
      subtitle:
        "\(settings.model.rawValue.uppercased()) \(shape) on \(laboratory.data.title), \(settings.training.estimator.name)",
      footer: "Probabilities of the pixels after \(steps.formatted) steps from noise, one chain an image.",
      rows: [.fitting])
    let tiles = LaboratoryFigures.tiles([strip])
    figure.place(ImageGrid(tiles: tiles, columns: columns, inkOnPaper: true), row: 0, column: 0)
    return Data(
      try ReportFigure.fitted(figure).png(
        texts: [PNG.Text("Version", Environment.programName), PNG.Text("Command", command)]))
  }
}
