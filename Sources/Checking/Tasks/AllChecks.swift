extension Suite {
  /// What is tested of each task, in every suite.
  static let allChecks: [String: [Check]] = [
    stableFunctionChecks, initializerChecks, machineChecks, contrastiveDivergenceChecks, stackChecks, networkChecks,
    optimizerChecks, partitionFunctionChecks, ambitiousInitializerChecks,
  ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }
}
