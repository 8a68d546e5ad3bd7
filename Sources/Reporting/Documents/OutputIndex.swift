import Experiments
import Foundation

/// `index.html` of an output directory: the way to every data set that was run into it.
public enum OutputIndex {
  private static let plain = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

  /// - Throws: ``OutputError`` or ``ReportError``. Records that cannot be read are left out: they are complained of when they are
  ///   asked for.
  public static func write(in directory: String) throws {
    let results = RecordStore.datasets(in: directory).compactMap { name -> [String: Any]? in
      guard let comparison = try? RecordStore(directory: directory + "/" + name).read() else { return nil }
      // A colon left as it is could make a scheme of what stands before it.
      let path = name.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
      let overview = "\(directory)/\(name)/\(SideBySide.file)"
      return [
        "path": path, "title": comparison.record.dataset.title, "headline": Headline(comparison).sentence,
        "hasOverview": FileManager.default.fileExists(atPath: overview),
      ]
    }
    let page = try Templates.render("outputs.html", with: ["results": results])
    try AtomicFile.write(Data(page.utf8), to: directory + "/index.html")
  }
}
