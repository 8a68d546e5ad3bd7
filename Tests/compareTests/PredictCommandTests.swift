import Datasets
import Foundation
import Plotting
import Testing

/// The program's real output about images, and what it says of those that it cannot show.
@Suite struct PredictCommandTests {
  /// Results of a small comparison, made once and removed at the end.
  private static let results: Result<Folder, any Error> = Result {
    let folder = try Folder()
    atexit {
      if let path = try? PredictCommandTests.results.get().path { try? FileManager.default.removeItem(atPath: path) }
    }
    let program = try Program(
      "--dataset", "synthetic", "--hidden", "20", "--epochs", "2", "--arms", "he,xavier,he:lr=1e9,epochs=1", "--seeds",
      "2", "--train-limit", "1000", "--out", folder.path, "--quiet")
    #expect(program.status == 0, "\(program.errors)")
    return folder
  }

  private func predict(_ arguments: String..., before: String = "") throws -> Program {
    try predict(list: arguments)
  }

  private func predict(list arguments: [String]) throws -> Program {
    try Program(list: ["predict", "--dataset", "synthetic", "--results", Self.results.get().path] + arguments)
  }

  private func expectSentence(_ program: Program, _ sentence: String) {
    #expect(program.status > 0 && program.output.isEmpty, "\(program.output)\(program.errors)")
    #expect(program.errors.hasPrefix("Error: ") && program.errors.contains(sentence), "\(program.errors)")
    #expect(program.errors.split(separator: "\n").count(where: { $0.hasPrefix("Error:") }) == 1)
  }

  /// The file of a picture: dark strokes that the first test image consists of, on a lighter sheet.
  private func picture(in folder: Folder, of image: LabeledImages) throws -> String {
    let colors = (0..<300 * 240).map { place in
      let (x, y) = ((place % 300 - 15) / 8, (place / 300 - 9) / 8)
      let isInside = place % 300 >= 15 && place / 300 >= 9 && x < 28 && y < 28
      return Color(hex: 0xE8E0D0).mixed(
        with: Color(hex: 0x203060), by: isInside ? Double(image.pixels[y * 28 + x]) / 255 : 0)
    }
    let path = folder.path + "/picture.png"
    let png = PNG(bitmap: Bitmap(width: 300, height: 240, colors: colors))
    try Data(png.encoded()).write(to: URL(fileURLWithPath: path))
    return path
  }

  // MARK: What is shown

