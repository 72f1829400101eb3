/** The cases Tenure acts on, newest first. */
import { z } from 'zod';
import { accept } from '../../core/shared/outcome.ts';
import { findPerson, isSealed, shownPerson } from './find.ts';
import { operation } from './operation.ts';

export const cases = operation({
  needs: 'store',
  input: z.strictObject({
    state: z.enum(['refused', 'open', 'waiting', 'proved', 'closed']).optional(),
    person: z.string().max(500).optional(),
    limit: z.int().min(1).max(10_000).default(200),
  }),
  async run(world, { state, person, limit }) {
    const { read } = world.store;
    const who = person === undefined ? undefined : await findPerson(world, person);
    if (who?.ok === false) return who;
    const rows = await read.cases({
      ...(state === undefined ? {} : { state }),
      ...(who === undefined ? {} : { person: who.value.shown.id }),
    });
    const open = await Promise.all(rows.map(async (row) => ((await isSealed(read, row)) ? [] : [row])));
    const known = open.flat();
    const shown = known.slice(-limit).reverse();
    const named = await Promise.all(
      shown.map(async ({ id, issueKey: key, kind, state: at, person: about, openedAt, updatedAt }) => ({
        key,
        id,
        kind,
        state: at,
        person: about === null ? null : shownPerson(about, await read.person(about)),
        openedAt,
        updatedAt,
        address: world.tracker.addressOf(key),
      })),
    );
    return accept({ cases: named, more: known.length - shown.length });
  },
});
