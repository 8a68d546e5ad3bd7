// swift-tools-version: 6.2
import Foundation
import PackageDescription

// Images that are made on one machine and run on another set this.
let isPortable = ProcessInfo.processInfo.environment["DEEPBELIEF_PORTABLE"] == "1"

let optimized: [SwiftSetting] = [
  .unsafeFlags(["-O", "-suppress-warnings"]),
  .unsafeFlags(["-Xcc", "-fno-math-errno"]),
  isPortable ? .define("DEEPBELIEF_PORTABLE") : .unsafeFlags(["-Xcc", "-march=native"]),
]

let package = Package(
  name: "Workbench",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "check", targets: ["check"])],
  dependencies: [.package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")],
  targets: [
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "Checksums", dependencies: ["CZlib"], swiftSettings: optimized),
    .target(
      name: "LinearAlgebra", dependencies: [.target(name: "COpenBLAS", condition: .when(platforms: [.linux]))],
      swiftSettings: optimized),
    .target(name: "NeuralNetworks", dependencies: ["LinearAlgebra"], swiftSettings: optimized),
    .target(name: "BoltzmannMachines", dependencies: ["NeuralNetworks", "LinearAlgebra"], swiftSettings: optimized),
    .target(
      name: "Checking",
      dependencies: [
        "Checksums", "BoltzmannMachines", "NeuralNetworks", "LinearAlgebra",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "check", dependencies: ["Checking"]),
  ]
)
