/// A named set of defaults for a comparison.
public enum Preset: String, Codable, Sendable, CaseIterable {
  /// A look at everything in seconds: few cases, few epochs. Its numbers mean little.
  case smoke
  /// The default: the whole of the data, six starting points, about two minutes of computing on two cores.
  case standard
  /// Aims at the published errors: wider and longer, trained on the validation cases too, as the papers did.
  case paper

  /// What it is for, in a line.
  public var summary: String {
    switch self {
    case .smoke: "everything in seconds, on 5,000 cases; its numbers mean little"
    case .standard: "all cases, about two minutes of computing on two cores"
    case .paper: "aims at the published errors: wider, longer, trained on the validation cases too"
    }
  }

  /// The settings of this preset for a data set.
  public func settings(dataset: String) -> ComparisonSettings {
    var settings = ComparisonSettings(dataset: dataset, preset: self)
    switch self {
    case .smoke:
      (settings.epochs, settings.pretrainEpochs, settings.trainLimit) = (5, 3, 5000)
    case .standard:
      break
    case .paper:
      settings.hidden = [500, 500, 2000]
      (settings.epochs, settings.pretrainEpochs) = (30, 50)
      settings.trainsOnValidation = true
    }
    return settings
  }

  /// What `--arms` is by default.
  public var armNames: String {
    switch self {
    case .smoke, .standard: Arm.defaultNames.joined(separator: ",")
    case .paper:
      """
      dbn:lr=0.8,\
      dbn:input-dropout=0.1,dropout=0.2,lr=1,epochs=45,batch-size=200,\
      dbn:input-dropout=0.1,dropout=0.2,optimizer=adam,lr=1e-3,epochs=45,batch-size=200,\
      he:hidden=1024x1024,input-dropout=0.2,dropout=0.5,optimizer=adam,lr=1e-3,epochs=100
      """
    }
  }
}
