/** Where open exceptions are filed as issues: an issue type of its own, and statuses that each mean one thing. */
import { isSamePlace } from '../../shared/filedIn.ts';
import { fold } from '../../shared/fold.ts';
import type { Problem, Settings } from '../model.ts';
import { fault } from '../read/problem.ts';
import type { Path } from '../read/yaml.ts';

type At = (...path: Path) => { readonly file: string; readonly line: number | null };

export function* exceptionTaskProblems({ cases, seals, exceptions }: Settings, at: At): Iterable<Problem> {
  const tasks = exceptions?.tasks;
  if (tasks === undefined) return;
  const { project, issueType, open, done, decisions } = tasks;
  const twin = cases.find((one) => isSamePlace(one, tasks));
  const ledger = seals?.ledger !== undefined && isSamePlace(seals.ledger, tasks) ? 'seals' : undefined;
  const also = twin === undefined ? ledger : `${twin.kind} cases`;
  if (also !== undefined) {
    const message = `exceptions are to be filed where ${also} are: "${issueType}" of ${project}`;
    yield fault(at('exceptions', 'tasks'), 'tasks-among-cases', message, 'Give them an issue type of their own.');
  }
  if (fold(open) === fold(done)) {
    const message = `\`exceptions.tasks\` calls open and settled ones the same: "${done}"`;
    yield fault(at('exceptions', 'tasks', 'done'), 'open-is-done', message, 'Name two statuses.');
  }
  for (const status of Object.keys(decisions)) {
    if (fold(status) !== fold(open)) continue;
    const message = `every exception would be decided as it is filed: "${status}" is their first status`;
    yield fault(at('exceptions', 'tasks', 'decisions', status), 'decided-when-filed', message, 'Take it out.');
  }
}
