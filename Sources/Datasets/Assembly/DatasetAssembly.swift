/// A data set of what a path holds: divided, named, and made images.
struct DatasetAssembly {
  private var raw: RawData
  private let choices: DataChoices
  private var findings: [String] = []
  /// Whether the test part was drawn from the only file.
  private var isDrawn = false

  init(_ raw: RawData, choices: DataChoices) { (self.raw, self.choices) = (raw, choices) }

  static func dataset(
    _ raw: RawData, choices: DataChoices, name: String, title: String
  ) throws(DatasetError) -> Dataset {
    var assembly = DatasetAssembly(raw, choices: choices)
    return try assembly.dataset(name: name, title: title)
  }

  private mutating func dataset(name: String, title: String) throws(DatasetError) -> Dataset {
    try checkLabels()
    findings.append(reading)
    findings += raw.remarks
    let (training, test) = divided()
    try checkShapes(training, test)
    let classes = try ClassNames(
      training: training.labels ?? .none(training.count), test: test.labels ?? .none(test.count), file: training.file)
    let picture = training.picture ?? PictureLayout.picture(training, size: choices.size)
    var dataset =
      if let picture {
        try images(picture, training, test, classes, name: name, title: title)
      } else {
        try table(training, test, classes, name: name, title: title)
      }
    dataset.details.classNames = classes.names
    dataset.details.validationCount = validationCount(of: training.count)
    dataset.details.findings = findings
    return dataset
  }

  private mutating func images(
    _ picture: RawCases.Picture, _ training: RawCases, _ test: RawCases, _ classes: ClassNames, name: String,
    title: String
  ) throws(DatasetError) -> Dataset {
    guard !choices.standardizes else {
      throw .unusable(
        what: "--standardize is for the numbers of tables, and \(training.file) has pictures", advice: "leave it out")
    }
    let making = PictureMaking(
      picture: picture, scale: PixelScale([training.values, test.values]), choices: choices)
    findings += [making.scale.remark].compactMap { $0 }
    return try Dataset(
      scaling: making.images(training, labels: classes.training), test: making.images(test, labels: classes.test),
      areOneFile: isDrawn,
      name: Dataset.folderName(name), title: title)
  }

  private mutating func table(
    _ training: RawCases, _ test: RawCases, _ classes: ClassNames, name: String, title: String
  ) throws(DatasetError) -> Dataset {
    guard !choices.transposes, !choices.inverts, !choices.isGrey, choices.size == nil else {
      throw .unusable(
        what: "The \(training.columns) columns of \(training.file) are no picture that could be changed by an option",
        advice: "leave out --transpose, --invert and --grey, and give the sides with --size WxH if they are one")
    }
    let scaling = TableScaling(training, standardizes: choices.standardizes)
    var dataset = Dataset(
      name: Dataset.folderName(name), title: title, training: scaling.cases(training, labels: classes.training),
      test: scaling.cases(test, labels: classes.test))
    findings.append(scaling.remark)
    dataset.details.featureNames = training.featureNames ?? (1...training.columns).map { "column \($0)" }
    dataset.details.areStandardized = choices.standardizes
    return dataset
  }

  /// How the file was read, in a sentence.
  private var reading: String {
    let cases = [raw.training.count, raw.test?.count].compactMap { $0?.formattedCount }.joined(separator: " + ")
    return
      "\(raw.training.file) was read as \(raw.format): \(cases) cases of \(raw.training.columns.formattedCount) numbers."
  }

  private func checkLabels() throws(DatasetError) {
    guard choices.hasLabels, raw.training.labels == nil else { return }
    throw .unusable(
      what: "\(raw.training.file) says nothing of the classes of its cases",
      advice: "give them with the cases, or say --no-labels to rbm and dbn, which can do without")
  }

  /// Training and test cases: as the files have them, or drawn from those of one.
  private mutating func divided() -> (training: RawCases, test: RawCases) {
    var all = raw.training
    if !choices.hasLabels { all.labels = nil }
    if var test = raw.test, !choices.hasLabels || test.labels != nil {
      if !choices.hasLabels { test.labels = nil }
      guard choices.shuffleSeed != nil || !raw.hasOrder else { return (all, test) }
      return (all.selecting(CaseDivision.order(all.count, seed: choices.seed)), test)
    }
    isDrawn = true
    let division = CaseDivision(
      count: all.count, classes: all.labels?.codes, testShare: choices.testShare, seed: choices.seed)
    findings.append(
      """
      There is no test part\(raw.test == nil ? "" : " with classes"), so \(division.test.count.formattedCount) of \
      \(all.count.formattedCount) cases\(all.labels == nil ? "" : ", the same share of each class,") were drawn for one from \
      --shuffle-seed \(choices.seed); --test-part takes another share.
      """)
    return (all.selecting(division.training), all.selecting(division.test))
  }

  private func checkShapes(_ training: RawCases, _ test: RawCases) throws(DatasetError) {
    guard training.columns == test.columns, training.picture == test.picture else {
      throw .unusable(
        what: "The training cases have \(Self.shape(training)) and the test cases of \(test.file) \(Self.shape(test))",
        advice: "put files there that belong together")
    }
    guard training.count > 0, test.count > 0 else {
      throw .unusable(
        what: "\(raw.training.file) has too few cases for a training and a test part", advice: "give more")
    }
  }

  private static func shape(_ cases: RawCases) -> String {
    cases.picture.map { "\($0.width) × \($0.height) pixels" } ?? "\(cases.columns) numbers"
  }

  private func validationCount(of count: Int) -> Int? {
    switch choices.validation {
    case .count(let wanted): wanted
    case .share(let share): max(1, Int((share * Double(count)).rounded()))
    case nil: nil
    }
  }
}

extension RawLabels {
  /// Of cases without classes, which are all of one.
  static func none(_ count: Int) -> RawLabels { RawLabels(codes: [Int32](repeating: 0, count: count), names: ["0"]) }
}

extension Int {
  /// With commas between thousands.
  var formattedCount: String {
    let digits = String(self)
    return String(
      digits.enumerated().flatMap { place, digit in
        (place > 0 && (digits.count - place) % 3 == 0 ? [","] : []) + [digit]
      })
  }
}
