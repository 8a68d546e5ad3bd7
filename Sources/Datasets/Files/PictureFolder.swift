import Foundation

/// Folders of pictures, one for each class: `CLASS/*.png`, or `train/CLASS/*.png` and `test/CLASS/*.png`, as torchvision's ImageFolder.
struct PictureFolder {
  private let choices: DataChoices
  private let directory: String

  private static let testNames = ["test", "testing", "val", "valid", "validation"]

  /// Whether a directory has others in it.
  static func recognises(_ directory: String) -> Bool { !folders(in: directory).isEmpty }

  static func data(_ directory: String, choices: DataChoices) throws(DatasetError) -> RawData {
    let folder = PictureFolder(choices: choices, directory: directory)
    let names = folders(in: directory)
    let training = names.first { ["train", "training"].contains($0.lowercased()) }
    var data = RawData(
      format: "pictures in a folder for each class", training: try folder.cases(directory + "/" + (training ?? "")))
    data.hasOrder = false
    if training != nil, let test = testNames.lazy.compactMap({ name in names.first { $0.lowercased() == name } }).first
    {
      data.test = try folder.cases(directory + "/" + test)
    }
    return data
  }

  static func folders(in directory: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.filter { name in
      var isDirectory: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: directory + "/" + name, isDirectory: &isDirectory)
      return exists && isDirectory.boolValue && !name.hasPrefix(".") && !name.hasPrefix("__")
    }.sorted()
  }

  private func cases(_ directory: String) throws(DatasetError) -> RawCases {
    let classes = Self.folders(in: directory)
    var (pixels, codes, size) = ([UInt8](), [Int32](), DataChoices.PictureSize?.none)
    for (code, name) in classes.enumerated() {
      let folder = directory.hasSuffix("/") ? directory + name : directory + "/" + name
      let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { !$0.hasPrefix(".") }
        .sorted()
      for file in files {
        try append(folder + "/" + file, to: &pixels, size: &size)
        codes.append(Int32(code))
      }
    }
    guard let size else {
      throw .unusable(
        what: "The folders of \(directory) have no pictures in them",
        advice: "put those of each class into a folder of its name")
    }
    return RawCases(
      columns: size.width * size.height, values: NumberList(pixels),
      picture: RawCases.Picture(width: size.width, height: size.height),
      labels: RawLabels(codes: codes, names: classes),
      featureNames: nil, file: self.directory)
  }

  private func append(_ path: String, to pixels: inout [UInt8], size: inout DataChoices.PictureSize?)
    throws(DatasetError)
  {
    var source = try ByteSource(path: path)
    let contents = try source.all()
    guard contents.starts(with: PNGPicture.magic) else {
      throw .damaged(
        file: path, place: "byte 0", what: "it is no PNG file", advice: "take it out, or \(PNGPicture.conversion)")
    }
    let (picture, grey) = try greys(PNGPicture(contents, file: path), file: path)
    if let size, size != picture {
      throw .unusable(
        what:
          "\(path) has \(picture.width) × \(picture.height) pixels and pictures before it \(size.width) × \(size.height)",
        advice: "--size WxH makes them all of one size")
    }
    size = picture
    guard pixels.count + grey.count <= IDXFile.sizeLimit else {
      throw .tooLarge(file: directory, dimensions: [pixels.count + grey.count], limit: IDXFile.sizeLimit)
    }
    pixels += grey
  }

  /// The greys of a picture, in the size that the user wants.
  private func greys(_ picture: PNGPicture, file: String) throws(DatasetError) -> (DataChoices.PictureSize, [UInt8]) {
    let layout = RawCases.Picture(width: picture.width, height: picture.height, channels: picture.channels)
    let grey = try GreyConversion(layout, isAllowed: choices.isGrey).applied(to: picture.bytes, file: file)
    // What is transposed later has its sides exchanged now.
    guard let wanted = choices.size.map({ choices.transposes ? .init(width: $0.height, height: $0.width) : $0 }) else {
      return (DataChoices.PictureSize(width: picture.width, height: picture.height), grey)
    }
    let resizing = Resizing(from: picture.width, picture.height, to: wanted.width, wanted.height)
    return (wanted, resizing.applied(to: grey))
  }
}
