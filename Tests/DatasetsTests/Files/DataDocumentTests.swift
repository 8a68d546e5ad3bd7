import Foundation
import Testing

@testable import Datasets

/// The examples of Docs/Data.md are what it says that they are.
@Suite struct DataDocumentTests {
  /// Files that are read together, and the line under them.
  struct Example: CustomStringConvertible {
    var files: [(name: String, bytes: [UInt8])] = []
    var choices = DataChoices()
    var found = ""

    var description: String { files.map(\.name).joined(separator: " and ") }
  }

  @Test func examplesAreReadAsTheirLinesSay() throws {
    let examples = try Self.examples()
    #expect(examples.count == 9)
    for example in examples {
      let directory = try TemporaryDirectory()
      for (name, bytes) in example.files {
        let folder = URL(fileURLWithPath: directory.path + "/" + name).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try directory.write(bytes, to: name)
      }
      let data = try Dataset.reading(path: directory.path, name: "n", title: "T", choices: example.choices)
      let sentence = try #require(data.details.findings.first)
      let names = data.details.classNames ?? (0..<data.classCount).map(String.init)
      let cases = try #require(sentence.firstRange(of: /[0-9,]+ cases of [0-9,]+ numbers/))
      #expect("Found: \(sentence[cases]); \(names.joined(separator: ", "))." == example.found, "\(example)")
    }
  }

  private static func examples() throws -> [Example] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../../../Docs/Data.md"
    var (examples, current): ([Example], Example) = ([], Example())
    var block: [String]?
    for line in try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\n") {
      if let heading = line.wholeMatch(of: /<!-- example: (\S+) ?(.*) -->/) {
        current.files.append((String(heading.1), []))
        try set(&current.choices, Array(heading.2.split(separator: " ")))
      } else if line.hasPrefix("Found: ") {
        current.found = line
        examples.append(current)
        current = Example()
      } else if line == "```", block == nil, current.files.last?.bytes.isEmpty == true {
        block = []
      } else if line == "```", let lines = block {
        current.files[current.files.count - 1].bytes = bytes(lines)
        block = nil
      } else {
        block?.append(line)
      }
    }
    return examples
  }

  private static func set(_ choices: inout DataChoices, _ options: [Substring]) throws {
    for option in options {
      switch option {
      case "--no-labels": choices.hasLabels = false
      case "--grey": choices.isGrey = true
      case "--size": break
      default:
        let sides = try option.split(separator: "x").map { try #require(Int($0)) }
        choices.size = DataChoices.PictureSize(width: sides[0], height: sides[1])
      }
    }
  }

  /// A text, or what `hexdump -C` has shown, where a star stands for lines like the one before.
  private static func bytes(_ lines: [String]) -> [UInt8] {
    guard lines.first?.hasPrefix("00000000  ") == true else {
      return Array((lines.joined(separator: "\n") + "\n").utf8)
    }
    var bytes: [UInt8] = []
    for line in lines where line != "*" {
      let place = Int(line.prefix(8), radix: 16) ?? 0
      while bytes.count < place { bytes += bytes.suffix(16) }
      bytes += line.dropFirst(8).prefix { $0 != "|" }.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    }
    return bytes
  }
}
