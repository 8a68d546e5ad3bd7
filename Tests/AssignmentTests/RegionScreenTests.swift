import Testing

@testable import Assignment

@Suite struct RegionScreenTests {
  @Test(arguments: [
    "let x = 1 // import of nothing", "let signal = visible", "print(\"} {\")", "/* { */ f([1, 2])",
    "let s = \"a\\\"}\"", "/* a /* b */ { */ g()", "values.map(\\.count)", "precondition(n > 0, \"\\(n) units\")",
    "let half = a / b / 2",
  ])
  func ordinarySolutionsPass(line: String) { #expect(RegionScreen.objection(to: [[line]]) == nil) }

  @Test(arguments: [
    ("FileManager.default", "`FileManager`"), ("exit(0)", "`exit`"), ("let f = fopen", "`fopen`"),
    ("`openat`(1)", "`openat`"), ("InputStream(fileAtPath: p)", "`InputStream`"),
    ("print(\"\\(FileManager.default.contents(atPath: p)!)\")", "`FileManager`"),
    ("} func f() {", "brackets"), ("f(", "brackets"), ("(]", "brackets"), ("#if true", "directive"),
    ("Variant.task(\"1.1\", 1)", "`Variant`"), ("@_silgen_name(\"fopen\") func f()", "attribute"),
    ("let a = \"\"\"; } func f() {", "several lines"), ("let r = /\"/; } func f() {", "does not end"),
    ("let r = /\"/; } func f() { let q = /\"/", "slash"), ("let r = /\\/*/; } func f() {", "backslash"),
  ])
  func othersDoNot(line: String, sentence: String) throws {
    #expect(try #require(RegionScreen.objection(to: [[line]])).contains(sentence))
  }

  @Test func whatATaskIsToDoWithoutIsNamed() throws {
    let objection = RegionScreen.objection(to: [["machine.writeFreeEnergies(of: v)"]], without: ["writeFreeEnergies"])
    #expect(try #require(objection).contains("`writeFreeEnergies`, which does what the task asks for"))
  }

  @Test func theMasterPasses() throws {
    let master = try Master(folder: MasterTests.root)
    for task in master.table.tasks {
      #expect(
        try RegionScreen.objection(to: master.solution(task), without: task.without ?? []) == nil, "\(task.number)")
    }
  }
}
