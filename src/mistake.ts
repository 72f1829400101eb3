import { TablesInUse } from './adapters/postgres/tablesInUse.ts';
import { OtherKey } from './app/seals/otherKey.ts';
import { ConfigProblem } from './config.ts';
import { Fault } from './ports/fault.ts';

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

/** A file where a folder is wanted, no right to it, no space left: the system's sentence names the place. */
const FILE_TROUBLE: ReadonlySet<string> = new Set([
  'EACCES',
  'EEXIST',
  'EISDIR',
  'ELOOP',
  'ENAMETOOLONG',
  'ENOENT',
  'ENOSPC',
  'ENOTDIR',
  'EPERM',
  'EROFS',
]);

/** What went wrong as its reader can use it; `null` = a bug of ours. */
export function mistakeOf(trouble: unknown): Mistake | null {
  if (trouble instanceof Mistake) return trouble;
  if (trouble instanceof ConfigProblem) {
    return new Mistake('bad-configuration', 'The configuration is not complete.', { details: trouble.problems });
  }
  if (trouble instanceof OtherKey) return new Mistake('other-key', trouble.message);
  if (trouble instanceof TablesInUse) return new Mistake('tables-in-use', trouble.message);
  if (FILE_TROUBLE.has(codeOf(trouble) ?? '') && trouble instanceof Error) {
    return new Mistake('unusable-file', `A file or folder cannot be used: ${trouble.message}.`);
  }
  if (trouble instanceof Fault) return new Mistake('outside', `An outside system failed: ${trouble.message}.`);
  return null;
}

/** The system's own name of a fault, e.g. `EADDRINUSE`. */
export const codeOf = (fault: unknown): string | null =>
  fault instanceof Error && 'code' in fault && typeof fault.code === 'string' ? fault.code : null;
