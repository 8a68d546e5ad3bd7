import Testing

@testable import Experiments
@testable import Reporting

/// What pages say of how arms differ.
@Suite struct ArmDifferencesTests {
  private func sentence(_ arms: String) throws -> String {
    var settings = ComparisonSettings(dataset: "test", preset: .standard)
    settings.arms = try Arm.list(arms)
    return ArmDifferences(settings).sentence
  }

  @Test func theUsualArmsDifferInUnitsAndRates() throws {
    let sentence = try sentence("random,dbn,xavier,he")
    #expect(sentence.contains("units (sigmoid: random, dbn; tanh: xavier; ReLU: he)"), "\(sentence)")
    #expect(sentence.contains("learning rate (0.15: random; 0.6: dbn; 0.07: xavier; 0.08: he)"), "\(sentence)")
    #expect(!sentence.contains("optimizer") && !sentence.contains("epochs"), "\(sentence)")
  }

  /// Epochs that follow from the start do not make another kind of network.
  @Test func equalWorkIsNotEqualEpochs() throws {
    var settings = ComparisonSettings(dataset: "test", preset: .standard)
    settings.arms = try Arm.list("random:epochs=30,dbn")
    #expect(Set(settings.arms.map { ArmDifferences.companions(of: $0, settings) }).count == 2)
    settings.budget = .operations
    #expect(Set(settings.arms.map { ArmDifferences.companions(of: $0, settings) }).count == 1)
    #expect(ArmDifferences(settings).sentence.hasPrefix("All arms have as many operations, pretraining included"))
  }

  @Test func startsAloneAreSaidToBeAlone() throws {
    #expect(try sentence("he,he:init=xavier-uniform") == "The arms differ in their starts alone.")
    #expect(try sentence("he") == "")
  }

  /// Every key of an arm that changes it, but for its start, is told.
  @Test(arguments: [
    ("activation=tanh", "units"), ("lr=0.01", "learning rate"), ("schedule=cosine", "schedule of the rate"),
    ("optimizer=adam,lr=0.08", "optimizer"), ("hidden=10x10", "hidden layers"), ("epochs=3", "epochs"),
    ("batch-size=10", "cases in a minibatch"), ("warmup=1", "epochs of warm-up"),
    ("batchnorm=on", "batch normalisation"), ("dropout=0.5", "dropout of units"),
    ("input-dropout=0.2", "dropout of inputs"), ("weight-decay=0.01", "weight decay"), ("l1=0.01", "L1 penalty"),
    ("max-norm=2", "greatest length of incoming weights"), ("clip=1", "greatest length of gradients"),
  ])
  func everyDifferenceIsTold(key: String, name: String) throws {
    let sentence = try sentence("he,he:\(key)")
    #expect(sentence.contains("also in \(name) ("), "\(sentence)")
  }
}
