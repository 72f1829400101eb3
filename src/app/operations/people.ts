/** People as the ledger knows them. */
import { z } from 'zod';
import type { PersonLedger } from '../../core/grant/index.ts';
import { isLive } from '../../core/grant/index.ts';
import { workOf } from '../../core/request/index.ts';
import { type PersonId, personId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { accept } from '../../core/shared/outcome.ts';
import { cursorOf, PAGE, pageOf, placeOf } from './cursor.ts';
import { findPerson, shownPerson } from './find.ts';
import { operation } from './operation.ts';

export const people = operation({
  needs: 'store',
  input: z.strictObject(PAGE),
  async run({ store: { read } }, { limit, cursor }) {
    const place = placeOf(cursor, 1);
    if (!place.ok) return place;
    const [after] = place.value;
    const found = await read.personsPage(limit + 1, after === undefined ? undefined : personId(after));
    const { rows, next } = pageOf(found, limit, (last) => cursorOf(last));
    const now = await read.now();
    const items = await Promise.all(rows.map(async (id) => personOf(id, await read.person(id), now)));
    return accept({ items, next });
  },
});

export const person = operation({
  needs: 'store',
  input: z.strictObject({ person: z.string().min(1).max(500) }),
  async run(world, input) {
    const found = await findPerson(world, input.person);
    if (!found.ok) return found;
    const { ledger, shown } = found.value;
    return accept(personOf(shown.id, ledger, await world.store.read.now()));
  },
});

function personOf(id: PersonId, ledger: PersonLedger, now: Instant) {
  return {
    ...shownPerson(id, ledger),
    manager: ledger.person?.profile.managerMail ?? null,
    works: workOf({ ledger, now }) !== null,
    engagements: ledger.engagements.map(({ workerType, attributes, start, end }) => ({
      workerType,
      attributes,
      start,
      end,
    })),
    accounts: ledger.accounts.map(({ connection, login, verified }) => ({ connection, login, state: verified })),
    liveGrants: ledger.grants.filter((grant) => isLive(grant, now)).length,
  };
}
