import Experiments
import Plotting

/// How an arm looks, the same in every figure: the colour of its base, and another dash and shade for each refinement.
struct ArmStyle: Hashable, Sendable {
  let color: Color
  let dash: Dash

  /// Styles of all arms of a comparison, in its order.
  static func styles(of arms: [Arm]) -> [ArmStyle] {
    arms.indices.map { index in
      let earlier = arms[..<index].count { $0.base == arms[index].base }
      let dashes: [Dash] = [.solid, .dashed, .dotted, .dashDotted]
      return ArmStyle(
        color: color(ofBase: arms[index].base).mixed(with: .white, by: min(0.22 * Double(earlier), 0.66)),
        dash: dashes[earlier % dashes.count])
    }
  }

  private static func color(ofBase base: String) -> Color {
    switch base {
    case "random": Color(grey: 64)
    case "dbn": Palette.blue
    case "xavier": Palette.orange
    case "he": Palette.green
    case "xavier-sigmoid": Palette.purple
    case "orthogonal": Palette.vermilion
    case "lecun": Color(hex: 0xA89F1F)
    case "lsuv": Color(hex: 0x8B5A2B)
    default: Palette.sky
    }
  }
}
