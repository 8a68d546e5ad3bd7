extension RunRecord {
  /// Refuses what no run of the comparison can have recorded, and a record that is another run's.
  /// - Parameters:
  ///   - arm: whose run this should be, of the comparison's arms.
  ///   - comparison: has been checked itself.
  func check(
    arm: Arm, seed: UInt64, in comparison: ComparisonRecord, isPartial: Bool = false
  ) throws(ImpossibleValue) {
    let (top, settings, data) = (RecordCheck(), comparison.settings, comparison.dataset)
    try top["arm"].require(self.arm == arm, "is not the comparison's arm '\(arm.name)'")
    try top["seed"].require(self.seed == seed, "is \(self.seed) where \(seed) is expected")
    let hidden = settings.hidden(of: arm)
    let expected = [data.width * data.height] + hidden + [data.classes]
    try top["shape"].require(shape == expected, "is not \(expected.map(String.init).joined(separator: "-"))")
    try checkPretraining(top["pretraining"], layers: hidden.count, epochs: settings.pretrainEpochs(of: arm))
    try checkTraining(top["training"], epochs: settings.epochs(of: arm))
    if !isPartial { try checkEnd(top, epochs: settings.epochs(of: arm), data: data) }
    try top["layersBefore"].layers(layersBefore, hidden: hidden, cases: data.labelledCount)
    if !isPartial { try top["layersAfter"].layers(layersAfter, hidden: hidden, cases: data.labelledCount) }
    try checkImages(top, units: hidden[0], layers: hidden.count, data: data)
  }

  /// Each layer's epochs in their order, one layer after the other.
  private func checkPretraining(_ field: RecordCheck, layers: Int, epochs: Int) throws(ImpossibleValue) {
    try field.count(pretraining.count, layers * epochs)
    for (index, entry) in pretraining.enumerated() {
      let (field, metrics) = (field[index], entry.metrics)
      try field["metrics"]["layer"].equal(metrics.layer, index / epochs)
      try field["metrics"]["epoch"].equal(metrics.epoch, index % epochs + 1)
      try field["metrics"]["reconstructionError"].measured(metrics.reconstructionError)
      try field["metrics"]["freeEnergyTraining"].measured(metrics.freeEnergyTraining)
      try field["metrics"]["freeEnergyValidation"].measured(metrics.freeEnergyValidation)
      try field["metrics"]["relativeUpdate"].measured(metrics.relativeUpdate)
      try field["metrics"]["operations"].amount(metrics.operations)
      try field["seconds"].amount(entry.seconds)
    }
  }

  private func checkTraining(_ field: RecordCheck, epochs: Int) throws(ImpossibleValue) {
    try field.count(training.count, in: 0...epochs)
    for (index, entry) in training.enumerated() {
      let field = field[index]
      try field["epoch"].equal(entry.epoch, index + 1)
      try field["learningRate"].number(entry.learningRate, in: 0...1e39)
      try field["trainingLoss"].measured(entry.trainingLoss)
      try field["trainingErrorRate"].share(entry.trainingErrorRate)
      try field["validationLoss"].measured(entry.validationLoss)
      try field["validationErrorRate"].share(entry.validationErrorRate)
      try field["operations"].amount(entry.operations)
      try field["seconds"].amount(entry.seconds)
    }
  }

  /// A run comes to its end with an outcome, or diverges in the epoch after the last one recorded.
  private func checkEnd(_ top: RecordCheck, epochs: Int, data: DatasetDescription) throws(ImpossibleValue) {
    try top["outcome"].require(
      (outcome == nil) != (divergence == nil),
      outcome == nil ? "is missing, and no divergence is told" : "is there although the run diverged")
    try outcome?.check(top["outcome"], epochs: training.count, data: data)
    guard let divergence else { return }
    try top["divergence"]["epoch"].whole(divergence.epoch, in: 1...epochs)
    try top["divergence"]["epoch"].equal(divergence.epoch, training.count + 1)
    try top["divergence"]["step"].whole(divergence.step, in: 1...Int.max)
  }

  private func checkImages(
    _ top: RecordCheck, units: Int, layers: Int, data: DatasetDescription
  ) throws(ImpossibleValue) {
    try filtersBefore.map { strip throws(ImpossibleValue) in
      try top["filtersBefore"].strip(strip, of: data, count: 1...units)
    }
    try filtersAfter.map { strip throws(ImpossibleValue) in
      try top["filtersAfter"].strip(strip, of: data, count: 1...units)
    }
    guard let originals = reconstructions.first else { return }
    try top["reconstructions"].count(reconstructions.count, layers + 1)
    for (index, strip) in reconstructions.enumerated() {
      let field = top["reconstructions"][index]
      try field.strip(strip, of: data, count: 1...data.classes)
      try field["limits"].count(strip.count, originals.count)
    }
  }
}

extension [PretrainingEpoch] {
  func check(_ field: RecordCheck, layers: Int, epochs: Int) throws(ImpossibleValue) {}
}

extension Outcome {
  /// - Parameter epochs: how many were recorded.
  fileprivate func check(_ field: RecordCheck, epochs: Int, data: DatasetDescription) throws(ImpossibleValue) {
    try field["bestEpoch"].require(
      epochs > 0 && (1...max(epochs, 1)).contains(bestEpoch), "is \(bestEpoch), which is none of \(epochs) epochs")
    try field["testLoss"].measured(testLoss)
    try field["testErrorRate"].share(testErrorRate)
    try field["confusion"].count(confusion.count, data.classes)
    var total = 0
    for (index, row) in confusion.enumerated() {
      let field = field["confusion"][index]
      try field.count(row.count, data.classes)
      for count in row {
        try field.whole(count, in: 0...data.testCount)
        total += count
      }
    }
    try field["confusion"].require(total == data.testCount, "counts \(total) of \(data.testCount) test cases")
  }
}
