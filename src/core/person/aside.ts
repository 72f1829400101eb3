/**
 * What a termination does not wait for. Whom it is about and when it ends is all it needs from the right hands; what
 * else somebody wrote on its form, or whom nobody can write to, is set aside, and a person is asked beside it.
 * Otherwise a leaver would keep everything by editing a field of their own offboarding (invariant 9).
 */
import type { CaseState } from '../evidence/index.ts';
import type { FormProblem, TenureEvent } from '../evidence/model.ts';
import { exceptionId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import type { Look } from './look.ts';

const DECIDES: readonly (string | null)[] = ['person', 'end'];
/** What made the issue an offboarding; once accepted as one, it is not taken back by moving it to and fro. */
const MADE_IT_ONE: readonly (string | null)[] = ['issueType', 'project'];

const isForeign = ({ code }: FormProblem) => code === 'unauthorised-edit' || code === 'own-edit';

/** The problems an offboarding is carried out in spite of; of every other kind of form, none. */
export function setAside({ kind, state }: Pick<Look, 'kind' | 'state'>, problems: readonly FormProblem[]) {
  if (kind !== 'offboarding') return [];
  return problems.filter((problem) => {
    const { field } = problem;
    if (!isForeign(problem)) return field === 'notify';
    return !DECIDES.includes(field) && (state.accepted || !MADE_IT_ONE.includes(field));
  });
}

/** Whom somebody without the right has named is not told: who was named before is. */
export function withoutAside(look: Look, aside: readonly FormProblem[]): Look {
  const foreign = aside.some((problem) => problem.field === 'notify' && isForeign(problem));
  return foreign ? { ...look, filed: { ...look.filed, notify: look.state.notify } } : look;
}

/** Raised once for what is set aside, and settled once it no longer stands on the form. */
export function askAside(state: CaseState, aside: readonly FormProblem[], at: Instant): TenureEvent[] {
  const fields = [...new Set(aside.filter(isForeign).map(({ field }) => field))].join(', ');
  const codes = aside.filter((problem) => !isForeign(problem)).map(({ code }) => code);
  const why = [...new Set(codes)].join(', ');
  const asked = [
    ...(fields === '' ? [] : [{ kind: 'unauthorised-edit', detail: { fields } }]),
    ...(why === '' ? [] : [{ kind: 'unknown-address', detail: { field: 'notify', why } }]),
  ];
  const isSame = (one: CaseState['exceptions'][number], { kind, detail }: (typeof asked)[number]) =>
    one.kind === kind && Object.entries(detail).every(([name, value]) => one.detail[name] === value);
  const settled = state.exceptions
    .filter(({ kind, verdict }) => verdict === null && (kind === 'unauthorised-edit' || kind === 'unknown-address'))
    .filter((one) => !asked.some((still) => isSame(one, still)))
    .map(({ id }): TenureEvent => ({ type: 'ExceptionSettled', exception: id, verdict: 'retry', by: CORRECTED, at }));
  // `retry` = it was corrected; whatever else was decided about it stands.
  const raised = asked
    .filter((still) => !state.exceptions.some((one) => one.verdict !== 'retry' && isSame(one, still)))
    .map(({ kind, detail }, nth): TenureEvent => {
      const exception = exceptionId(`${state.id}!aside-${state.exceptions.length + nth + 1}`);
      return { type: 'ExceptionRaised', exception, kind, detail };
    });
  return [...settled, ...raised];
}

const CORRECTED = 'form corrected';
