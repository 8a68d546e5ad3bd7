/// The name of an independent stream of random numbers. Two streams of one seed never share a block.
///
/// Every use of randomness has a name of its own, so that changing one (another number of epochs, another layer) leaves
/// all others as they were.
public enum RandomStream: Sendable, Hashable {
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
  /// A data set that is drawn rather than read; `part` tells its training and test cases apart.
  case synthesis(part: Int)
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
    case .illustration: Self.words(tag: 32)
    }
  }

  private static func words(tag: UInt32, _ layer: Int = 0, _ epoch: Int = 0) -> (UInt32, UInt32) {
    precondition(layer >= 0 && layer < 1 << 24 && epoch >= 0 && epoch <= UInt32.max, "stream number out of range")
    return (tag << 24 | UInt32(layer), UInt32(epoch))
  }
}
