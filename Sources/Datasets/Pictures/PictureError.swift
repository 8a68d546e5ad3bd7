/// Why a picture cannot be shown to a network, as one sentence that says what to do.
public enum PictureError: Error, Hashable, CustomStringConvertible {
  case noInk(file: String, width: Int, height: Int)
  case tooSmall(file: String, width: Int, height: Int)

  public var description: String {
    switch self {
    case .noInk(let file, let width, let height):
      """
      Nothing stands out from the ground of \(file) (\(width) × \(height) pixels), so there is nothing to classify; give a \
      picture of one figure on an even ground.
      """
    case .tooSmall(let file, let width, let height):
      """
      \(file) has only \(width) × \(height) pixel\(width * height == 1 ? "" : "s"), too few for a figure on a ground; give a \
      larger picture.
      """
    }
  }
}
