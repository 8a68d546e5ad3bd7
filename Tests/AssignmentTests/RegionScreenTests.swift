import Testing

@testable import Assignment

@Suite struct RegionScreenTests {
  @Test(arguments: [
    "let x = 1 // import of nothing", "let signal = visible", "print(\"} import {\")", "/* { */ f([1, 2])",
    "let s = \"a\\\"}\"",
    "/* a /* b */ { */ g()",
  ])
  func ordinarySolutionsPass(line: String) { #expect(RegionScreen.objection(to: [[line]]) == nil) }

  @Test(arguments: [
    ("FileManager.default", "`FileManager`"), ("exit(0)", "`exit`"), ("} func f() {", "brackets"), ("f(", "brackets"),
    ("(]", "brackets"),
    ("#if true", "directive"), ("Variant.task(\"1.1\", 1)", "`Variant`"),
  ])
  func othersDoNot(line: String, sentence: String) throws {
    #expect(try #require(RegionScreen.objection(to: [[line]])).contains(sentence))
  }
}
