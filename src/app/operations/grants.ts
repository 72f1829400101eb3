/** Grants: who holds what, for what cause, from when to when. When each really began and ended `audit` says. */
import { z } from 'zod';
import { because, holdName } from '../../core/evidence/index.ts';
import { isLive, startOf } from '../../core/grant/index.ts';
import { entitlementId, grantId } from '../../core/shared/ids.ts';
import { accept } from '../../core/shared/outcome.ts';
import { cursorOf, PAGE, pageOf, placeOf } from './cursor.ts';
import { caseKeys, findPerson, groupNames, shownPerson } from './find.ts';
import { operation } from './operation.ts';

/** `application:role`. */
export const entitlementText = z
  .string()
  .regex(/^[^:]+:.+$/, 'is not application:role')
  .max(300)
  .transform((text) => entitlementId(text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)));

export const grants = operation({
  needs: 'store',
  input: z.strictObject({
    person: z.string().max(500).optional(),
    entitlement: entitlementText.optional(),
    /** Only what holds now; otherwise also what is over, or still to begin. */
    live: z.boolean().default(false),
    ...PAGE,
  }),
  async run(world, { person: named, entitlement, live, limit, cursor }) {
    const { read } = world.store;
    const who = named === undefined ? undefined : await findPerson(world, named);
    if (who?.ok === false) return who;
    const place = placeOf(cursor, 1);
    if (!place.ok) return place;
    const [after] = place.value;
    const [now, nameOf] = await Promise.all([read.now(), groupNames(world)]);
    const found = await read.grantsPage({
      limit: limit + 1,
      ...(who === undefined ? {} : { person: who.value.shown.id }),
      ...(entitlement === undefined ? {} : { entitlement }),
      ...(live ? { live: now } : {}),
      ...(after === undefined ? {} : { after: grantId(after) }),
    });
    const { rows, next } = pageOf(found, limit, ({ id }) => cursorOf(id));
    const keyOf = caseKeys(read);
    const items = await Promise.all(
      rows.map(async (grant) => ({
        grant: grant.id,
        person: shownPerson(grant.person, await read.person(grant.person)),
        access: holdName(grant, { nameOf }),
        groups: grant.groups.map(nameOf),
        cause: grant.cause,
        because: because(grant),
        case: await keyOf(grant.givenBy),
        policy: grant.policy,
        from: startOf(grant),
        until: grant.end,
        live: isLive(grant, now),
      })),
    );
    return accept({ items, next });
  },
});
