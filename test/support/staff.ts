/** Hundreds who work here already, without their onboardings: in the ledger and at Okta, each in two groups. */
import { holdingUntil, loginOf, profileOf, workerLedger } from '../../bench/stand/worker.ts';
import { seed } from '../../emulators/okta/index.ts';
import type { Filed, Filer, FormValues } from '../../examples/acme/forms.ts';
import { emptyLedger } from '../../src/core/grant/index.ts';
import { connectionId, groupId } from '../../src/core/shared/ids.ts';
import { epochOf, type Instant } from '../../src/core/shared/instant.ts';
import type { Company } from './company.ts';
import { groupId as idAtOkta } from './looks.ts';

export { loginOf };
export const HELD_GROUP = 'app-tableau';
/** Whoever is in it is asked for a second factor. */
const EVERYBODY = 'all-staff-tools';

const numbersTo = (people: number) => Array.from({ length: people }, (_, nth) => nth + 1);

/** `until`: the last of them holds that group until then, as somebody once decided; the others are in it by nobody's word. */
export async function employ(company: Company, people: number, until: Instant): Promise<void> {
  const { systems, store } = company;
  const now = epochOf(company.now());
  const users = numbersTo(people).map((number) => ({ profile: profileOf(number), groups: [EVERYBODY, HELD_GROUP] }));
  const { users: ids } = seed(systems.okta.directory, { users });
  const group = groupId(connectionId('okta'), idAtOkta(company, HELD_GROUP));
  for (const number of numbersTo(people)) {
    const worker = workerLedger(number, ids[loginOf(number)] ?? '', now);
    const holds = number === people;
    const ledger = holds ? holdingUntil(worker, number, group, until, now) : worker;
    await store.transaction(async (tx) => {
      await tx.saveLedger(emptyLedger, ledger);
      for (const { id } of holds ? ledger.accounts : []) await tx.setNextChange(id, until);
    });
  }
}

/** One form each, one after the other, as fast as whoever files them may. */
export async function offboard(
  company: Company,
  [from, to]: readonly [number, number],
  by?: Filer,
  more: FormValues = {},
): Promise<Filed[]> {
  const filed: Filed[] = [];
  for (let number = from; number <= to; number += 1)
    filed.push(await company.file('Offboarding', { Employee: `W${number}`, ...more }, by));
  return filed;
}

export const closed = ({ systems }: Pick<Company, 'systems'>): number =>
  systems.okta.directory.users().filter(({ status }) => status === 'DEPROVISIONED').length;

/** Whose work ends, or has. */
export async function ending({ store }: Pick<Company, 'store'>): Promise<number> {
  let count = 0;
  for await (const id of store.read.allPersons()) {
    const { engagements } = await store.read.person(id);
    if (engagements.some(({ end }) => end !== null)) count += 1;
  }
  return count;
}
