/**
 * The five answers for one person, grant by grant: what was asked, who approved it, which group gave it, when it began,
 * when it ended. `timeline` tells the same person's story in order.
 */
import { z } from 'zod';
import { type CaseId, caseOfItem, isOfFinding } from '../../core/shared/ids.ts';
import { accept } from '../../core/shared/outcome.ts';
import type { CaseRow } from '../../ports/store.ts';
import { type AuditNames, auditOf } from '../audit.ts';
import type { World } from '../world.ts';
import { day } from './day.ts';
import { caseKeys, findPerson, groupNames, shownPerson } from './find.ts';
import { entitlementText } from './grants.ts';
import { operation } from './operation.ts';

export const audit = operation({
  needs: 'store',
  input: z.strictObject({
    person: z.string().min(1).max(500),
    entitlement: entitlementText.optional(),
    /** Only what was there at this instant, or was decided to be. */
    at: day.optional(),
  }),
  async run(world, { person, ...only }) {
    const { read } = world.store;
    const found = await findPerson(world, person);
    if (!found.ok) return found;
    const { ledger, shown } = found.value;
    const [rows, events] = await Promise.all([read.cases({ person: shown.id }), read.eventsAbout(shown.id)]);
    return accept(await auditOf({ shown, grants: ledger.grants, events }, await namesIn(world, rows), only));
  },
});

async function namesIn(world: World, cases: readonly CaseRow[]): Promise<AuditNames> {
  const { read } = world.store;
  const [nameOf, adoptions] = await Promise.all([groupNames(world), read.adoptions()]);
  const keys = new Map(cases.map(({ id, issueKey }) => [id, issueKey]));
  // A policy change or a list may have ended something too.
  const otherKey = caseKeys(read);
  return {
    nameOf,
    keyOf: async (id: CaseId) => keys.get(id) ?? otherKey(id),
    personOf: async (id) => shownPerson(id, await read.person(id)),
    policyBy: (version) => read.policyBy(version),
    async confirmedBy(on) {
      if (!isOfFinding(on)) return adoptions.find((one) => one.case === (caseOfItem(on) ?? on))?.confirmedBy ?? null;
      const said = (await read.stream(on)).find(({ event }) => event.type === 'ExceptionSettled')?.event;
      return said?.type === 'ExceptionSettled' ? said.by : null;
    },
  };
}
