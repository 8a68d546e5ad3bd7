// swift-tools-version: 6.2
import Foundation
import PackageDescription

// A bare `swift run` builds in debug, where Swift does not optimise. The flags below make the modules that compute as fast there as in
// release; what only describes, tells and draws is compiled in a third of the time without. `-march=native` lets the compiler use all of
// this machine's vector instructions; set DEEPBELIEF_PORTABLE=1 to leave it out of images that are built on one machine and run on another.
let isPortable = ProcessInfo.processInfo.environment["DEEPBELIEF_PORTABLE"] == "1"

let native: [SwiftSetting] = [
  // Square roots that need not set `errno` become vector instructions.
  .unsafeFlags(["-Xcc", "-fno-math-errno"]),
  isPortable ? .define("DEEPBELIEF_PORTABLE") : .unsafeFlags(["-Xcc", "-march=native"]),
]

/// As a whole: kernels call each other for every few numbers, and optimising file by file takes twice as long.
let optimized: [SwiftSetting] =
  [
    .unsafeFlags([
      "-O", "-whole-module-optimization", "-num-threads", "2", "-disable-batch-mode", "-suppress-remarks",
    ])
  ] + native

/// A library module of this package that computes; optimised in every configuration.
func kernels(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: optimized)
}

/// One that leaves computing to those. A change of a function recompiles its file and nothing above.
func module(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: native)
}

/// The tests of one module. Those that enumerate and sum up for themselves are optimised; others compile in half the time if they are not.
func tests(
  of name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = [],
  settings: [SwiftSetting] = native
) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.byName(name: name)] + dependencies, resources: resources,
    swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")

let package = Package(
  name: "DeepBelief",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "DeepBelief", targets: ["NeuralNetworks", "BoltzmannMachines", "Datasets", "ModelFiles"]),
    .executable(name: "compare", targets: ["compare"]),
    .executable(name: "bench", targets: ["bench"]),
    .executable(name: "assignment", targets: ["AssignmentProgram"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CFreeType", pkgConfig: "freetype2", providers: [.apt(["libfreetype-dev"]), .brew(["freetype"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),

    kernels("LinearAlgebra", [.target(name: "COpenBLAS", condition: .when(platforms: [.linux]))]),
    kernels("Datasets", ["CPNG", "CZlib", "LinearAlgebra"], resources: [.copy("MNIST")]),
    module("Plotting", ["CPNG", "CFreeType"], resources: [.copy("Fonts")]),
    kernels("NeuralNetworks", ["LinearAlgebra"]),
    kernels("BoltzmannMachines", ["NeuralNetworks", "LinearAlgebra"]),
    module("Checksums", ["CZlib"]),
    kernels("ModelFiles", ["Checksums", "BoltzmannMachines", "NeuralNetworks", "LinearAlgebra"]),
    module(
      "Experiments",
      ["Checksums", "ModelFiles", "Datasets", "BoltzmannMachines", "NeuralNetworks", "LinearAlgebra"]),
    module(
      "Reporting", ["Checksums", "Experiments", "Datasets", "Plotting", mustache], resources: [.copy("Templates")]),
    module(
      "Studies",
      [
        "Checksums", "Reporting", "Experiments", "BoltzmannMachines", "NeuralNetworks", "LinearAlgebra", "Datasets",
        "Plotting",
      ]),
    module("Checking", ["Checksums", "BoltzmannMachines", "NeuralNetworks", "LinearAlgebra", argumentParser]),
    module("Assignment", ["Checking", "Checksums", "Experiments"], resources: [.copy("Template")]),
    // Not named like its product: file systems that take Assignment and assignment for one would mix up their folders.
    .executableTarget(
      name: "AssignmentProgram", dependencies: ["Assignment", "Checking", "Experiments", argumentParser]),
    .executableTarget(
      name: "compare", dependencies: ["Experiments", "LinearAlgebra", "Reporting", "Studies", argumentParser]),
    .executableTarget(
      name: "bench", dependencies: ["Experiments", "Reporting", argumentParser], swiftSettings: optimized),

    // What tests of what is kept share.
    .target(name: "Damage", path: "Tests/Damage"),
    tests(of: "LinearAlgebra", settings: optimized),
    tests(of: "Datasets", ["CZlib", "LinearAlgebra"]),
    tests(of: "Plotting"),
    tests(of: "NeuralNetworks", ["LinearAlgebra"], settings: optimized),
    tests(of: "BoltzmannMachines", ["NeuralNetworks", "LinearAlgebra"], settings: optimized),
    tests(of: "ModelFiles", ["BoltzmannMachines", "NeuralNetworks", "LinearAlgebra"]),
    tests(
      of: "Experiments", ["Damage", "Checksums", "ModelFiles", "BoltzmannMachines", "NeuralNetworks"],
      resources: [.copy("Fixtures")]),
    tests(
      of: "Reporting",
      ["Damage", "Experiments", "Plotting", "Datasets", "BoltzmannMachines", "NeuralNetworks", "LinearAlgebra"]),
    tests(
      of: "Studies",
      [
        "Damage", "Reporting", "Experiments", "BoltzmannMachines", "NeuralNetworks", "LinearAlgebra", "Datasets",
        "Plotting",
      ]),
    tests(
      of: "compare",
      ["bench", "Experiments", "Studies", "Datasets", "Plotting", "BoltzmannMachines", "ModelFiles", "LinearAlgebra"]),
    .testTarget(
      name: "AssignmentTests", dependencies: ["Assignment", "Checking", "Damage"], exclude: ["Mutants.json"]),
    .testTarget(
      name: "FuzzTests",
      dependencies: [
        "LinearAlgebra", "Datasets", "Experiments", "ModelFiles", "BoltzmannMachines", "NeuralNetworks", "Plotting",
        "Reporting",
      ],
      path: "Tests/Fuzz", exclude: ["Corpus", "LibFuzzer", "run"], swiftSettings: optimized),
  ]
)
