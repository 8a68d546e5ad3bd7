/// What a figure shows is data as well: kept beside the picture, it is drawn again without computing anything again.
///
/// What other modules draw with drawables of their own, they draw from records, and cannot be encoded.
extension Figure.Placement: Codable {
  private enum CodingKeys: CodingKey { case kind, content, rows, columns }

  private static let kinds: [String: any (Drawable & Codable).Type] = [
    "boxPlot": BoxPlot.self, "dotPlot": DotPlot.self, "heatMap": HeatMap.self, "histogramGrid": HistogramGrid.self,
    "histogramPanel": HistogramPanel.self, "imageGrid": ImageGrid.self, "lineChart": LineChart.self,
    "picturePanel": PicturePanel.self, "textBlock": TextBlock.self,
  ]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let name = try container.decode(String.self, forKey: .kind)
    guard let kind = Self.kinds[name] else {
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container, debugDescription: "Nothing that is drawn is called \(name).")
    }
    content = try kind.init(from: container.superDecoder(forKey: .content))
    rows = try container.decode(Range<Int>.self, forKey: .rows)
    columns = try container.decode(Range<Int>.self, forKey: .columns)
  }

  func encode(to encoder: any Encoder) throws {
    guard let kind = Self.kinds.first(where: { $0.value == type(of: content) }), let content = content as? any Encodable
    else {
      throw EncodingError.invalidValue(
        content, .init(codingPath: encoder.codingPath, debugDescription: "It is drawn from a record."))
    }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind.key, forKey: .kind)
    try container.encode(content, forKey: .content)
    try container.encode(rows, forKey: .rows)
    try container.encode(columns, forKey: .columns)
  }
}
