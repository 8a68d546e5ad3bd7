/// The width of one column or the height of one row of a figure.
public enum GridTrack: Hashable, Codable, Sendable {
  /// A share of what the fixed ones leave, in proportion to the others.
  case relative(Double)
  /// A length in points.
  case fixed(Double)
  /// For rows: as high as the highest of its contents wants to be. For columns: the same as an equal share.
  case fitting
}

extension GridTrack {
  /// The starts and ends of tracks laid out over a length with gaps between them.
  static func spans(of tracks: [GridTrack], from start: Double, length: Double, gap: Double) -> [ClosedRange<Double>] {
    let fixed = tracks.reduce(0) { $0 + $1.fixedLength }
    let shares = tracks.reduce(0) { $0 + $1.share }
    let free = max(0, length - fixed - gap * Double(max(0, tracks.count - 1)))
    var position = start
    return tracks.map { track in
      let end = position + track.fixedLength + (shares > 0 ? free * track.share / shares : 0)
      defer { position = end + gap }
      return position...end
    }
  }

  private var fixedLength: Double {
    if case .fixed(let length) = self { max(0, length) } else { 0 }
  }

  private var share: Double {
    switch self {
    case .relative(let share): max(0, share)
    case .fixed: 0
    case .fitting: 1
    }
  }
}
