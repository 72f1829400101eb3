/**
 * Another process, for the tests that kill one: `child.ts <what> <url or folder>`. It says on its output what it has
 * done, one line each.
 */
import { type OpenStore, openStore } from '../../src/adapters/postgres/open.ts';
import { onboarding, zoe } from './world.ts';

const [what = '', where = ''] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);

try {
  const opened = await openStore({
    ...(where.startsWith('postgres') ? { databaseUrl: where } : { dataDir: where }),
    onFault: (fault) => say(`fault ${fault}`),
  });
  if (opened.kind === 'pglite') await opened.migrate();
  say('open');
  if (what === 'write') await write(opened);
  if (what === 'work') await work(opened);
  if (what === 'hold') setInterval(() => {}, 1_000);
} catch (fault) {
  say(`refused ${fault instanceof Error ? `${fault.name}: ${fault.message}` : fault}`);
  process.exit(1);
}

/** Says a number only after the commit that made it true. */
async function write({ store }: OpenStore): Promise<void> {
  for (;;) {
    const last = await store.transaction(async (tx) => {
      await tx.lockPerson(zoe);
      await tx.lockCase(onboarding);
      const [event] = await tx.append(onboarding, [{ type: 'CaseConcerns', person: zoe }]);
      await tx.send({ lane: 'evidence', stream: onboarding });
      await tx.setControl('last', event?.seq);
      return event?.seq;
    });
    say(`committed ${last}`);
  }
}

async function work({ engineOf }: OpenStore): Promise<void> {
  const engine = engineOf({ places: { reconcile: 2 } });
  await engine.start(async (job) => {
    say(`began ${'account' in job ? job.account : ''}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    // Never ends: the job of a process that will be killed while it works.
    if ('account' in job && job.account === 'endless') await new Promise(() => {});
    say(`did ${'account' in job ? job.account : ''}`);
    return undefined;
  });
  say('working');
}
