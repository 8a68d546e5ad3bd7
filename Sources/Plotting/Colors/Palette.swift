/// Colours for categories that readers with any colour vision can tell apart (Okabe & Ito, 2008).
public enum Palette {
  public static let blue = Color(hex: 0x0072B2)
  public static let vermilion = Color(hex: 0xD55E00)
  public static let green = Color(hex: 0x009E73)
  public static let purple = Color(hex: 0xCC79A7)
  public static let orange = Color(hex: 0xE69F00)
  public static let sky = Color(hex: 0x56B4E9)
  public static let black = Color(hex: 0x000000)
  public static let yellow = Color(hex: 0xF0E442)

  /// All eight, ordered so that the first few also differ in lightness and none of them is pale on white.
  public static let okabeIto = [blue, vermilion, green, purple, orange, sky, black, yellow]

  /// The colour of a category; starts over after eight.
  public static func color(_ index: Int) -> Color {
    precondition(index >= 0, "A category's index cannot be negative.")
    return okabeIto[index % okabeIto.count]
  }

  /// Colours for categories that have an order, such as the layers of a network: from light to dark, none of them too pale on white.
  public static func sequential(_ count: Int) -> [Color] {
    (0..<max(0, count)).map { index in
      let share = count > 1 ? Double(index) / Double(count - 1) : 1
      return Color(okLightness: 0.72 - 0.46 * share, chroma: 0.13, hue: 200 + 90 * share)
    }
  }
}
