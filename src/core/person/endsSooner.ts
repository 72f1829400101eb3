/** What a refused edit would have ended: while it stays refused, whoever should be out earlier stays in. */
import type { Grant } from '../grant/model.ts';
import type { Instant } from '../shared/instant.ts';
import { editedSince } from './editedSince.ts';
import { endings, namedBy } from './givenBack.ts';
import { isOver } from './goesOn.ts';
import { isDecidedLine } from './lines.ts';
import type { Look } from './look.ts';
import { sameHold } from './regrant.ts';

type Edited = Pick<Look, 'form' | 'filed' | 'state' | 'ledger' | 'rules' | 'now'>;

/**
 * Of a hire or a change in force: the work, or what is ticked on it, is to end before it does, a tick is gone, or something
 * they hold is named as ending now. A day nobody can read may be one.
 */
export function endsSooner(look: Edited): boolean {
  const { form, filed, state, ledger, rules, now } = look;
  const edited = editedSince({ form, state });
  const work = ledger.engagements.filter(
    (one) => !isOver(one, now) && (state.kind === 'change' || one.openedBy === state.id),
  );
  const given = ledger.grants.filter((one) => one.cause === 'request' && one.givenBy === state.id && !isOver(one, now));
  const ticked = filed.applications.flatMap((line) => namedBy(look, line) ?? []);
  const isTicked = ({ id, holds }: Grant) =>
    isDecidedLine(state, id) || ticked.some((one) => sameHold(one.holds, holds));
  if ((edited('applications') && !given.every(isTicked)) || endings(look).length > 0) return true;
  return work.some(({ id, attributes, end }) => {
    const isSooner = (field: 'end' | 'applicationsUntil', stands: Instant | null) => {
      const value = form.fields[field]?.value;
      if (value === undefined || !edited(field)) return false;
      const asked = rules.endOf(value, attributes);
      return asked === null || stands === null || asked < stands;
    };
    return (
      isSooner('end', end) || given.some((grant) => grant.engagement === id && isSooner('applicationsUntil', grant.end))
    );
  });
}
