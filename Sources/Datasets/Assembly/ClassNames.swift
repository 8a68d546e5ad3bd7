/// Classes as bytes from 0, and their names where they have any but these numbers.
struct ClassNames: Hashable {
  let training: [UInt8]
  let test: [UInt8]
  /// Nil if the names are the numbers from 0 on.
  let names: [String]?

  private static let most = 256

  /// One list of classes for both parts: in the order of numbers if all names are some, else of the alphabet.
  init(training: RawLabels, test: RawLabels, file: String) throws(DatasetError) {
    let found = Set([training, test].flatMap { labels in Set(labels.codes).map { labels.names[Int($0)] } })
    let names = found.sorted(by: RawLabels.precedes)
    guard names.count <= Self.most else {
      throw .unusable(
        what:
          "The classes of \(file) have \(names.count) different values such as \(names.prefix(3).map(DatasetError.quoted).joined(separator: ", "))",
        advice: "at most \(Self.most) can be told apart; name another column with --label-column, or say --no-labels")
    }
    let places = Dictionary(uniqueKeysWithValues: zip(names, names.indices.map { UInt8($0) }))
    func bytes(_ labels: RawLabels) -> [UInt8] {
      let table = labels.names.map { places[$0] ?? 0 }
      return labels.codes.map { table[Int($0)] }
    }
    (self.training, self.test) = (bytes(training), bytes(test))
    self.names = names == names.indices.map(String.init) ? nil : names.map(Self.shown)
  }

  /// A name that figures and records can show.
  private static func shown(_ name: String) -> String {
    let text = String(name.unicodeScalars.prefix(longest).map { Character($0.isPrintable ? $0 : "?") })
    return text.isEmpty ? "?" : text
  }

  private static let longest = 40
}
