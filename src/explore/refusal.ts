/** What the server answers instead of what was asked, with its status and a sentence for the reader. */

/** A request that is not answered; the text is shown as text. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;

  /** @param status  HTTP status, 400 to 499 */
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
