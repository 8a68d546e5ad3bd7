import Datasets
import Experiments
import Plotting

/// One image and what each network makes of it.
public struct PredictionCase: Sendable {
  /// E.g. "Test image 7", or a file's name.
  public let title: String
  /// What there is to know about where the image comes from; may be empty.
  public internal(set) var detail = ""
  /// Nil where nobody has said it.
  public let label: Int?
  /// The picture as it was given; nil for images of the data set, which networks see as they are.
  var picture: Bitmap?
  /// Of each class; nil if they are called by their numbers.
  var classNames: [String]?
  /// Where the figure was found in the picture.
  var inkBox: PixelBox?
  /// In pixels, of what the networks see.
  let width: Int
  let height: Int
  /// width × height bytes, as the data set has them.
  let pixels: [UInt8]
  let predictions: [Prediction]

  init(
    title: String, label: Int?, width: Int, height: Int, pixels: [UInt8], predictions: [Prediction]
  ) {
    precondition(pixels.count == width * height, "\(pixels.count) bytes for \(width) × \(height) pixels")
    precondition(!predictions.isEmpty, "an image without a prediction")
    (self.title, self.label, self.predictions) = (title, label, predictions)
    (self.width, self.height, self.pixels) = (width, height, pixels)
  }

  /// A test image.
  public init(testImage index: Int, of data: Dataset, models: [TrainedModel]) {
    let image = data.test[index..<index + 1]
    self.init(
      title: "Test image \(index)", label: Int(image.labels[0]), width: image.width, height: image.height,
      pixels: image.pixels, predictions: models.map { $0.prediction(of: image) })
    (detail, classNames) = (data.title, data.details.classNames)
  }

  /// A picture in a PNG file, made like the images that the networks have learned from: their size, their figures' size, and their ground.
  /// - Throws: ``PlottingError`` for a file that cannot be read, ``PictureError`` for a picture that shows nothing.
  public init(pictureIn file: String, like data: Dataset, models: [TrainedModel]) throws {
    guard data.details.featureNames == nil else {
      throw DatasetError.unusable(
        what: "--image shows a picture, and \(data.title) is a table",
        advice: "take its test cases with --index or --random")
    }
    let bitmap = try PNG(contentsOf: file).bitmap
    let normalized = try PictureNormalization(like: data.training).normalized(
      width: bitmap.width, height: bitmap.height, channels: bitmap.channels, bytes: bitmap.pixels, file: file)
    let box = normalized.inkBox
    self.init(
      title: file.split(separator: "/").last.map(String.init) ?? file, label: nil, width: data.test.width,
      height: data.test.height, pixels: normalized.pixels,
      predictions: models.map { $0.prediction(of: normalized.pixels) })
    detail = """
      \(bitmap.width) × \(bitmap.height) pixels, \(normalized.isInkDark ? "dark on light" : "light on dark"), of which the \
      figure takes \(box.width) × \(box.height) at (\(box.x.lowerBound), \(box.y.lowerBound))
      """
    (picture, inkBox, classNames) = (bitmap, box, data.details.classNames)
  }

  /// How a class is called.
  func className(_ place: Int) -> String { classNames?[place] ?? String(place) }

  /// Whether a network is right; nil without a label.
  func isRight(_ prediction: Prediction) -> Bool? { label.map { $0 == prediction.predicted } }

  /// What a network says in few words, e.g. "9, right", "4, wrong", "3 = 5, tied", or "9" without a label.
  func verdict(_ prediction: Prediction) -> String {
    let front = prediction.front
    guard front.count == 1 else {
      let classes = front.prefix(3).map(className).joined(separator: " = ") + (front.count > 3 ? " …" : "")
      return "\(classes), tied"
    }
    return className(prediction.predicted) + (isRight(prediction).map { $0 ? ", right" : ", wrong" } ?? "")
  }
}
