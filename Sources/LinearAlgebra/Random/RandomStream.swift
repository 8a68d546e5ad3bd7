/// The name of an independent stream of random numbers. Two streams of one seed never share a block.
///
/// Every use of randomness has a name of its own, so that changing one (another number of epochs, another layer) leaves
/// all others as they were.
public enum RandomStream: Sendable, Hashable {
  /// What Gibbs chains are run for.
  public enum Chains: Int, Sendable {
    /// Their last states: fantasies, and the starts of downward annealing.
    case states
    /// How long they remember.
    case mixing
    case completions
    /// Films from noise and from cases, of sampled states and of the mean-field iteration.
    case noiseFilm
    case caseFilm
    case noiseMeanField
    case caseMeanField
    /// Starts of downward annealing that come from where the upward run ended, and from hidden states that chains visited.
    case annealed
    case visited
    /// Whether chains from cases and from noise come to do the same.
    case fromCases
    case fromNoise
  }

  /// Cases that are made binary.
  public enum BinaryCases: Sendable, Hashable {
    /// What the machine of a layer, counted from 0, learns from.
    case training(layer: Int = 0)
    case validation
    case test
    /// Fixed cases that the machine of a layer above the first is watched by.
    case watchedTraining(layer: Int)
    case watchedValidation(layer: Int)
    /// What the machine above a layer sees of cases that are measured.
    case measured(layer: Int)

    fileprivate var number: Int {
      switch self {
      case .training(let layer): 8 * layer
      case .validation: 1
      case .test: 2
      case .watchedTraining(let layer): 8 * layer + 4
      case .watchedValidation(let layer): 8 * layer + 5
      case .measured(let layer): 1000 + layer
      }
    }
  }

  /// The initial weights of layer `layer`, counted from 0.
  case initialization(layer: Int)
  /// The order of the cases in an epoch of fine-tuning (`layer` nil) or of pretraining one layer.
  case shuffle(epoch: Int, layer: Int? = nil)
  /// The states of the Gibbs chain during an epoch of contrastive divergence in one layer.
  case gibbs(layer: Int, epoch: Int)
  /// The units dropped from layer `layer` (0 = inputs) during an epoch.
  case dropout(layer: Int, epoch: Int)
  /// The choice of labelled cases.
  case selection
  /// The order of somebody's data, and which of them are tested on.
  case division
  /// A data set that is drawn rather than read; `part` tells its training and test cases apart.
  case synthesis(part: Int)
  /// The initial states of Gibbs chains and all that follow, for one group of chains.
  case chains(group: Int, of: Chains = .states)
  /// An annealing run upwards (`reverse` false) or downwards, for one group of chains; `run` tells several of them apart.
  case annealing(reverse: Bool, group: Int, run: Int = 0)
  /// States drawn exactly from an enumerated machine.
  case exactSampling
  /// Which unit of each case a stochastic pseudo-likelihood leaves out.
  case pseudoLikelihood
  /// The draws of an approximating posterior, for one group of cases.
  case posterior(group: Int)
  /// A draw of the hidden units of each case, to see which of their states cases want.
  case hiddenStates
  /// Draws among the hidden states that chains visited.
  case visitedStates
  /// The way down from the top of a stack, through layer `layer`.
  case generation(layer: Int)
  /// Grey cases made binary.
  case binarization(of: BinaryCases, epoch: Int)
  /// Persistent chains during an epoch of training, at one temperature of tempering.
  case persistent(level: Int, epoch: Int)
  /// Whether neighbouring temperatures swap their states during an epoch.
  case swaps(epoch: Int)
  /// Which weight of a layer goes where, of those that it has.
  case permutation(layer: Int)
  /// The choice of test cases that are shown to a reader.
  case illustration

  /// The upper half of the counter: a tag for the case, and its numbers.
  var counterWords: (UInt32, UInt32) {
    switch self {
    case .initialization(let layer): Self.words(tag: 1, layer)
    case .shuffle(let epoch, let layer): Self.words(tag: 2, layer.map { $0 + 1 } ?? 0, epoch)
    case .gibbs(let layer, let epoch): Self.words(tag: 3, layer, epoch)
    case .dropout(let layer, let epoch): Self.words(tag: 4, layer, epoch)
    case .selection: Self.words(tag: 5)
    case .synthesis(let part): Self.words(tag: 6, part)
    case .division: Self.words(tag: 7)
    case .chains(let group, let use): Self.words(tag: 16, group, use.rawValue)
    case .annealing(let reverse, let group, let run): Self.words(tag: 17, group, 2 * run + (reverse ? 1 : 0))
    case .exactSampling: Self.words(tag: 19)
    case .pseudoLikelihood: Self.words(tag: 20)
    case .posterior(let group): Self.words(tag: 21, group)
    case .hiddenStates: Self.words(tag: 18)
    case .visitedStates: Self.words(tag: 26)
    case .generation(let layer): Self.words(tag: 25, layer)
    case .binarization(let cases, let epoch): Self.words(tag: 22, cases.number, epoch)
    case .persistent(let level, let epoch): Self.words(tag: 23, level, epoch)
    case .swaps(let epoch): Self.words(tag: 24, 0, epoch)
    case .permutation(let layer): Self.words(tag: 27, layer)
    case .illustration: Self.words(tag: 32)
    }
  }

  private static func words(tag: UInt32, _ layer: Int = 0, _ epoch: Int = 0) -> (UInt32, UInt32) {
    precondition(layer >= 0 && layer < 1 << 24 && epoch >= 0 && epoch <= UInt32.max, "stream number out of range")
    return (tag << 24 | UInt32(layer), UInt32(epoch))
  }
}
