@testable import Plotting

extension Figure {
  /// Complaints about what would keep a reader of a page from reading the figure's texts.
  func faults() throws -> [String] {
    let canvas = try tracedCanvas()
    let entries = canvas.textTrace?.entries ?? []
    guard !entries.isEmpty else { return ["there is no text"] }
    // A page shows a figure at most 992 pixels wide.
    let scale = min(1, 992 / size.width)
    var faults = entries.flatMap { entry in
      var faults: [String] = []
      if entry.covered > 2 { faults.append("“\(entry.text)” is written over \(entry.covered) pixels of ink") }
      if entry.pixels != canvas.pixels(in: entry.box) { faults.append("“\(entry.text)” was drawn over") }
      if entry.size * scale < 8 { faults.append("“\(entry.text)” has only \(entry.size * scale) pixels") }
      if entry.covered == 0 && entry.color.contrast(to: .white) < 4.5 && entry.color != .white {
        faults.append("“\(entry.text)” is pale")
      }
      return faults
    }
    if size.width > Figure.widestReadable { faults.append("\(size.width) points are too wide") }
    if canvas.size.height * 2 > Canvas.longestSide { faults.append("\(size.height) points are too high") }
    return faults
  }
}
