/** How many transactions a second of a core's time the store in memory carries out, printed: `npx tsx test/support/memory/speed.ts`. */
import { accountId, caseId, personId } from '../../../src/core/shared/ids.ts';
import { ledgerOf } from '../../store/world.ts';
import { openMemory } from './store.ts';

const { store } = openMemory({ driven: true, saltOf: () => 'salt' });
const PEOPLE = 500;

async function perSecond(what: string, count: number, one: (n: number) => Promise<unknown>) {
  const begun = process.cpuUsage();
  for (let n = 0; n < count; n++) await one(n);
  const { user, system } = process.cpuUsage(begun);
  const seconds = (user + system) / 1_000_000;
  console.log(`${what}: ${Math.round(count / seconds)} a second, ${((seconds / count) * 1_000).toFixed(3)} ms each`);
}

const of = (n: number) => personId(`p${n % PEOPLE}`);

await perSecond('nothing at all', 50_000, () => store.transaction(async (tx) => tx.now));
await perSecond('a decision: person, case, two events, ledger, account, a job', 10_000, (n) =>
  store.transaction(async (tx) => {
    const person = of(n);
    const stream = caseId('jira', String(n));
    const before = await tx.lockPerson(person);
    await tx.lockCase(stream);
    await tx.append(stream, [
      { type: 'CaseConcerns', person },
      { type: 'NoticeRequested', notice: 'n', kind: 'day-one', personal: { to: ['somebody@acme.example'] } },
    ]);
    await tx.saveLedger(before, ledgerOf(person));
    await tx.raiseWanted(accountId(`${person}-okta`), null);
    await tx.send({ lane: 'reconcile', account: accountId(`${person}-okta`) });
  }),
);
await perSecond('a reading: person, case, account', 20_000, (n) =>
  store.transaction(async (tx) => [
    await tx.lockPerson(of(n)),
    await tx.lockCase(caseId('jira', String(n % 10_000))),
    await tx.lockReconcile(accountId(`${of(n)}-okta`)),
  ]),
);
