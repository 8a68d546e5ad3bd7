extension Study {
  /// In the order of the story: signals first, then what becomes of them in training, then the rules of thumb, then Boltzmann machines.
  public static let all: [Study] = [
    fiveLayers, cs231n, symmetry, glorot2010, he2015, saxe2013, selu, lsuv2016, xavierTutorial, deepTutorial,
    activationAndInitializer, depthAndInitializer, batchNormalizationAndInitializer, dropoutAndInitializer,
    learningRateAndInitializer, regularizationAndInitializer, datasetAndInitializer,
    erhan2010, fewLabels, salakhutdinovMurray2008, melchior2016, tieleman2008, practicalGuide,
    knownBugs,
  ]
}
