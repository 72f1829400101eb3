/**
 * What a termination does not wait for. Whom it is about and when it ends is all it needs from the right hands; what
 * else somebody wrote on its form, or whom nobody can write to, is set aside, and a person is asked beside it.
 * Otherwise a leaver would keep everything by editing a field of their own offboarding (invariant 9).
 */
import type { CaseState } from '../evidence/index.ts';
import type { FormProblem, TenureEvent } from '../evidence/model.ts';
import { exceptionId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { asSealed, isForeign, setAsideWhileSealed } from './confidential.ts';
import { offboardingOf } from './ends.ts';
import type { Look } from './look.ts';

const DECIDES: readonly (string | null)[] = ['person', 'end'];
/** What made the issue an offboarding; once accepted as one, it is not taken back by moving it to and fro. */
const MADE_IT_ONE: readonly (string | null)[] = ['issueType', 'project'];

/** Not read, the safe way is taken beside the termination: nobody else is told, what deletes data waits. */
const WAITED_FOR_BY_NOBODY: readonly (string | null)[] = ['notify', 'handOver', 'legalHold'];

/** The problems an offboarding is carried out in spite of; of every other kind of form, none. */
export function setAside(look: Look, problems: readonly FormProblem[]) {
  const { kind, state } = look;
  if (kind !== 'offboarding') return [];
  return problems.filter((problem) => {
    const { field } = problem;
    if (setAsideWhileSealed(look, problem)) return true;
    if (!isForeign(problem)) return WAITED_FOR_BY_NOBODY.includes(field);
    return !DECIDES.includes(field) && (state.accepted || !MADE_IT_ONE.includes(field));
  });
}

/** What somebody without the right has written does not count: what stood there before does. */
export function withoutAside(look: Look, aside: readonly FormProblem[]): Look {
  if (look.kind !== 'offboarding') return look;
  const foreign = (field: string) => aside.some((problem) => problem.field === field && isForeign(problem));
  const isAside = (field: string) => foreign(field) || aside.some(({ code }) => code === 'may-not-file');
  const standing = look.ledger.engagements.flatMap((one) => offboardingOf(one, look.state) ?? []);
  const until = standing.flatMap(({ handOverUntil }) => handOverUntil ?? [])[0];
  return {
    ...look,
    filed: {
      ...look.filed,
      ...asSealed(look, isAside),
      ...(foreign('notify') ? { notify: look.state.notify } : {}),
      ...(foreign('handOver') ? { handOver: until === undefined ? null : { kind: 'instant', at: until } } : {}),
      ...(foreign('legalHold') ? { legalHold: standing.some(({ legalHold }) => legalHold === true) } : {}),
    },
  };
}

/** Raised once for what is set aside, and settled once it no longer stands on the form. */
export function askAside(state: CaseState, aside: readonly FormProblem[], at: Instant): TenureEvent[] {
  const fields = [...new Set(aside.filter(isForeign).map(({ field }) => field))].join(', ');
  const isTouched = ({ field }: FormProblem) => aside.some((one) => one.field === field && isForeign(one));
  const unread = aside.filter((problem) => !isTouched(problem));
  const whyOf = (of: (field: string | null) => boolean) =>
    [...new Set(unread.filter(({ field }) => of(field)).map(({ code }) => code))].join(', ');
  const why = whyOf((field) => field === 'notify');
  const unclear = [
    ...new Set(unread.flatMap(({ field }) => (field === null || field === 'notify' ? [] : [field]))),
  ].join(', ');
  const asked: readonly { readonly kind: string; readonly detail: Readonly<Record<string, string>> }[] = [
    ...(fields === '' ? [] : [{ kind: 'unauthorised-edit', detail: { fields } }]),
    ...(why === '' ? [] : [{ kind: 'unknown-address', detail: { field: 'notify', why } }]),
    ...(unclear === ''
      ? []
      : [{ kind: 'unclear-on-form', detail: { field: unclear, why: whyOf((field) => field !== 'notify') } }]),
  ];
  const isSame = (one: CaseState['exceptions'][number], { kind, detail }: (typeof asked)[number]) =>
    one.kind === kind && Object.entries(detail).every(([name, value]) => one.detail[name] === value);
  const settled = state.exceptions
    .filter(({ kind, verdict }) => verdict === null && ASIDE.includes(kind))
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

const ASIDE: readonly string[] = ['unauthorised-edit', 'unknown-address', 'unclear-on-form'];
const CORRECTED = 'form corrected';
