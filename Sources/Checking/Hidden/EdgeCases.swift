import BoltzmannMachines
import LinearAlgebra
import NeuralNetworks

/// Edge cases that only submissions meet.
extension Suite {
  static let edgeCases: [String: [Check]] = [
    "1.1": [
      .property("no argument gives NaN") { _ in
        let x = Matrix(rows: 1, columns: 4, values: [-1e30, 1e30, -88, 89])
        x.applySigmoid(bias: Matrix(rows: 1, columns: 4))
        guard x.isFinite else { throw Check.Complaint(expected: "numbers from 0 to 1", came: "\(x.values)") }
      }
    ],
    "1.2": [
      .property("a large argument gives itself") { _ in
        let x = Matrix(rows: 1, columns: 2, values: [500, 1e6])
        x.applySoftplus(bias: Matrix(rows: 1, columns: 2))
        guard x.values == [500, 1e6] else { throw Check.Complaint(expected: "500 and 1e+06", came: "\(x.values)") }
      }
    ],
    "1.3": [
      .property("of −∞ alone it is −∞") { _ in
        let sum = logSumExp([-.infinity, -.infinity])
        guard sum == -.infinity else { throw Check.Complaint(expected: "-inf", came: "\(sum)") }
      }
    ],
    "3.2": [
      .property("there are as many free energies as cases") { situation in
        for count in [1, 3, 7, 8] {
          let v = situation.states(count, situation.visible, part: 200)
          let values = FreeEnergy(situation.machine(), batchSize: 4).values(.numbers(v))
          guard values.count == count else { throw Check.Complaint(expected: "\(count)", came: "\(values.count)") }
        }
      }
    ],
    "5.1": [
      .property("an empty minibatch is no error") { situation in
        let layer = DenseLayer(
          weight: Matrix(rows: 3, columns: 2), bias: Matrix(rows: 1, columns: 2), activation: .identity)
        guard layer.outputs(of: Matrix(rows: 0, columns: 3)).rows == 0 else {
          throw Check.Complaint(came: "rows from nowhere")
        }
      },
      .known("outputs of a normalised layer, which the running moments scale") { situation in
        let layer = DenseLayer(
          weight: situation.numbers(situation.visible, 4, part: 201), bias: situation.numbers(1, 4, part: 202),
          activation: .softsign,
          normalization: BatchNormalization(units: 4))
        layer.normalization?.scale.fill(2)
        layer.normalization?.runningMean.fill(0.3)
        return Numbers(layer.outputs(of: situation.numbers(situation.cases, situation.visible, part: 203)))
      },
    ],
  ]
}
