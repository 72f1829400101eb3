/** Why: for every group which row or grant gives it; for somebody who works here, or for somebody not yet hired. */
import { z } from 'zod';
import { exceptionSentence } from '../../core/evidence/index.ts';
import { awayFrom, leadingEngagement } from '../../core/grant/index.ts';
import type { Engagement } from '../../core/person/model.ts';
import { attributesFrom, attributesOf, explainAttributes, explainPerson } from '../../core/policy/index.ts';
import type { CaseId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { accept } from '../../core/shared/outcome.ts';
import { caseKeys, findPerson, groupNames, inForce } from './find.ts';
import { operation, refused } from './operation.ts';

export const explainPersonOperation = operation({
  needs: 'store',
  input: z.strictObject({ person: z.string().min(1).max(500) }),
  async run(world, { person }) {
    const found = await findPerson(world, person);
    if (!found.ok) return found;
    const force = await inForce(world);
    if (!force.ok) return force;
    const { ledger, shown } = found.value;
    const { policy, groupsByName } = force.value;
    const { read } = world.store;
    const now = await read.now();
    const keyOf = caseKeys(read);
    const { standing, engagement } = await standingOf(ledger.engagements, now, keyOf);
    const away = await awayNow(ledger.engagements, now, keyOf);
    // Who has left is given nothing, whatever the table says of what they were.
    const attributes = engagement === undefined || standing.is === 'left' ? null : attributesOf(engagement);
    const { grants, exclusions } = ledger;
    const explained = explainPerson(policy, groupsByName, { grants, exclusions, attributes }, now);
    const open = (await read.exceptions({ open: true })).filter((one) => one.person === shown.id);
    const nameOf = await groupNames(world);
    return accept({
      person: shown,
      policy: policy.version,
      standing,
      away,
      groups: await Promise.all(
        explained.groups.map(async (group) => ({
          ...group,
          grants: await Promise.all(
            group.grants.map(async (grant) => ({ ...grant, caseKey: await keyOf(grant.case) })),
          ),
        })),
      ),
      table: explained.table,
      /** Where what is held and what is there may differ until a person decides. */
      exceptions: open.map(({ id, kind, group }) => ({
        id,
        kind,
        says: exceptionSentence(kind).says,
        group: group === null ? null : nameOf(group),
      })),
    });
  },
});

/** Whether somebody works here, and by which case not any more. */
export type Standing =
  /** `before`: taken over; it began earlier, and nobody told us when. */
  | { readonly is: 'here'; readonly since: Instant; readonly before: boolean; readonly until: Instant | null }
  | { readonly is: 'ahead'; readonly from: Instant; readonly accountFrom: Instant }
  | { readonly is: 'left'; readonly at: Instant; readonly case: string }
  | { readonly is: 'unknown' };

/** On leave, and by which case; `null` = not now. */
export interface Away {
  readonly from: Instant;
  readonly until: Instant | null;
  readonly case: string;
}

async function awayNow(
  engagements: readonly Engagement[],
  now: Instant,
  keyOf: (id: CaseId) => Promise<string>,
): Promise<Away | null> {
  const active = engagements.filter(({ activeFrom, end }) => activeFrom <= now && (end === null || now < end));
  const leave = awayFrom(active, now);
  return leave === undefined ? null : { from: leave.from, until: leave.until, case: await keyOf(leave.case) };
}

async function standingOf(
  engagements: readonly Engagement[],
  now: Instant,
  keyOf: (id: CaseId) => Promise<string>,
): Promise<{ readonly standing: Standing; readonly engagement: Engagement | undefined }> {
  const engagement = leadingEngagement(engagements, now);
  if (engagement === undefined) return { standing: { is: 'unknown' }, engagement };
  const { start, begunBefore = false, end, accountFrom, endedBy, openedBy } = engagement;
  if (end !== null && end <= now) {
    return { standing: { is: 'left', at: end, case: await keyOf(endedBy ?? openedBy) }, engagement };
  }
  if (now < start) return { standing: { is: 'ahead', from: start, accountFrom }, engagement };
  return { standing: { is: 'here', since: start, before: begunBefore, until: end }, engagement };
}

export const explainAttributesOperation = operation({
  needs: 'store',
  input: z.strictObject({
    /** `department=Science,title=Research Scientist`. */
    attributes: z.string().min(1).max(5_000),
  }),
  async run(world, input) {
    const force = await inForce(world);
    if (!force.ok) return force;
    const { policy, groupsByName } = force.value;
    const read = attributesFrom(policy.settings, input.attributes);
    if (!read.ok) return refused('bad-attributes', '', read.refusal);
    return accept({ policy: policy.version, ...explainAttributes(policy, read.value, groupsByName) });
  },
});