  @Test func aTestImageIsShownWithEveryClassOfEveryArm() throws {
    let program = try predict("--index", "3")
    #expect(program.status == 0 && program.errors.isEmpty, "\(program.errors)")
    let label = Dataset.synthetic(seed: 1).test.labels[3]
    #expect(program.output.hasPrefix("Test image 3, Synthetic strokes, label \(label)\n"))
    #expect(program.output.contains("* the label\n"))
    #expect(
      program.output.contains(
        "Without a network, because its run diverged or the file was removed: he:lr=1e9,epochs=1."))
    let rows = program.output.split(separator: "\n").filter { $0.first?.isNumber == true }
    #expect(rows.count == 10)
    #expect(rows.count { $0.hasPrefix("\(label) * ") } == 1 && rows.count { $0.contains(" * ") } == 1)
    let sums = (0..<2).map { arm in
      rows.reduce(0.0) { $0 + (Double($1.split(separator: " ").filter { $0.contains(".") }[arm]) ?? 0) }
    }
    #expect(sums.allSatisfy { abs($0 - 100) < 0.6 }, "\(sums)")
    #expect(!program.output.contains("\u{1B}") && program.output.unicodeScalars.allSatisfy { $0.isASCII })
  }

  @Test func coloursComeWhenTheyAreAskedFor() throws {
    let program = try predict("--index", "3", "--color", "always")
    #expect(program.output.contains("\u{1B}[38;5;") && program.output.contains("▀"))
    let plain = try predict("--index", "3", "--color", "never").output
    #expect(!plain.contains("\u{1B}"))
  }

  /// `script` gives the program a terminal.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/script"), "needs script of util-linux"))
  func aTerminalGetsColoursUnlessItDoesNotWantThem() throws {
    func output(_ environment: String) throws -> String {
      let results = try Self.results.get().path
      let command = "$0 predict --dataset synthetic --results \(results) --index 3"
      return try Program(
        shell: "", before: "unset NO_COLOR\nexport \(environment)\nexec script -qec \"\(command)\" /dev/null"
      ).output
    }
    for (environment, order) in [("TERM=xterm COLORTERM=truecolor", "[38;2;"), ("TERM=xterm COLORTERM=", "[38;5;")] {
      let colored = try output(environment)
      #expect(colored.contains("\u{1B}" + order), "\(environment): \(colored)")
    }
    for environment in ["TERM=dumb", "TERM=xterm NO_COLOR=1"] {
      let plain = try output(environment)
      #expect(plain.contains("label") && !plain.contains("\u{1B}"), "\(environment)")
    }
  }

  @Test func armsAndSeedsAreChosen() throws {
    let both = try predict("--index", "0", "--arm", "xavier,he").output
    let names = both.split(separator: "\n").first { $0.contains("xavier") }
    #expect(names?.split(separator: " ") == ["xavier", "he"] && !both.contains("diverged"))
    #expect(try predict("--index", "0", "--arm", "xavier,he", "--seed", "2").output != both)
    #expect(try predict("--index", "0", "--arm", "xavier,he", "--seed", "1").output == both)
  }

  @Test func randomImagesCanBeDrawnAgain() throws {
    let first = try predict("--random", "--count", "3", "--random-seed", "5").output
    #expect(first.split(separator: "\n").count { $0.hasPrefix("Test image ") } == 3)
    #expect(try predict("--random", "--count", "3", "--random-seed", "5").output == first)
    #expect(try predict("--random", "--count", "3", "--random-seed", "6").output != first)
  }

  @Test func wrongImagesAreWrong() throws {
    let output = try predict("--wrong", "--arm", "he", "--count", "4").output
    #expect(
      output.split(separator: "\n").count { $0.contains(", wrong") } == 4 && !output.contains("right"), "\(output)")
  }

  @Test func aPictureIsTakenForTheImageThatItShows() throws {
    let folder = try Folder()
    let data = Dataset.synthetic(seed: 1).test
    let path = try picture(in: folder, of: data[0..<1])
    let out = folder.path + "/out.png"
    let program = try predict("--image", path, "--arm", "he", "--out", out)
    #expect(program.status == 0, "\(program.errors)")
    #expect(program.output.hasPrefix("picture.png, 300 × 240 pixels, dark on light, of which the figure takes "))
    #expect(!program.output.contains("the label") && program.output.hasSuffix("\nOpen \(out)\n"))
    let png = try PNG(decoding: folder.bytes("out.png"))
    #expect(png.texts.contains { $0.keyword == "Command" && $0.value.contains("predict --dataset synthetic") })
    // The sheet as it was given, and what the network sees of it.
    let colors = (0..<png.bitmap.height).map { y in (0..<png.bitmap.width).map { png.bitmap[$0, y] } }.joined()
    #expect(colors.count { $0 == Color(hex: 0xE8E0D0) } > 10_000 && colors.count { $0 == .black } > 10_000)
  }

  // MARK: What cannot be shown

  @Test(arguments: [
    ([], "Say which image: --index N, --random, --wrong or --image FILE.png."),
    (["--index", "1", "--random"], "exclude each other; give one of them."),
    (
      ["--index", "1000"],
      "--index: 1000 cannot be used: the test images of Synthetic strokes have the numbers 0 to 999."
    ),
    (["--index=-1"], "--index: -1 cannot be used"),
    (["--index", "seven"], "The value 'seven' is invalid for '--index <n>'"),
    (["--index", "1", "--count", "2"], "--count: this cannot be used: it needs --random or --wrong"),
    (["--random", "--count", "31"], "--count: 31 cannot be used: give a whole number from 1 to 30"),
    (["--random", "--arm", "hee"], "--arm: there is no arm 'hee' in "),
    (["--random", "--arm", ""], "--arm: there is no arm '' in "),
    (["--random", "--arm", "he:lr=1e9,epochs=1"], "there is no network of arm 'he:lr=1e9,epochs=1' with seed 1 in "),
    (["--random", "--seed", "3"], "--seed: 3 cannot be used: the networks in "),
    (["--random", "--out", "p.jpg"], "--out: 'p.jpg' cannot be used: give the picture a name that ends in .png"),
    (["--random", "--out", "/nonexistent/p.png"], "Cannot write /nonexistent/p.png: no such file or directory"),
    (["--random", "--color", "blue"], "The value 'blue' is invalid for '--color <when>'"),
    (
      ["--image", "/nonexistent/p.png"],
      "/nonexistent/p.png cannot be read as a PNG picture: no such file or directory."
    ),
    (["--image", "/dev/zero"], "/dev/zero cannot be read as a PNG picture: it is not an ordinary file."),
    (["--image", ""], " cannot be read as a PNG picture: no such file or directory."),
    (["--random", "--dataset", "mnist"], "There are no trained networks in "),
    (["--random", "--results", ""], "--results: '' cannot be used: name a directory"),
    (
      ["--random", "--results", "/nonexistent"],
      "make them with `swift run compare --dataset synthetic --out /nonexistent`."
    ),
  ])
  func badInputGetsASentence(arguments: [String], sentence: String) throws {
    expectSentence(try predict(list: arguments), sentence)
  }

  @Test func picturesThatShowNothingGetASentence() throws {
    let folder = try Folder()
    func write(_ bytes: [UInt8]) throws -> String {
      let path = folder.path + "/p.png"
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      return path
    }
    let grey = try PNG(bitmap: Bitmap(width: 60, height: 40, color: Color(grey: 99))).encoded()
    expectSentence(
      try predict("--image", write(grey)), "Nothing stands out from the ground of \(folder.path)/p.png (60 × 40 pixels)"
    )
    let dot = try PNG(bitmap: Bitmap(width: 1, height: 1, color: .black)).encoded()
    expectSentence(try predict("--image", write(dot)), "/p.png has only 1 × 1 pixel, too few")
    expectSentence(try predict("--image", write([])), "/p.png cannot be read as a PNG picture: it is empty.")
    expectSentence(try predict("--image", write(Array(grey.prefix(50)))), "the file is damaged or ends too early.")
    expectSentence(
      try predict("--image", write([0xFF, 0xD8, 0xFF, 0xE0])), "is a picture in the format JPEG, and only PNG is read")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/out.png"))
  }

  @Test func aDamagedModelIsNamed() throws {
    let folder = try Folder()
    let path = folder.path + "/results"
    try FileManager.default.copyItem(atPath: Self.results.get().path, toPath: path)
    let file = path + "/synthetic/models/he-seed1.safetensors"
    try Data("not a model".utf8).write(to: URL(fileURLWithPath: file))
    let program = try Program("predict", "--dataset", "synthetic", "--results", path, "--index", "0")
    #expect(program.status > 0 && program.errors.hasPrefix("Error: \(file) "), "\(program.errors)")
  }

  /// Networks of one data set, asked about images of another size under the same name.
  @Test func aModelForAnotherImageSizeIsRefused() throws {
    let folder = try Folder()
    let path = folder.path + "/results"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: Self.results.get().path + "/synthetic", toPath: path + "/data")
    let small = folder.path + "/data"
    try FileManager.default.createDirectory(atPath: small, withIntermediateDirectories: true)
    for (part, count) in [("train", 12), ("t10k", 6)] {
      let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, UInt8(count), 0, 0, 0, 5, 0, 0, 0, 4]
      let pixels = (0..<count * 20).map { UInt8($0 % 251) }
      try Data(images + pixels).write(to: URL(fileURLWithPath: "\(small)/\(part)-images-idx3-ubyte"))
      let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, UInt8(count)] + (0..<count).map { UInt8($0 % 3) }
      try Data(labels).write(to: URL(fileURLWithPath: "\(small)/\(part)-labels-idx1-ubyte"))
    }
    expectSentence(
      try Program("predict", "--data-dir", small, "--results", path, "--index", "0"),
      "he-seed1.safetensors is a network for images of 784 pixels, and those of data have 4 × 5 = 20; name the data set"
    )
  }

  @Test func helpReadsLikeDocumentation() throws {
    let help = try Program("predict", "--help").output
    for word in ["--image digit.png", "--wrong", "--results", "--color", "20 × 20", "default: figures"] {
      #expect(help.contains(word), "\(word)")
    }
  }
}
