#if !canImport(Accelerate)
  import COpenBLAS
#endif

/// The library that multiplies matrices.
public enum MathLibrary {
  /// Gives the library kernels for this processor, and keeps each product on the thread that asks for it, once; costs nothing afterwards.
  ///
  /// How the library would cut a product among threads of its own depends on how many there are, and so would bits; `ThreadTeam` cuts
  /// them in ways of which no bit depends.
  @inline(__always)
  static func prepare() {
    #if !canImport(Accelerate)
      _ = isPrepared
    #endif
  }

  #if !canImport(Accelerate)
    private static let isPrepared: Bool = {
      let isPrepared = ProcessorKernels.areChosen
      openblas_set_num_threads(1)
      return isPrepared
    }()
  #endif

  /// The library and the kernels that it chose for this processor, e.g. "OpenBLAS 0.3.21 SkylakeX".
  public static var name: String {
    #if canImport(Accelerate)
      return "Accelerate"
    #else
      prepare()
      let version = String(cString: openblas_get_config()).split(separator: " ").prefix(2).joined(separator: " ")
      return "\(version) \(String(cString: openblas_get_corename()))"
    #endif
  }
}
