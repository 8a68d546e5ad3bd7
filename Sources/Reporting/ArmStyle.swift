import Experiments
import Plotting

/// How an arm looks, the same in every figure: the colour of its base, another shade and dash for each refinement, and another dash
/// for every four arms, so that no more than four lines are told apart by colour alone.
struct ArmStyle: Hashable, Sendable {
  let color: Color
  let dash: Dash

  private static let dashes: [Dash] = [.solid, .dashed, .dotted, .dashDotted, .longDashed, .dashDotDotted]

  /// Styles of all arms of a comparison, in its order.
  static func styles(of arms: [Arm]) -> [ArmStyle] {
    var used: [String: Set<Dash>] = [:]
    return arms.indices.map { index in
      let base = arms[index].base
      let earlier = arms[..<index].count { $0.base == base }
      let wanted = (0..<dashes.count).map { dashes[(max(index / 4, earlier) + $0) % dashes.count] }
      let dash = wanted.first { used[base]?.contains($0) != true } ?? wanted[0]
      used[base, default: []].insert(dash)
      return ArmStyle(color: StartColor.shade(of: color(ofBase: base), earlier), dash: dash)
    }
  }

  static func color(ofBase base: String) -> Color {
    switch base {
    case "random": StartColor.smallNormal
    case "dbn": StartColor.pretrained
    case "shuffled-dbn": StartColor.shuffled
    case "xavier": StartColor.xavier
    case "he": StartColor.he
    case "xavier-sigmoid": StartColor.xavierSigmoid
    case "orthogonal": StartColor.orthogonal
    case "lecun": StartColor.leCun
    case "lsuv": StartColor.lsuv
    default: StartColor.other
    }
  }
}
