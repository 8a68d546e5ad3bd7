/// Which arrays of an archive or a folder are cases and which their classes, by the names that Keras, scikit-learn, MedMNIST and others give.
enum ArrayNames {
  private static let training = (
    cases: ["x_train", "train_images", "train_x", "train_data", "images", "data", "x", "features", "arr_0"],
    labels: [
      "y_train", "train_labels", "train_y", "train_targets", "labels", "target", "targets", "y", "label", "arr_1",
    ]
  )
  private static let test = (
    cases: ["x_test", "test_images", "test_x", "test_data"],
    labels: ["y_test", "test_labels", "test_y", "test_targets"]
  )

  /// What the arrays of these names hold together.
  /// - Parameter read: an array by its name.
  static func data(
    _ names: [String], of source: String, as format: String, read: (String) throws(DatasetError) -> NumPyArray
  ) throws(DatasetError) -> RawData {
    let known = Dictionary(names.map { ($0.lowercased(), $0) }) { first, _ in first }
    func name(_ candidates: [String]) -> String? { candidates.lazy.compactMap { known[$0] }.first }
    func optional(_ candidates: [String]) throws(DatasetError) -> NumPyArray? {
      guard let name = name(candidates) else { return nil }
      return try read(name)
    }
    guard let cases = try optional(training.cases) else {
      throw .unusable(
        what:
          "\(source) has the arrays \(names.prefix(8).joined(separator: ", "))\(names.count > 8 ? " and others" : "")",
        advice: "name that of the cases x_train, images, data or x, and that of the classes y_train, target or y")
    }
    let labelArray = try optional(training.labels)
    var data = RawData(format: format, training: try self.cases(cases, labelArray, file: source))
    if let cases = try optional(test.cases) {
      data.test = try self.cases(cases, try optional(test.labels), file: source)
    }
    // Texts that cannot be read are no reason to refuse numbers that can.
    if let name = known["target_names"], let texts = try? read(name).texts { rename(&data, texts) }
    if let name = known["feature_names"], let texts = try? read(name).texts, texts.count == cases.caseSize {
      data.training.featureNames = texts
      data.test?.featureNames = texts
    }
    return data
  }

  /// Names classes by a list, if it has a name of its own for each.
  static func rename(_ data: inout RawData, _ names: [String]) {
    func renamed(_ labels: RawLabels) -> RawLabels {
      let found = labels.names.map { name in Int(name).flatMap { names.indices.contains($0) ? names[$0] : nil } }
      let all = found.compactMap { $0 }
      return all.count == found.count && Set(all).count == all.count
        ? RawLabels(codes: labels.codes, names: all) : labels
    }
    data.training.labels = data.training.labels.map(renamed)
    if let labels = data.test?.labels { data.test?.labels = renamed(labels) }
  }

  private static func cases(_ array: NumPyArray, _ labels: NumPyArray?, file: String) throws(DatasetError) -> RawCases {
    guard case .numbers(let values) = array.values, (2...4).contains(array.shape.count) else {
      throw .damaged(
        file: array.file, place: "header", what: "an array of cases has the shape (\(array.shapeText)) or texts",
        advice: "give cases × numbers, cases × rows × columns, or these × colours")
    }
    guard array.shape.count == 2 || array.picture != nil else {
      throw .damaged(
        file: array.file, place: "header", what: "its shape (\(array.shapeText)) has neither 1 nor 3 nor 4 colours",
        advice: "give cases × rows × columns × colours")
    }
    let found = try labels.map { (labels) throws(DatasetError) in try self.labels(labels) }
    if let found, found.codes.count != array.shape[0] {
      throw .countsDiffer(
        images: array.file, imageCount: array.shape[0], labels: labels?.file ?? file, labelCount: found.codes.count)
    }
    return RawCases(
      columns: array.caseSize, values: values, picture: array.picture, labels: found, featureNames: nil, file: file)
  }

  private static func labels(_ array: NumPyArray) throws(DatasetError) -> RawLabels {
    guard array.caseSize == 1 else {
      throw .damaged(
        file: array.file, place: "header", what: "its shape (\(array.shapeText)) is not that of one class a case",
        advice: "if each row has a 1 at its class, save y.argmax(axis=1)")
    }
    switch array.values {
    case .texts(let texts):
      var encoder = WordEncoder()
      for text in texts where !encoder.append(text) {
        throw .unusable(what: "\(array.file) has more than \(WordEncoder.most) different texts", advice: "give classes")
      }
      return encoder.labels
    case .numbers(let numbers):
      let values = (0..<numbers.count).map { numbers[$0] }
      if let place = values.firstIndex(where: { $0 != $0.rounded() || abs($0) >= 16_777_216 }) {
        throw .damaged(
          file: array.file, place: "number \(place)", what: "the class \(values[place]) is no whole number",
          advice: "give whole numbers or texts, or say --no-labels")
      }
      return RawLabels(values.map { Int($0) })
    }
  }
}

extension NumPyArray {
  fileprivate var shapeText: String { shape.map(String.init).joined(separator: ", ") }
  fileprivate var caseSize: Int { shape.dropFirst().reduce(1, *) }

  /// Nil of a table.
  fileprivate var picture: RawCases.Picture? {
    switch shape.count {
    case 3: RawCases.Picture(width: shape[2], height: shape[1])
    case 4 where [1, 3, 4].contains(shape[3]): RawCases.Picture(width: shape[2], height: shape[1], channels: shape[3])
    case 4 where [1, 3, 4].contains(shape[1]):
      RawCases.Picture(width: shape[3], height: shape[2], channels: shape[1], isInterleaved: false)
    default: nil
    }
  }

  /// As names.
  fileprivate var texts: [String]? {
    switch values {
    case .texts(let texts): texts
    case .numbers(let numbers): numbers.areBytes ? numbers.bytes.map { String($0) } : nil
    }
  }
}
