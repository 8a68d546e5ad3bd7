import BoltzmannMachines
import LinearAlgebra

/// Pixels for Gaussian units: each less its mean over the training cases, divided by its standard deviation over them; Hinton (2010),
/// section 13.2.
///
/// A deviation below 0.1 (intensities go from 0 to 1) counts as 0.1, so that a pixel that hardly ever has ink does not become a number
/// of many deviations where a test case has some.
public struct PixelStandardization {
  /// In intensities, 1 × pixels.
  public let means: Matrix
  public let deviations: Matrix

  static let leastDeviation: Float = 0.1
  static let summary =
    "grey, each pixel less its training mean, divided by its training standard deviation (at least \(leastDeviation))"

  init(of cases: CaseTable) {
    means = Matrix(rows: 1, columns: cases.columns, values: cases.columnMeans.map(Float.init))
    deviations = Matrix(
      rows: 1, columns: cases.columns, values: cases.columnDeviations.map { max(Float($0), Self.leastDeviation) })
  }

  /// Standardised copies, cases × pixels.
  func applied(to cases: CaseTable) -> CaseTable {
    let intensities = Matrix(rows: cases.count, columns: cases.columns)
    if cases.count > 0 { cases.gather(from: 0, into: intensities) }
    return .numbers(applied(to: intensities))
  }

  /// The same of intensities, cases × pixels.
  func applied(to intensities: Matrix) -> Matrix {
    let result = intensities.copy()
    for index in 0..<result.count {
      let pixel = index % result.columns
      result.pointer[index] = (result.pointer[index] - means[0, pixel]) / deviations[0, pixel]
    }
    return result
  }

  /// Intensities again, for pictures.
  func undone(_ cases: Matrix) -> Matrix {
    let result = cases.copy()
    for index in 0..<result.count {
      let pixel = index % result.columns
      result.pointer[index] = result.pointer[index] * deviations[0, pixel] + means[0, pixel]
    }
    return result
  }
}
