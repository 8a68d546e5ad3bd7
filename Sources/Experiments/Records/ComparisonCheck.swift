import BoltzmannMachines
import Datasets
import NeuralNetworks

extension ComparisonRecord {
  /// Refuses what no comparison can have recorded.
  func check() throws(ImpossibleValue) {
    let top = RecordCheck()
    try top["format"].whole(format, in: 1...Self.currentFormat)
    try dataset.check(top["dataset"])
    try settings.check(top["settings"])
    try environment.check(top["environment"])
    try tuning?.check(top["tuning"])
    // As long as the longest command that a system takes.
    try top["command"].text(command, limit: 1 << 23)
    try top["wallSeconds"].amount(wallSeconds)
  }
}

extension Tuning {
  func check(_ field: RecordCheck) throws(ImpossibleValue) {
    try field["seeds"].count(seeds.count, in: 1...ComparisonSettings.mostSeeds)
    try field["searches"].count(searches.count, in: 0...Arm.most)
    for (index, search) in searches.enumerated() {
      let field = field["searches"][index]
      try field["arm"].text(search.arm)
      try field["trials"].count(search.trials.count, in: 1...Tuner.farthest.count)
      for (index, trial) in search.trials.enumerated() {
        let field = field["trials"][index]
        try field["learningRate"].number(Double(trial.learningRate), in: 0...1e39)
        try field["validationErrors"].count(trial.validationErrors.count, seeds.count)
        for (index, error) in trial.validationErrors.enumerated() { try field["validationErrors"][index].share(error) }
      }
    }
  }
}

extension DatasetDescription {
  /// The longest side of an image, in pixels.
  private static let longestSide = 100_000
  private static let mostCases = 1 << 33

  /// In characters.
  public static let longestTitle = RecordCheck.textLimit

  /// Whether a text may be the title of a data set, which figures and pages show.
  public static func accepts(title: String) -> Bool {
    !title.isEmpty && title.unicodeScalars.count <= longestTitle && RecordCheck.isPrintable(title)
  }

  func check(_ field: RecordCheck) throws(ImpossibleValue) {
    try field["name"].folder(name)
    try field["title"].text(title)
    try field["width"].whole(width, in: 1...Self.longestSide)
    try field["height"].whole(height, in: 1...Self.longestSide)
    try field["classes"].whole(classes, in: 1...256)
    try field["trainingCount"].whole(trainingCount, in: 1...Self.mostCases)
    try field["labelledCount"].whole(labelledCount, in: 1...trainingCount)
    try field["validationCount"].whole(validationCount, in: 1...Self.mostCases)
    try field["testCount"].whole(testCount, in: 1...Self.mostCases)
    if let checksum { try field["checksum"].text(checksum, limit: 8) }
    try checkClassCounts(field["classCounts"])
    try field["remarks"].count(remarks?.count ?? 0, in: 0...Self.mostRemarks)
    for (index, remark) in (remarks ?? []).enumerated() { try field["remarks"][index].text(remark) }

    if let classNames { try field["classNames"].count(classNames.count, classes) }
    for (index, name) in (classNames ?? []).enumerated() { try field["classNames"][index].text(name) }
    try field["featureNames"].count(featureNames?.count ?? 0, in: 0...Self.mostFeatures)
    for (index, name) in (featureNames ?? []).enumerated() { try field["featureNames"][index].text(name) }
    try field["found"].count(found?.count ?? 0, in: 0...Self.mostRemarks)
    for (index, sentence) in (found ?? []).enumerated() { try field["found"][index].text(sentence) }
  }

  private static let mostRemarks = 100

  private func checkClassCounts(_ field: RecordCheck) throws(ImpossibleValue) {
    guard let counts = classCounts else { return }
    for (name, counts, total) in [
      ("training", counts.training, trainingCount), ("labelled", counts.labelled, labelledCount),
      ("validation", counts.validation, validationCount), ("test", counts.test, testCount),
    ] {
      try field[name].count(counts.count, classes)
      for (index, count) in counts.enumerated() { try field[name][index].whole(count, in: 0...total) }
      try field[name].require(
        counts.reduce(0, +) == total, "counts \(counts.reduce(0, +)) of \(total) cases")
    }
  }
}

extension ComparisonSettings {
  func check(_ field: RecordCheck) throws(ImpossibleValue) {
    try field["dataset"].folder(dataset)
    try field["arms"].count(arms.count, in: 1...Arm.most)
    var names: Set<String> = []
    for (index, arm) in arms.enumerated() {
      let field = field["arms"][index]
      try arm.check(field)
      try field["name"].require(names.insert(arm.name).inserted, "is that of an arm before it")
    }
    try field["hidden"].widths(hidden)
    try field["epochs"].whole(epochs, in: 1...1_000_000)
    try field["pretrainEpochs"].whole(pretrainEpochs, in: 0...1_000_000)
    try field["batchSize"].whole(batchSize, in: 1...1_000_000)
    try field["seedCount"].whole(seedCount, in: 1...Self.mostSeeds)
    try field["settling"]["mostSeeds"].whole(settling?.mostSeeds ?? seedCount, in: seedCount...Self.mostSeeds)
    try field["trainLimit"].whole(trainLimit ?? 1, in: 1...Int.max)
    try field["labels"].whole(labels ?? 1, in: 1...Int.max)
  }
}

