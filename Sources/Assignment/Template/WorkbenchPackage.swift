// swift-tools-version: 6.2
import PackageDescription

let optimized: [SwiftSetting] = [
  .unsafeFlags(["-O", "-suppress-warnings"]),
  .unsafeFlags(["-Xcc", "-fno-math-errno", "-Xcc", "-march=native"]),
]

let package = Package(
  name: "Workbench",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "check", targets: ["check"])],
  dependencies: [.package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")],
  targets: [
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .target(
      name: "LinearAlgebra", dependencies: [.target(name: "COpenBLAS", condition: .when(platforms: [.linux]))],
      swiftSettings: optimized),
    .target(name: "NeuralNetworks", dependencies: ["LinearAlgebra"], swiftSettings: optimized),
    .target(name: "BoltzmannMachines", dependencies: ["NeuralNetworks", "LinearAlgebra"], swiftSettings: optimized),
    .target(
      name: "Checking",
      dependencies: [
        "BoltzmannMachines", "NeuralNetworks", "LinearAlgebra",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "check", dependencies: ["Checking"]),
  ]
)
