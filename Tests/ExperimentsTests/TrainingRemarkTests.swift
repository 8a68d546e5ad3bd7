import BoltzmannMachines
import Testing

@testable import Experiments

/// What is said of machines that are ill, and that nothing is said of healthy ones.
@Suite struct TrainingRemarkTests {
  private static func epoch(
    _ epoch: Int, machine: Int = 1, likelihood: Double?, annealed: Double? = nil, error: Double = 0.5
  ) -> LaboratoryEpoch {
    LaboratoryEpoch(
      machine: machine, epoch: epoch, logLikelihoodTraining: likelihood, logLikelihoodValidation: likelihood,
      annealedLogLikelihoodValidation: annealed, independentLogLikelihoodValidation: -200,
      pseudoLikelihoodValidation: nil, classificationErrorValidation: nil, reconstructionErrorValidation: error,
      varianceValidation: 1, freeEnergyTraining: 0, freeEnergyValidation: 0, relativeUpdate: 0.001, swapRates: [])
  }

  private static func findings(_ epochs: [LaboratoryEpoch]) -> [TrainingRemark.Finding] {
    TrainingRemark.ofEnds(epochs).map(\.finding)
  }

  @Test func healthyMachinesHaveNone() {
    let epochs = [-180, -160, -155, -164.9].enumerated().map { Self.epoch($0 + 1, likelihood: $1) }
    #expect(Self.findings(epochs) == [])
    #expect(Self.findings([]) == [])
  }

  @Test func aFallOfTensOfNatsAndLessThanIndependentUnitsAreTold() {
    let epochs = [-180, -149, -185, -219].enumerated().map { Self.epoch($0 + 1, likelihood: $1) }
    #expect(Self.findings(epochs) == [.belowIndependentUnits(nats: 19, isRising: false), .fell(since: 2, nats: 70)])
    // Each when it shows first.
    let news = (1...4).map { TrainingRemark.news(Array(epochs.prefix($0))).map(\.finding) }
    #expect(news == [[], [], [.fell(since: 2, nats: 36)], [.belowIndependentUnits(nats: 19, isRising: false)]])
    // Likelihoods by annealing count where there are no exact ones.
    let annealed = [-120.0, -131].enumerated().map { Self.epoch($0 + 1, likelihood: nil, annealed: $1) }
    #expect(Self.findings(annealed) == [.fell(since: 1, nats: 11)])
  }

  @Test func aReconstructionWorseThanTheMeansIsTold() {
    #expect(Self.findings([Self.epoch(1, likelihood: nil, error: 3)]) == [.worseThanMeans(ratio: 3)])
    #expect(Self.findings([Self.epoch(1, likelihood: nil, error: 1.05)]) == [])
  }

  @Test func machinesOfAStackAreToldApart() {
    let epochs = [Self.epoch(1, likelihood: -150), Self.epoch(1, machine: 2, likelihood: -210)]
    #expect(TrainingRemark.ofEnds(epochs).map(\.machine) == [2])
    #expect(TrainingRemark.news(epochs).map(\.machine) == [2])
  }

  /// Rough likelihoods waver, so that an earlier epoch has to be better by more than that to be kept.
  @Test func roughLikelihoodsNeedAMarginToBeBest() {
    let exact = [Self.epoch(1, likelihood: -150), Self.epoch(2, likelihood: -151)]
    #expect(exact[0].isBetter(than: exact[1]) && !exact[1].isBetter(than: exact[1]))
    let rough = [-88.0, -92, -101].enumerated().map { Self.epoch($0 + 1, likelihood: nil, annealed: $1) }
    #expect(!rough[0].isBetter(than: rough[1]) && rough[0].isBetter(than: rough[2]))
  }

  @Test func causesFollowTheSettings() {
    func cause(_ estimator: GradientEstimator, _ change: (inout LikelihoodTraining) -> Void = { _ in }) -> String {
      var training = LikelihoodTraining(estimator)
      change(&training)
      return TrainingRemark(machine: 1, epoch: 3, finding: .fell(since: 1, nats: 20)).likelyCause(training, epochs: 3)
    }
    let persistent = GradientEstimator.persistent(steps: 1)
    #expect(cause(persistent) { $0.finalMomentum = 0.9 }.contains("--momentum 0"))
    #expect(cause(persistent) { ($0.finalMomentum, $0.schedule) = (0, .constant) }.contains("--schedule linear"))
    #expect(cause(persistent) { ($0.finalMomentum, $0.schedule) = (0, .linear) }.contains("--learning-rate lower"))
    #expect(cause(.contrastiveDivergence(steps: 1)) { $0.schedule = .linear }.contains("--estimator pcd-1"))
    // While the rate still falls, a fall may be made good.
    let early = TrainingRemark(machine: 1, epoch: 3, finding: .fell(since: 1, nats: 20))
    #expect(
      early.likelyCause(LikelihoodTraining(persistent), epochs: 10).contains("if the likelihood has not come back"))
    #expect(early.mayPass(LikelihoodTraining(persistent), epochs: 10))
    #expect(!early.mayPass(LikelihoodTraining(persistent), epochs: 3))
    var carried = LikelihoodTraining(persistent)
    carried.finalMomentum = 0.9
    #expect(!early.mayPass(carried, epochs: 10))
    // A machine that is still getting better needs time, not a lower rate.
    let late = TrainingRemark.ofEnds([Self.epoch(1, likelihood: -230), Self.epoch(2, likelihood: -210)])
    #expect(late.map(\.finding) == [.belowIndependentUnits(nats: 10, isRising: true)])
    #expect(late[0].likelyCause(LikelihoodTraining(persistent), epochs: 2).contains("more --epochs"))
  }
}
