import Plotting

/// What a colour means, in comparisons and studies alike: where the weights come from.
///
/// Any two are at least 16 apart by CIEDE2000, to normal eyes and under protanopia and deuteranopia alike. Two kinds of units or of
/// training from the same start are shades of its colour.
package enum StartColor {
  /// N(0, 0.01²)
  package static let smallNormal = Color(grey: 64)
  /// A stack of Boltzmann machines.
  package static let pretrained = Palette.blue
  /// Such a stack with its weights in other places.
  package static let shuffled = Color(hex: 0xB8A0B0)
  package static let xavier = Palette.orange
  package static let he = Palette.green
  /// Xavier's start with sigmoids.
  package static let xavierSigmoid = Color(hex: 0x181890)
  package static let orthogonal = Color(hex: 0xC04830)
  package static let leCun = Color(hex: 0x487878)
  package static let lsuv = Color(hex: 0x601800)
  /// Any other: zeros, a constant, too large a normal distribution, a rule that nobody recommends.
  package static let other = Color(hex: 0x60A8F0)

  /// The same start with other units, or trained in another way.
  package static func shade(of color: Color, _ place: Int = 1) -> Color {
    color.mixed(with: .white, by: min(0.15 * Double(place), 0.45))
  }
}
