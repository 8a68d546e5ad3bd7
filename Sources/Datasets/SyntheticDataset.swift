import Foundation
import LinearAlgebra

extension Dataset {
  /// A small data set drawn from a seed: each class is a figure of four strokes, and each image shows its class moved, turned,
  /// bent, in another thickness, and with noise. With the default counts, the nearest of the training images is of another
  /// class for 2 to 6 % of the test images (seeds 1 to 5).
  ///
  /// - Parameters:
  ///   - seed: another seed draws other figures and other images of them.
  ///   - trainingCount: as many images of each class as of any other, or one more.
  ///   - testCount: likewise.
  ///   - size: width and height in pixels.
  ///   - classCount: at most 256.
  public static func synthetic(
    seed: UInt64, trainingCount: Int = 6000, testCount: Int = 1000, size: Int = 28, classCount: Int = 10
  ) -> Dataset {
    precondition(trainingCount > 0 && testCount > 0, "\(trainingCount) training and \(testCount) test images")
    precondition(size > 0 && (1...256).contains(classCount), "\(classCount) classes of \(size) × \(size) pixels")
    var stream = PhiloxStream(seed: seed, stream: .synthesis(part: 0))
    let figures = (0..<classCount).map { _ in StrokeFigure(using: &stream) }
    func part(_ number: Int, count: Int) -> LabeledImages {
      var stream = PhiloxStream(seed: seed, stream: .synthesis(part: number))
      let labels = (0..<count).map { UInt8($0 % classCount) }.shuffled(using: &stream)
      let pixels = labels.flatMap { figures[Int($0)].varied(using: &stream).image(size: size, using: &stream) }
      return LabeledImages(width: size, height: size, pixels: pixels, labels: labels)
    }
    return Dataset(
      name: "synthetic", title: "Synthetic strokes", training: part(1, count: trainingCount),
      test: part(2, count: testCount))
  }
}

/// A line through five points of the unit square, with a thickness.
private struct StrokeFigure {
  var points: [SIMD2<Double>]
  var thickness = 0.045

  init(using stream: inout PhiloxStream) {
    points = (0..<5).map { _ in
      SIMD2(0.2 + 0.6 * stream.nextUniform(), 0.2 + 0.6 * stream.nextUniform())
    }
  }

  /// The same figure as another hand would draw it.
  func varied(using stream: inout PhiloxStream) -> StrokeFigure {
    let (turn, _) = stream.nextNormalPair()
    let (shiftX, shiftY) = stream.nextNormalPair()
    let (stretch, width) = stream.nextNormalPair()
    let (sine, cosine) = (sin(0.15 * turn), cos(0.15 * turn))
    let scale = exp(0.1 * stretch)
    var varied = self
    varied.thickness *= exp(0.25 * width)
    varied.points = points.map { point in
      let (bendX, bendY) = stream.nextNormalPair()
      let centred = (point - 0.5 + 0.05 * SIMD2(bendX, bendY)) * scale
      let turned = SIMD2(cosine * centred.x - sine * centred.y, sine * centred.x + cosine * centred.y)
      return turned + 0.5 + 0.04 * SIMD2(shiftX, shiftY)
    }
    return varied
  }

  /// size · size intensities: ink within the thickness of a stroke, fading at its edge, and a little noise on it.
  func image(size: Int, using stream: inout PhiloxStream) -> [UInt8] {
    (0..<size * size).map { index in
      let pixel = (SIMD2(Double(index % size), Double(index / size)) + 0.5) / Double(size)
      let ink = 1 - min(max((distance(to: pixel) - thickness) * Double(size) / 1.5 + 0.5, 0), 1)
      return UInt8(255 * ink * (1 - 0.3 * stream.nextUniform()))
    }
  }

  /// From a point to the nearest point of the line.
  private func distance(to point: SIMD2<Double>) -> Double {
    var nearest = Double.infinity
    for index in 1..<points.count {
      let (line, offset) = (points[index] - points[index - 1], point - points[index - 1])
      let share = min(max((line * offset).sum() / max((line * line).sum(), 1e-12), 0), 1)
      let gap = offset - line * share
      nearest = min(nearest, (gap * gap).sum())
    }
    return nearest.squareRoot()
  }
}
