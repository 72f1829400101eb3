/** Who has a part in a request is noted beside its stream, so that what concerns one person is found by their name. */
import { type CaseState, openQuestions, stillAsked } from '../../core/evidence/index.ts';
import { canonical } from '../../core/shared/canonical.ts';
import type { RequestParties, Tx } from '../../ports/store.ts';

/** Whoever has answered is waited for no longer. */
export const partiesOf = ({ request }: CaseState): RequestParties => ({
  askers: [...new Set(request.lines.flatMap(({ asked }) => asked.by ?? []))].sort(),
  approvers: [
    ...new Set(openQuestions(request).flatMap((question) => stillAsked(question).map(({ mail }) => mail))),
  ].sort(),
});

/** In the transaction that made `after` of `before`. */
export async function keepParties(tx: Tx, before: CaseState, after: CaseState): Promise<void> {
  const parties = partiesOf(after);
  if (canonical(partiesOf(before)) !== canonical(parties)) await tx.saveParties(after.id, parties);
}
