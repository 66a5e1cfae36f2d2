/** The bench itself could not do its work; what it measures has other faults. */
export class BenchFault extends Error {
  override readonly name = 'BenchFault';
}
