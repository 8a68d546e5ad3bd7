import Plotting

/// What a colour means where machines are compared: how they were trained. None is that of a start of networks.
enum MachineColor {
  /// Contrastive divergence, the darker the more steps.
  static let contrastiveDivergence = (
    one: Color(hex: 0xD9B38C), few: Color(hex: 0xB07A43), many: Color(hex: 0x7A4A1C)
  )
  static let persistent = Palette.purple
  static let fastPersistent = Color(hex: 0x8E3B6E)
  static let tempered = Color(hex: 0x4B2E83)
  /// As it should be, and with something changed about it.
  static let usual = Color(hex: 0x3C3C50)
  static let changed = Palette.vermilion
}
