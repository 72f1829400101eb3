/** The catalogue in force: what there is, whose it is, and what it would cost in the wrong hands. */
import { z } from 'zod';
import { accept } from '../../core/shared/outcome.ts';
import { cursorOf, PAGE, pageOf, placeOf } from './cursor.ts';
import { inForce } from './find.ts';
import { operation } from './operation.ts';

export const catalogue = operation({
  needs: 'store',
  input: z.strictObject({
    /** One application, by its id. */
    application: z.string().max(300).optional(),
    ...PAGE,
  }),
  async run(world, { application: only, limit, cursor }) {
    const [force, place] = [await inForce(world), placeOf(cursor, 1)];
    if (!force.ok) return force;
    if (!place.ok) return place;
    const [after = ''] = place.value;
    const all = force.value.policy.catalogue.applications
      .filter(({ id }) => only === undefined || id === only)
      .flatMap(({ id, name, owner, deputy, provisioning, entitlements }) =>
        entitlements.map(({ id: entitlement, role, risk, groups }) => ({
          entitlement,
          application: { id, name, owner, deputy },
          role,
          risk,
          groups,
          /** A person opens and closes it. */
          byHand: provisioning === 'manual',
        })),
      )
      .filter(({ entitlement }) => entitlement > after)
      .sort((a, b) => (a.entitlement < b.entitlement ? -1 : 1));
    const { rows, next } = pageOf(all, limit, (last) => cursorOf(last.entitlement));
    return accept({ policy: force.value.policy.version, items: rows, next });
  },
});
