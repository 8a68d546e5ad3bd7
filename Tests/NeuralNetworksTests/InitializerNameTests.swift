import Foundation
import Testing

@testable import NeuralNetworks

@Suite struct InitializerNameTests {
  static let all: [Initializer] =
    InitializerTests.cases.map(\.0) + [
      .zeros, .ones, .constant(-0.25), .constant(1e-20), .uniform(from: -1, to: 0.1), .orthogonal(),
      .orthogonal(gain: 1.414_213_5), .he(.uniform, fan: .output, slope: 0.2), .leCun(.truncatedNormal),
      .layerSequentialUnitVariance(), .layerSequentialUnitVariance(.init(tolerance: 0.01, iterations: 3)),
    ]

  @Test func namesAreReadBack() throws {
    for initializer in Self.all {
      #expect(Initializer(name: initializer.name) == initializer, "\(initializer.name)")
      #expect(!initializer.title.isEmpty && !initializer.name.contains(","))
      let data = try JSONEncoder().encode([initializer])
      #expect(try JSONDecoder().decode([Initializer].self, from: data) == [initializer])
    }
    #expect(Set(Self.all.map(\.name)).count == Self.all.count)
  }

  /// The names before there were options.
  @Test func oldNamesMeanTheSame() {
    #expect(Initializer(name: "zeros") == .zeros && Initializer(name: "normal-0.01") == .smallNormal)
    #expect(
      Initializer(name: "xavier-normal") == .xavierNormal && Initializer(name: "xavier-uniform") == .xavierUniform)
    #expect(Initializer(name: "he-normal") == .heNormal && Initializer(name: "he-uniform") == .heUniform)
  }

  @Test(arguments: [
    ("glorot_uniform", "xavier-uniform"), ("glorot-normal", "xavier-normal"), ("kaiming_normal", "he-normal"),
    ("kaiming-uniform/fan_out", "he-uniform/fan-out"), ("lecun_normal", "lecun-normal"),
    ("trunc_normal-0.02", "truncated-normal-0.02"), ("random_normal-0.5", "normal-0.5"),
    ("random-uniform-0.05", "uniform-0.05"), ("constant-0", "zeros"),
    ("uniform/to=2/from=1", "uniform/from=1.0/to=2.0"),
    ("uniform/from=-0.5/to=0.5", "uniform-0.5"), ("xavier-uniform/gain=1", "xavier-uniform"),
  ])
  func aliasesAreRead(alias: String, name: String) {
    #expect(Initializer(name: alias)?.name == name)
  }

  @Test(arguments: [
    "", "he", "he-", "normal", "normal-", "normal-x", "normal--1", "normal-nan", "normal-0.1\u{0}", "constant-inf",
    "uniform", "uniform-0", "uniform--1", "uniform/from=2/to=1", "uniform/from=1", "uniform/from=-3e38/to=3e38",
    "xavier-normal/gain=0", "xavier-normal/gain", "xavier-normal/slope=1", "he-normal/gain=1", "he-normal/slope=-1",
    "he-normal/fan-out=1", "he-normal/fan-in", "he-normal/", "he-normal/slope=1/slope=1", "lecun-normal/fan-out",
    "orthogonal-1", "lsuv/iterations=0", "lsuv/iterations=1.5", "lsuv/tolerance=0", "zeros/mean=1",
  ])
  func whatCannotBeIsRefused(name: String) {
    #expect(Initializer(name: name) == nil)
  }

  /// The bytes of records written before there were names in them.
  @Test(arguments: [
    (Initializer.zeros, #"{"zeros":{}}"#), (.smallNormal, #"{"normal":{"standardDeviation":0.01}}"#),
    (.xavierNormal, #"{"xavierNormal":{}}"#), (.xavierUniform, #"{"xavierUniform":{}}"#),
    (.heNormal, #"{"heNormal":{}}"#), (.heUniform, #"{"heUniform":{}}"#),
  ])
  func recordsOfTheFirstProgramStayTheSameBytes(initializer: Initializer, json: String) throws {
    #expect(String(decoding: try JSONEncoder().encode(initializer), as: UTF8.self) == json)
    #expect(try JSONDecoder().decode(Initializer.self, from: Data(json.utf8)) == initializer)
  }

  @Test func whatIsNewIsWrittenAsItsName() throws {
    let bytes = try JSONEncoder().encode(Initializer.he(.uniform, slope: 0.25))
    #expect(String(decoding: bytes, as: UTF8.self) == #""he-uniform\/slope=0.25""#)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Initializer.self, from: Data(#""he""#.utf8)) }
  }
}
