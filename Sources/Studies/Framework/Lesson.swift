/// A sentence to remember, which stands on the page of all studies as long as what was measured bears it out.
struct Lesson: Sendable {
  let sentence: String
  /// The study that shows it.
  let study: String
  /// The beginning of the name of the effect that has to hold.
  let effect: String

  init(_ sentence: String, _ study: String, _ effect: String) {
    (self.sentence, self.study, self.effect) = (sentence, study, effect)
  }

  /// In the order in which one meets them.
  static let all = [
    Lesson(
      "Units that start alike stay alike: a layer of equal weights is worth one unit.", "symmetry", "zeros: σ₂/σ₁"),
    Lesson(
      "Weights that are too small make all images look the same after a few layers, and nothing is learned.",
      "five-layers", "MNIST, N(0, 0.01²)"),
    Lesson(
      "Weights that are too large drive nearly all units to their ends, where they hardly learn.", "cs231n",
      "tanh 1.0·randn: saturated"),
    Lesson(
      "A scale that fits the width keeps the signal: 1/√n for tanh, √(2/n) for ReLU.", "cs231n",
      "ReLU randn·√(2/D): size"),
    Lesson(
      "What goes up has to come down: a start is good if activations and gradients both keep their size.",
      "glorot-2010", "normalised: gradients"),
    Lesson(
      "A shallow network forgives a factor of √2, a deep one does not.", "depth-x-initializer",
      "30 layers: last training loss, Xavier / He"),
    Lesson(
      "Start and activation belong together: deep SELU networks learn from LeCun's start, and blow up from He's.",
      "selu",
      "32 layers: last training loss, He / LeCun"),
    Lesson(
      "A good start does not only learn faster, it learns at more learning rates.", "learning-rate-x-initializer",
      "He: octaves of working rates"),
    Lesson(
      "Batch normalisation learns from weights of any scale.", "batchnorm-x-initializer",
      "20 layers, with, worst start"),
    Lesson(
      "Pretraining made deep sigmoid networks learn that could not learn from small random weights.", "erhan-2010",
      "5 layers: test error, N(0, 0.01²) − pretrained"),
    Lesson(
      "The fewer images have labels, the more it is worth to have looked at those without.", "few-labels",
      "He − DBN, 100 − 10,000 labels"),
    Lesson(
      "A persistent chain learns a better model than one step from the data, at the same price.", "tieleman-2008",
      "PCD-1 − CD-1"),
    Lesson(
      "Centred units learn an image and its negative alike well.", "melchior-2016", "inverted: centred − not centred"),
  ]

  /// Whether the study's effect holds, beside all others of the study.
  func isBorneOut(by records: [StudyRecord]) -> Bool {
    records.contains { record in
      record.name == study
        && record.effects.contains { $0.name.hasPrefix(effect) && $0.standing(in: record.family) == .holds }
    }
  }
}
