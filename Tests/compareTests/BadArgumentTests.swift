import Foundation
import Testing

/// Options that nobody should type, and some that somebody will: one sentence, a code that is not zero, and nothing left
/// behind.
@Suite struct BadArgumentTests {
  private func expectRefusal(_ program: Program, _ sentence: String) {
    #expect(program.status > 0, "\(program.errors)")
    #expect(program.errors.contains(sentence), "\(program.errors)")
    #expect(program.errors.split(separator: "\n").count(where: { $0.hasPrefix("Error:") }) == 1, "\(program.errors)")
    #expect(!program.errors.contains("Fatal") && program.output.isEmpty)
  }

  @Test(arguments: [
    (["--epochs", "9223372036854775808"], "The value '9223372036854775808' is invalid for '--epochs <n>'"),
    (["--epochs", "9223372036854775807"], "--epochs: 9223372036854775807 cannot be used: give a whole number from 1"),
    (["--seed", "18446744073709551616"], "The value '18446744073709551616' is invalid for '--seed <n>'"),
    (["--epochs=-5"], "--epochs: -5 cannot be used"),
    (["--epochs", "-5"], "Missing value for '--epochs <n>'"),
    (["--seed=-1"], "The value '-1' is invalid for '--seed <n>'"),
    (["--batch-size=-9223372036854775808"], "--batch-size: -9223372036854775808 cannot be used"),
    (["--labels=-1"], "--labels: -1 cannot be used"),
    (["--train-limit", "0"], "--train-limit: 0 cannot be used"),
    (["--pretrain-epochs=-1"], "--pretrain-epochs: -1 cannot be used"),
    (["--max-seeds", "5"], "--max-seeds: this cannot be used: it needs --until-settled"),
    (["--until-settled", "--seeds", "5"], "--seeds: this cannot be used: --until-settled finds out how many"),
    (["--until-settled", "--max-seeds", "1"], "--max-seeds: 1 cannot be used: give a whole number from 2"),
    (["--hours", "2"], "--hours: this cannot be used: it needs --until-settled"),
    (["--until-settled", "--hours=-1"], "--hours: -1.0 cannot be used: give a number above 0"),
    (
      ["study", "five-layers", "--until-settled", "--seeds", "3"], "--seeds: this cannot be used: --until-settled finds"
    ),
    (["--budget", "hours"], "The value 'hours' is invalid for '--budget <kind>'"),
    (["--seeds", "10001"], "--seeds: 10001 cannot be used"),
    (["--jobs", "1e3"], "The value '1e3' is invalid for '--jobs <n>'"),
    (["--epochs", ""], "The value '' is invalid for '--epochs <n>'"),
    (["--preset", ""], "The value '' is invalid for '--preset <name>'"),
    (["--dataset", ""], "--dataset: a name of 0 characters cannot be used"),
    (["--arms", ""], "there is no arm ''"),
    (["--hidden", ""], "--hidden: '' cannot be used"),
    (["--data-dir", ""], "--data-dir: '' cannot be used"),
    (["--out", ""], "--out: '' cannot be used: name a directory"),
    (["--arms", "he,xavier,he"], "arm 'he' is named twice"),
    (["--arms", "he:lr=1e99"], "'1e99' cannot be the lr"),
    (["--arms", "he:activation=prelu-2"], "'prelu-2' cannot be the activation of arm 'he'"),
    (["--arms", "he:epochs=9223372036854775808"], "cannot be the epochs"),
    (["--arms", "he:epochs=100001"], "cannot be the epochs"),
    (["--epochs", "1", "--epochs", "0"], "--epochs: 0 cannot be used"),
    (["--speed", "3"], "Unknown option '--speed'"),
    (["everything"], "Unexpected argument 'everything'"),
    (["--data-dir", "/dev/null"], "There is no directory /dev/null"),
    (["--dataset", "a\nb"], "Argument 2 holds a line break or another control character"),
    (["--arms", "he\u{1B}[2J"], "Argument 2 holds a line break or another control character"),
    (["report", "--dataset", "../secret"], "--dataset: '../secret' cannot be used: give the name of a folder in"),
    (["report", "--dataset", ".."], "--dataset: '..' cannot be used"),
    (["report", "--dataset", "nothing"], "There are no results in"),
  ])
  func nonsenseGetsASentence(arguments: [String], sentence: String) throws {
    let folder = try Folder()
    let place = arguments.contains("--out") ? [] : ["--out", folder.path + "/new"]
    expectRefusal(try Program(list: arguments + place), sentence)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/new"))
  }

  @Test(arguments: [
    ("--dataset", 1001, "--dataset: a name of 1001 characters cannot be used"),
    ("--dataset", 100_000, "--dataset: a name of 100000 characters cannot be used"),
    ("--arms", 100_000, "--arms: an arm of 100000 characters cannot be used"),
    ("--out", 300, "file name too long"),
    ("--data-dir", 300, "There is no directory"),
  ])
  func veryLongTextsGetASentence(option: String, length: Int, sentence: String) throws {
    let folder = try Folder()
    let data = option == "--out" ? ["--dataset", "synthetic"] : ["--out", folder.path + "/new"]
    let text = String(repeating: "x", count: length)
    expectRefusal(try Program(list: [option, option == "--out" ? folder.path + "/" + text : text] + data), sentence)
  }

  @Test func moreThanFiguresHaveRoomForGetsASentence() throws {
    let arms = (1...33).map { "he:epochs=\($0)" }.joined(separator: ",")
    expectRefusal(try Program("--arms", arms), "--arms: a list of 33 cannot be used: give at most 32 arms")
    let widths = (1...33).map(String.init).joined(separator: ",")
    expectRefusal(try Program("--hidden", widths), "cannot be used: give up to 32 widths")
  }

  @Test(arguments: ["--out", "--data-dir", "--arms", "--dataset"])
  func bytesThatAreNoTextAreRefused(option: String) throws {
    expectRefusal(
      try Program(shell: "\(option) \"$(printf 'a\\377\\376b')\""), "Argument 2 is not text in UTF-8")
  }

  @Test func filesInPlaceOfDirectoriesAreRefused() throws {
    let folder = try Folder()
    let file = folder.path + "/file"
    try Data().write(to: URL(fileURLWithPath: file))
    expectRefusal(
      try Program("--dataset", "synthetic", "--out", file), "Cannot create the directory \(file)/synthetic")
    expectRefusal(try Program("report", "--out", file), "There are no results in \(file)")
    expectRefusal(try Program("--data-dir", file, "--out", folder.path + "/new"), "There is no directory \(file)")
    expectRefusal(
      try Program("--data-dir", folder.path, "--out", folder.path + "/new"),
      "\(folder.path) has no train-images-idx3-ubyte")
  }
}
