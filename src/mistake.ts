/** Something its reader can put right: one sentence, what to do, and never a stack trace. */
export class Mistake extends Error {
  /** Each on a line of its own. */
  readonly details: readonly string[];
  /** 1 = it could not be done; 2 = it was asked for wrongly. */
  readonly exit: 1 | 2;
  /** A stable name, for whoever reads JSON. */
  readonly code: string;

  constructor(
    code: string,
    says: string,
    { details = [], exit = 1 }: { details?: readonly string[]; exit?: 1 | 2 } = {},
  ) {
    super(says);
    this.name = 'Mistake';
    this.code = code;
    this.details = details;
    this.exit = exit;
  }
}
