import NeuralNetworks
import Testing

@testable import Experiments

@Suite struct ArmTests {
  func complaint(_ text: String) -> String {
    do {
      _ = try Arm.list(text)
      return "nothing"
    } catch {
      return error.description
    }
  }

  @Test func listsArePickedAndOrdered() throws {
    #expect(try Arm.list("he,random").map(\.name) == ["he", "random"])
    #expect(Arm.known.map(\.name).starts(with: Arm.defaultNames))
    for preset in Preset.allCases { #expect(try !Arm.list(preset.armNames).isEmpty) }
  }

  @Test func keysRefineAnArm() throws {
    let arms = try Arm.list("he:dropout=0.5,lr=1e-3,optimizer=adam,hidden=1024x512,xavier,dbn:cd=3,pretrain-lr=0.05")
    #expect(arms.map(\.base) == ["he", "xavier", "dbn"])
    #expect(arms[0].name == "he:dropout=0.5,lr=1e-3,optimizer=adam,hidden=1024x512")
    #expect(arms[0].dropout.hidden == 0.5 && arms[0].learningRate == 1e-3 && arms[0].optimizer == .adam())
    #expect(arms[0].hidden == [1024, 512])
    #expect(arms[2].pretraining?.steps == 3 && arms[2].pretraining?.learningRate == 0.05)
    #expect(try Arm(parsing: "he:init=normal-0.05").initializer == .normal(standardDeviation: 0.05))
    // An option of an initializer has an equals sign of its own.
    let refined = try Arm.list("he:init=he-uniform/slope=0.2/fan-out,activation=leaky-relu-0.2,xavier,lsuv:lr=0.1")
    #expect(refined.map(\.base) == ["he", "xavier", "lsuv"])
    #expect(refined[0].initializer == .he(.uniform, fan: .output, slope: 0.2))
    #expect(refined[0].activation == .leakyRelu(slope: 0.2))
    for (base, name, slope) in [("he", "prelu", 0.25), ("dbn", "prelu-0.1", 0.1), ("lsuv", "prelu-0", 0)] {
      #expect(try Arm(parsing: "\(base):activation=\(name)").activation == .prelu(initialSlope: Float(slope)))
    }
  }

  /// Every key changes what it names: a key that is read and ignored would leave the arm as it was.
  @Test(arguments: [
    ("dbn", "activation=tanh"), ("he", "init=zeros"), ("he", "optimizer=adam"), ("he", "lr=0.5"),
    ("he", "schedule=constant"),
    ("he", "momentum=0.5"), ("he", "dropout=0.1"), ("he", "input-dropout=0.1"), ("he", "weight-decay=0.01"),
    ("he", "hidden=10"), ("he", "epochs=3"), ("he", "batch-size=10"), ("dbn", "pretrain-epochs=0"),
    ("dbn", "pretrain-lr=0.5"), ("dbn", "pretrain-schedule=linear"), ("dbn", "pretrain-weight-decay=0.1"),
    ("dbn", "cd=2"), ("he", "optimizer=nesterov"), ("he", "optimizer=rmsprop"), ("he", "optimizer=adamw"),
    ("he", "schedule=step"), ("he", "schedule=cosine"), ("he", "warmup=1"), ("he", "l1=1e-5"), ("he", "max-norm=3"),
    ("he", "clip=1"), ("he", "batchnorm=on"), ("lecun", "alpha-dropout=0.05"),
    ("dbn", "estimator=pcd-1"), ("dbn", "visible=gaussian"), ("dbn", "binarize=threshold"), ("dbn", "centered=on"),
    ("dbn", "pretrain-optimizer=adam"), ("dbn", "pretrain-momentum=0.5"), ("dbn", "pretrain-l1=1e-5"),
    ("dbn", "pretrain-max-norm=3"), ("dbn", "sparsity-target=0.1"), ("dbn", "sparsity-target=0.1,sparsity-cost=0.1"),
    ("dbn", "sparsity-target=0.1,sparsity-decay=0.9"), ("dbn", "shuffled=on"),
  ])
  func everyKeyActs(base: String, setting: String) throws {
    var arm = try Arm(parsing: "\(base):\(setting)")
    let plain = try Arm(parsing: base)
    arm.name = base
    #expect(arm != plain)
  }

  @Test func everyKeyIsTested() { #expect(Arm.Key.allCases.count == 35) }

  /// A key acts in the same way before and after those that it depends on.
  @Test func theOrderOfKeysDoesNotMatter() throws {
    let arm = try Arm(parsing: "he:momentum=0.5,weight-decay=0.1,optimizer=nesterov")
    #expect(arm.optimizer == .nesterov(momentum: 0.5) && arm.weightDecay == 0.1)
    #expect(complaint("he:momentum=0.5,optimizer=adam").contains("needs optimizer=sgd or nesterov"))
    #expect(try Arm(parsing: "he:weight-decay=0.1,optimizer=adamw").weightDecay == 0.1)
    #expect(try Arm(parsing: "he:optimizer=adamw").weightDecay == 0.01)
    #expect(complaint("he:weight-decay=0,optimizer=adamw").contains("needs a weight-decay above 0"))
  }

  @Test func whatCannotBeIsRefusedInASentence() throws {
    #expect(
      complaint("hee")
        == """
        --arms: there is no arm 'hee'; the known arms are random, xavier-sigmoid, shuffled-dbn, dbn, xavier, he, zeros, orthogonal, lecun, \
        lsuv.
        """)
    #expect(complaint("").contains("no arm ''"))
    #expect(complaint("he,").contains("no arm ''"))
    #expect(complaint("he:speed=3").contains("has no key 'speed'; the known keys are activation, init, optimizer, lr"))
    #expect(complaint("he:dropout").contains("'' cannot be the dropout"))
    #expect(complaint("he:dropout=1").contains("'1' cannot be the dropout of arm 'he'; give a share from 0 up to"))
    for slope in ["2", "-1", "nan", "", "x"] {
      let sentence = complaint("he:activation=prelu-\(slope)")
      #expect(sentence.contains("'prelu-\(slope)' cannot be the activation of arm 'he'; give one of"), "\(sentence)")
      #expect(sentence.contains("prelu-SLOPE") && sentence.contains("take any from 0 to 1"))
    }
    #expect(complaint("he:lr=nan").contains("'nan' cannot be the lr"))
    #expect(complaint("he:lr=-1").contains("'-1' cannot be the lr"))
    #expect(complaint("he:hidden=5x0").contains("'5x0' cannot be the hidden"))
    #expect(complaint("he:cd=2").contains("needs a pretrained arm"))
    #expect(complaint("he:optimizer=adam,momentum=0.9").contains("needs optimizer=sgd or nesterov"))
    #expect(complaint("he:alpha-dropout=0.05").contains("needs activation=selu"))
    #expect(try Arm(parsing: "he:alpha-dropout=0.05,activation=selu").dropout.alpha == 0.05)
    #expect(complaint("lecun:alpha-dropout=0.05,dropout=0.1").contains("needs dropout=0"))
    #expect(complaint("dbn:batchnorm=on").contains("needs an arm without pretraining"))
    #expect(complaint("he:batchnorm=yes").contains("give on or off"))
    #expect(complaint("he,he").contains("named twice"))
    for (text, sentence) in [
      ("dbn:estimator=cd", "'cd' cannot be the estimator of arm 'dbn'; give cd-K, pcd-K"),
      ("dbn:estimator=pcd-1,cd=2", "key 'cd' means nothing to arm 'dbn'; it needs an arm without estimator"),
      ("he:estimator=pcd-1", "it needs a pretrained arm, dbn or shuffled-dbn"),
      ("dbn:visible=bernoulli+labels", "cannot be the visible of arm 'dbn'; give bernoulli, gaussian or gaussian-"),
      ("dbn:visible=gaussian,binarize=sample", "visible gaussian sees standardised grey; leave it out"),
      ("dbn:visible=gaussian,estimator=pt-3", "tempering is for bernoulli units in both layers"),
      ("dbn:visible=gaussian-learned,centered=on", "variances are learned without centring; take visible gaussian"),
      ("dbn:sparsity-cost=0.1", "it needs sparsity-target"),
      ("dbn:estimator=pcd-1,pretrain-lr=0", "'0' cannot be the pretrain-lr of arm 'dbn'; give a number above 0"),
      ("dbn:pretrain-optimizer=adam,pretrain-momentum=0.5", "pretrain-optimizer adam has moments of its own"),
    ] { #expect(complaint(text).contains(sentence), "\(complaint(text))") }
  }

  /// Found by fuzzing: `Float` takes "0.5\0" for 0.5, and what comes after was kept in the arm's name.
  @Test func controlCharactersAreRefused() {
    for text in ["he:lr=0.5\u{0}x", "he:lr=0.5\n", "he\u{1B}"] {
      #expect(complaint(text).contains("an arm with control characters cannot be used"))
    }
  }

  /// What only the comparison's own epochs and batch size decide.
  @Test func armsThatDoNotFitTheComparisonAreRefused() throws {
    func complaint(_ arms: String, batchSize: Int = 100) throws -> String {
      var settings = ComparisonSettings(dataset: "d", preset: .standard)
      (settings.arms, settings.batchSize) = (try Arm.list(arms), batchSize)
      return RecordStoreTests().complaint { try settings.checkArms() }
    }
    #expect(try complaint("he:batchnorm=on,batch-size=1").contains("needs a batch-size from 2"))
    #expect(try complaint("he:batchnorm=on", batchSize: 1).contains("needs a batch-size from 2"))
    #expect(try complaint("he:warmup=12").contains("needs more epochs, or its schedule would never begin"))
    #expect(try complaint("dbn:estimator=exact").contains("needs hidden layers of at most 25 units to enumerate"))
    #expect(try complaint("dbn:estimator=exact,hidden=25x10") == "nothing")
    let settings = try SmallComparison.settings(arms: "he:batchnorm=on,batch-size=2,xavier:warmup=2,he")
    try settings.checkArms()
  }

  @Test func widthsAreReadOrRefused() {
    #expect(ComparisonSettings.widths("500,500,2000") == [500, 500, 2000])
    for text in ["", "0", "-5", "5,,5", "five", "100001", "5.5"] { #expect(ComparisonSettings.widths(text) == nil) }
  }
}
