/** A calibration that did not come to an end: which estimators failed and how far each got. No block is made from it. */
export class CalibrationError extends Error {
  override readonly name = 'CalibrationError';
  readonly failures: readonly string[];

  /** @param failures  at least one, each naming its estimator and how far it got */
  constructor(failures: readonly string[]) {
    super(`the calibration did not converge, no block is written:\n${failures.map((text) => `  ${text}`).join('\n')}`);
    this.failures = failures;
  }
}
