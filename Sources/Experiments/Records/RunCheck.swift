import Foundation
import LinearAlgebra

extension RunRecord {
  /// Refuses what no run of the comparison can have recorded, and a record that is another run's.
  /// - Parameters:
  ///   - arm: whose run this should be, of the comparison's arms.
  ///   - comparison: has been checked itself.
  ///   - isPartial: whether the run may have been broken off: neither outcome nor divergence, and whatever there was before
  ///     either. A run that did come to its end must be whole all the same.
  func check(
    arm: Arm, seed: UInt64, in comparison: ComparisonRecord, isPartial: Bool = false
  ) throws(ImpossibleValue) {
    let (top, settings, data) = (RecordCheck(), comparison.settings, comparison.dataset)
    try top["arm"].require(self.arm == arm, "is not the comparison's arm '\(arm.name)'")
    try top["seed"].require(self.seed == seed, "is \(self.seed) where \(seed) is expected")
    let hidden = settings.hidden(of: arm)
    let expected = comparison.shape(of: arm)
    try top["shape"].require(shape == expected, "is not \(expected.map(String.init).joined(separator: "-"))")
    try pretraining.check(top["pretraining"], layers: hidden.count, epochs: settings.pretrainEpochs(of: arm))
    try checkTraining(top["training"], epochs: settings.epochs(of: arm))
    try guessing?.check(top["guessing"], classes: data.classes)
    try top["firstLoss"].require(firstLoss?.isFinite != false, "is not finite")
    try top["firstLoss"].measured(firstLoss ?? 0)
    try checkEnd(top, settings: settings, data: data, mayBeMissing: isPartial)
    if isInPretraining(layers: hidden.count, epochs: settings.pretrainEpochs(of: arm)) { try checkNothingTrained(top) }
    try checkLayers(top, hidden: hidden, cases: data.labelledCount)
    try checkImages(top, units: hidden[0], layers: hidden.count, data: data)
  }

  /// Whether the run ended, or was broken off, before its machines were done.
  private func isInPretraining(layers: Int, epochs: Int) -> Bool {
    divergence?.layer != nil || pretraining.count < layers * epochs
  }

  /// While its machines learn, a run has no network that could be trained or measured.
  private func checkNothingTrained(_ top: RecordCheck) throws(ImpossibleValue) {
    try top["training"].count(training.count, 0)
    try top["layersBefore"].count(layersBefore.count, 0)
    try top["filtersBefore"].require(filtersBefore == nil, "is there although pretraining did not end")
    try top["filtersAfter"].require(filtersAfter == nil, "is there although pretraining did not end")
    try top["reconstructions"].count(reconstructions.count, 0)
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
  private func checkEnd(
    _ top: RecordCheck, settings: ComparisonSettings, data: DatasetDescription, mayBeMissing: Bool
  ) throws(ImpossibleValue) {
    if outcome == nil, divergence == nil {
      return try top["outcome"].require(mayBeMissing, "is missing, and no divergence is told")
    }
    try top["outcome"].require(outcome == nil || divergence == nil, "is there although the run diverged")
    let (layers, epochs) = (settings.hidden(of: arm).count, settings.pretrainEpochs(of: arm))
    if let divergence, let layer = divergence.layer {
      try top["divergence"]["layer"].whole(layer, in: 0...layers - 1)
      try top["divergence"]["layer"].require(epochs > 0, "is told although nothing was pretrained")
      try divergence.check(top["divergence"], epochs: epochs, cases: data.trainingCount, batchSize: settings.batchSize)
      return try top["pretraining"].count(pretraining.count, layer * epochs + divergence.epoch - 1)
    }
    try top["pretraining"].count(pretraining.count, layers * epochs)
    if let divergence {
      try divergence.check(
        top["divergence"], epochs: settings.epochs(of: arm), cases: data.labelledCount,
        batchSize: settings.batchSize(of: arm))
      try top["divergence"]["epoch"].equal(divergence.epoch, training.count + 1)
    }
    try outcome?.check(top["outcome"], epochs: training.count, data: data)
    if outcome != nil { try top["training"].count(training.count, settings.epochs(of: arm)) }
  }

  /// A network is measured before its first step and after its last.
  private func checkLayers(_ top: RecordCheck, hidden: [Int], cases: Int) throws(ImpossibleValue) {
    let hasEnded = isFinished && divergence?.layer == nil
    if hasEnded || !layersAfter.isEmpty {
      try top["layersAfter"].layers(layersAfter, hidden: hidden, cases: cases)
    }
    if hasEnded || !layersAfter.isEmpty || !layersBefore.isEmpty || !training.isEmpty {
      try top["layersBefore"].layers(layersBefore, hidden: hidden, cases: cases)
    }
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
    try top["reconstructions"].require(arm.isPretrained, "are there although nothing was pretrained")
    try top["reconstructions"].count(reconstructions.count, layers + 1)
    for (index, strip) in reconstructions.enumerated() {
      let field = top["reconstructions"][index]
      try field.strip(strip, of: data, count: 1...data.classes)
      try field["limits"].count(strip.count, originals.count)
    }
  }
}

extension Divergence {
  /// - Parameters:
  ///   - epochs: how many there were to be.
  ///   - cases: of an epoch, in minibatches of `batchSize`.
  fileprivate func check(_ field: RecordCheck, epochs: Int, cases: Int, batchSize: Int) throws(ImpossibleValue) {
    try field["epoch"].whole(epoch, in: 1...max(epochs, 1))
    try field["step"].whole(step, in: 1...Minibatches(of: cases, atMost: batchSize).count)
    try field["firstLoss"].require(firstLoss?.isFinite != false, "is not finite")
    try field["lastLoss"].require(lastLoss?.isFinite != false, "is not finite")
    try field["lastLoss"].require((firstLoss == nil) == (lastLoss == nil), "and firstLoss are not told together")
    try field["firstLoss"].measured(firstLoss ?? 0)
    try field["lastLoss"].measured(lastLoss ?? 0)
    try field["firstLoss"].require(firstLoss == nil || epoch > 1 || step > 1, "is there although no loss was finite")
  }
}

extension [PretrainingEpoch] {
  /// Each layer's epochs in their order, one layer after the other, as far as they go.
  func check(_ field: RecordCheck, layers: Int, epochs: Int) throws(ImpossibleValue) {
    try field.count(count, in: 0...layers * epochs)
    for (index, entry) in enumerated() {
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
}

extension Guessing {
  fileprivate func check(_ field: RecordCheck, classes: Int) throws(ImpossibleValue) {
    // A little more than the entropy of equal shares, which is rounded.
    try field["loss"].number(loss, in: 0...log(Double(classes)) + 1e-9)
    try field["errorRate"].share(errorRate)
  }
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