extension Arm {
  func check(_ field: RecordCheck) throws(ImpossibleValue) {
    try field["base"].folder(base)
    try field["name"].text(name)
    // The base is a part of the record's file name, and figures show the name without it.
    try field["name"].require(name == base || name.hasPrefix(base + ":"), "does not begin with '\(base)'")
    try initializer.check(field["initializer"])
    try optimizer.check(field["optimizer"])
    try pretraining?.check(field["pretraining"])
    try field["machines"].require(machines?.arePossible ?? true, "are not what any machines could be")
    try field["machines"].require(machines == nil || pretraining == nil, "are there beside another pretraining")
    try field["learningRate"].number(Double(learningRate), in: 0...1e39)
    try field["weightDecay"].share(Double(weightDecay))
    try field["l1"].share(Double(l1 ?? 0))
    for (name, length) in [("maxNorm", maxNorm), ("clipNorm", clipNorm)] {
      try field[name].require(length ?? 1 > 0, "is not above 0")
      try field[name].number(Double(length ?? 1), in: 0...1e39)
    }
    try field["batchNormalization"].require(
      !isNormalized || !isPretrained, "is there although machines were pretrained")
    try field["isShuffled"].require(isShuffled != true || isPretrained, "is there although nothing was pretrained")
    try field["warmup"].whole(warmup ?? 1, in: 1...1_000_000)
    try field["dropout"]["input"].share(Double(dropout.input))
    if let alpha = dropout.alpha {
      try field["dropout"]["alpha"].share(Double(alpha))
      try field["dropout"]["alpha"].require(0 < alpha && alpha < 1 && dropout.hidden == 0, "is not the only dropout")
      try field["dropout"]["alpha"].require(activation == .selu, "is there although the units are not selu")
    }
    try field["dropout"]["hidden"].share(Double(dropout.hidden))
    if let hidden { try field["hidden"].widths(hidden) }
    try field["pretrainEpochs"].whole(pretrainEpochs ?? 0, in: 0...1_000_000)
    try field["epochs"].whole(epochs ?? 1, in: 1...1_000_000)
    try field["batchSize"].whole(batchSize ?? 1, in: 1...1_000_000)
  }
}

extension Initializer {
  fileprivate func check(_ field: RecordCheck) throws(ImpossibleValue) {
    // All other values have passed ``Initializer/init(name:)``.
    guard case .normal(_, let standardDeviation) = self else { return }
    try field["normal"]["standardDeviation"].number(Double(standardDeviation), in: 0...1e39)
  }
}

extension Optimizer {
  fileprivate func check(_ field: RecordCheck) throws(ImpossibleValue) {
    switch self {
    case .gradientDescent(let momentum): try field["gradientDescent"]["momentum"].share(Double(momentum))
    case .nesterov(let momentum): try field["nesterov"]["momentum"].share(Double(momentum))
    case .rmsProp(let rho, let epsilon):
      try field["rmsProp"]["rho"].share(Double(rho))
      try field["rmsProp"]["epsilon"].share(Double(epsilon))
    case .adam(let beta1, let beta2, let epsilon):
      try field["adam"].moments(beta1, beta2, epsilon)
    case .adamW(let beta1, let beta2, let epsilon):
      try field["adamW"].moments(beta1, beta2, epsilon)
    }
  }
}

extension ContrastiveDivergence {
  fileprivate func check(_ field: RecordCheck) throws(ImpossibleValue) {
    try field["steps"].whole(steps, in: 1...1_000_000)
    try field["learningRate"].number(Double(learningRate), in: 0...1e39)
    try field["initialMomentum"].share(Double(initialMomentum))
    try field["finalMomentum"].share(Double(finalMomentum))
    try field["finalMomentumEpoch"].whole(finalMomentumEpoch, in: 0...1_000_000)
    try field["weightDecay"].share(Double(weightDecay))
    try field["batchSize"].whole(batchSize, in: 1...1_000_000)
  }
}

extension Environment {
  fileprivate func check(_ field: RecordCheck) throws(ImpossibleValue) {
    // Some of these come from the system, which may have nothing to say.
    for (name, text) in [
      ("program", program), ("processor", processor), ("operatingSystem", operatingSystem),
      ("mathLibrary", mathLibrary),
    ] where !text.isEmpty { try field[name].text(text) }
    try field["cores"].whole(cores, in: 1...1_000_000)
    try field["jobs"].whole(jobs, in: 1...1_000_000)
    try field["peakGflops"].amount(peakGflops)
  }
}

extension RecordCheck {
  /// What Adam and its relatives are made of.
  fileprivate func moments(_ beta1: Float, _ beta2: Float, _ epsilon: Float) throws(ImpossibleValue) {
    try self["beta1"].share(Double(beta1))
    try self["beta2"].share(Double(beta2))
    try self["epsilon"].share(Double(epsilon))
  }

  /// Widths of hidden layers that a figure has room for and whose products do not overflow.
  fileprivate func widths(_ widths: [Int]) throws(ImpossibleValue) {
    try count(widths.count, in: 1...ComparisonSettings.mostLayers)
    for (index, width) in widths.enumerated() { try self[index].whole(width, in: ComparisonSettings.possibleWidths) }
  }

  /// A name that stays within the directory that it is put into.
  fileprivate func folder(_ name: String) throws(ImpossibleValue) {
    try require(Dataset.folderName(name) == name, "cannot be the name of a folder")
  }
}
