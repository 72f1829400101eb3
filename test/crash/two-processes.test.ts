/** Two processes on one PostgreSQL: both work, and together they do everything once. */
import { afterEach, expect, it } from 'vitest';
import { SECRETS, startSystems } from '../../examples/acme/company.ts';
import { openStore } from '../../src/adapters/postgres/open.ts';
import { generateKeyPair } from '../../src/adapters/signing/ed25519.ts';
import { describeOnPostgres } from '../support/stores.ts';
import { expectWhole, patienceOf, travel } from './journey.ts';
import { freePort, killAll, startProcess } from './processes.ts';

/** Longer than anything two healthy processes wait for; and a bound for what hangs without a word. */
const SILENCE = 90_000;
const MOST = 600_000;
const COMPANY = ['a', 'b', 'c', 'd'].map((letter, index) => ({
  number: `E40${index}`,
  given: `Jonas${letter}`,
  family: 'Frey',
}));

afterEach(killAll);

describeOnPostgres('two processes', (makeStore, { databaseUrl }) => {
  it(
    'share the work, and nothing happens twice',
    async () => {
      await makeStore();
      const store = await databaseUrl();
      const systems = await startSystems({ jira: { searchIndexDelayMilliseconds: 50 } });
      const { privateKey } = generateKeyPair();
      const ports = [await freePort(), await freePort()];
      const processes = ports.map((port) => startProcess({ store, addresses: systems.addresses, privateKey, port }));
      await Promise.all(processes.map(({ ready }) => ready));
      // Every delivery goes to both, as it would behind a balancer that repeats.
      for (const port of ports) {
        systems.jira.site.webhooks.add({
          url: `http://127.0.0.1:${port}/webhooks/jira`,
          secret: SECRETS.JIRA_WEBHOOK_SECRET ?? '',
        });
      }
      const patience = patienceOf(systems, SILENCE);
      const all = await Promise.all(
        COMPANY.map(async (who) => ({ who, issues: await travel(systems, who, patience) })),
      );
      for (const { said } of processes) {
        expect(said.filter((line) => line.startsWith('call readGroupsOf')).length).toBeGreaterThan(0);
        expect(said.filter((line) => line.includes('a job is tried again'))).toEqual([]);
      }
      for (const one of processes) await one.kill('SIGTERM');
      const opened = await openStore({ databaseUrl: store });
      await expectWhole(opened.store, systems, all, 0);
      await opened.close();
      await systems.stop();
    },
    MOST,
  );
});
