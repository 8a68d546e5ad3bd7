// swift-tools-version: 6.2
import Foundation
import PackageDescription

// DEEPBELIEF_PORTABLE=1 leaves out the instructions that only this machine may have, where what is built here runs elsewhere.
let isPortable = ProcessInfo.processInfo.environment["DEEPBELIEF_PORTABLE"] == "1"

// Optimised, but file by file: after you save one file, only that file is compiled again. `swift run -c release compare` compiles
// whole modules and is faster where much is to be computed.
let optimized: [SwiftSetting] = [
  // Every blank makes warnings, since what follows it is never executed.
  .unsafeFlags(["-O", "-suppress-warnings"]),
  // Square roots that need not set `errno` become vector instructions.
  .unsafeFlags(["-Xcc", "-fno-math-errno"]),
  isPortable ? .define("DEEPBELIEF_PORTABLE") : .unsafeFlags(["-Xcc", "-march=native"]),
]

/// A library module of this package, optimised in every configuration.
func module(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: optimized)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")

let package = Package(
  name: "DeepBeliefCourse",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "compare", targets: ["compare"]),
    .executable(name: "check", targets: ["check"]),
    .executable(name: "hint", targets: ["hint"]),
    .executable(name: "list", targets: ["list"]),
    .executable(name: "reset", targets: ["reset"]),
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

    module("LinearAlgebra", [.target(name: "COpenBLAS", condition: .when(platforms: [.linux]))]),
    module("Datasets", ["CPNG", "CZlib", "LinearAlgebra"], resources: [.copy("MNIST")]),
    module("Plotting", ["CPNG", "CFreeType"], resources: [.copy("Fonts")]),
    module("NeuralNetworks", ["LinearAlgebra"]),
    module("BoltzmannMachines", ["NeuralNetworks", "LinearAlgebra"]),
    module("Checksums", ["CZlib"]),
    module("ModelFiles", ["Checksums", "BoltzmannMachines", "NeuralNetworks", "LinearAlgebra"]),
    module(
      "Experiments",
      ["Checksums", "ModelFiles", "Datasets", "BoltzmannMachines", "NeuralNetworks", "LinearAlgebra"]),
    module(
      "Reporting", ["Checksums", "Experiments", "Datasets", "Plotting", mustache], resources: [.copy("Templates")]),
    // Not optimised: it is quick to compile, and tests little.
    .target(
      name: "Checking",
      dependencies: ["Checksums", "BoltzmannMachines", "NeuralNetworks", "LinearAlgebra", argumentParser]),
    .executableTarget(name: "check", dependencies: ["Checking"]),
    .executableTarget(name: "hint", dependencies: ["Checking"]),
    .executableTarget(name: "list", dependencies: ["Checking"]),
    .executableTarget(name: "reset", dependencies: ["Checking"]),
    .executableTarget(
      name: "compare", dependencies: ["Experiments", "Reporting", argumentParser],
      swiftSettings: optimized),
  ]
)
