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
      return ArmStyle(
        color: color(ofBase: base).mixed(with: .white, by: min(0.15 * Double(earlier), 0.45)), dash: dash)
    }
  }

  /// Of all known arms, any two are at least 16 apart by CIEDE2000, to normal eyes and under protanopia and deuteranopia alike.
  static func color(ofBase base: String) -> Color {
    switch base {
    case "random": Color(grey: 64)
    case "dbn": Palette.blue
    case "xavier": Palette.orange
    case "he": Palette.green
    case "xavier-sigmoid": Color(hex: 0x181890)
    case "orthogonal": Color(hex: 0xC04830)
    case "lecun": Color(hex: 0x487878)
    case "lsuv": Color(hex: 0x601800)
    default: Color(hex: 0x60A8F0)
    }
  }
}
