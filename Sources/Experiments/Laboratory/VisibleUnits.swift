import BoltzmannMachines

/// What the visible units of `compare rbm` are, before the data have told how many classes there are.
public enum VisibleUnits: String, Codable, Sendable, CaseIterable {
  case bernoulli
  case bernoulliAndLabels = "bernoulli+labels"
  case gaussian
  case gaussianLearned = "gaussian-learned"

  public var isGaussian: Bool { self == .gaussian || self == .gaussianLearned }

  func kind(classes: Int) -> UnitKind {
    switch self {
    case .bernoulli: .bernoulli
    case .bernoulliAndLabels: .bernoulliAndLabels(classes: classes)
    case .gaussian: .gaussian
    case .gaussianLearned: .gaussianLearned
    }
  }
}

extension LaboratorySettings {
  /// Whether all units are binary ones, as annealing, tempering, pseudo-likelihoods and stacks need them.
  public var isBinary: Bool { visible == .bernoulli && hiddenKind == .bernoulli }

  /// What the cases are that everything is measured on, as part of a sentence.
  public var casesSummary: String {
    if visible.isGaussian { return PixelStandardization.summary }
    return training.binarization.evaluationSummary + (visible == .bernoulliAndLabels ? "; with their labels" : "")
  }

  /// The kinds of units, e.g. "bernoulli+labels × noisy-rectified".
  public var unitsSummary: String { "\(visible.rawValue) × \(hiddenKind.name)" }
}
