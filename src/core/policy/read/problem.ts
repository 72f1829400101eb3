/** How a problem is made, so that every one has a file, a line where there is one, and a way out. */
import type { Problem } from '../model.ts';

export interface Place {
  readonly file: string;
  readonly line: number | null;
}

export const fault = (place: Place, code: string, message: string, remedy: string): Problem => ({
  file: place.file,
  line: place.line,
  severity: 'error',
  code,
  message,
  remedy,
});

export const caution = (place: Place, code: string, message: string, remedy: string): Problem => ({
  ...fault(place, code, message, remedy),
  severity: 'warning',
});

/** By file and line, errors and warnings together: the order in which somebody works through them. */
export function sorted(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort(
    (a, b) => rank(a) - rank(b) || (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || (a.line ?? 0) - (b.line ?? 0),
  );
}

/** What keeps the policy from being used comes before what is only to be known. */
const rank = ({ severity }: Problem) => (severity === 'error' ? 0 : 1);

/** One problem as a line for a terminal or a comment: `tenure.yaml:12: error bad-span: ... What to do: ...` */
export function renderProblem({ file, line, severity, code, message, remedy }: Problem): string {
  return `${file}${line === null ? '' : `:${line}`}: ${severity} ${code}: ${message}. ${remedy}`;
}
