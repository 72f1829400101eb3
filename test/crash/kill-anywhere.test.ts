/**
 * A process is killed at any moment, again and again, while people join, move and leave; somebody starts it again each
 * time. In the end everything is proved and nothing happened twice. TENURE_KILLS sets how often, for long runs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'vitest';
import { SECRETS, startSystems } from '../../examples/acme/company.ts';
import { openStore } from '../../src/adapters/postgres/open.ts';
import { generateKeyPair } from '../../src/adapters/signing/ed25519.ts';
import { describeOnPostgres } from '../support/stores.ts';
import { expectWhole, patienceOf, type Traveller, travel } from './journey.ts';
import { freePort, killAll, startProcess } from './processes.ts';

const KILLS = Number(process.env.TENURE_KILLS ?? 6);
/**
 * A job that was under way at every kill waits twice as long after each, up to five minutes, once its heartbeat was missed
 * (src/adapters/postgres/lanes.ts); then somebody writes again.
 */
const SILENCE = 60_000 + 1_000 * Math.min(300, 2 ** KILLS);
/** Only for what hangs without a word. */
const MOST = 900_000 + KILLS * 30_000;
const folders: string[] = [];

afterEach(() => {
  killAll();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const travellers = (count: number): Traveller[] =>
  Array.from({ length: count }, (_, index) => ({
    number: `E30${index}`,
    given: `Mara${'abcdefgh'[index]}`,
    family: 'Lindt',
  }));

async function killAnywhere(where: string) {
  const systems = await startSystems({ jira: { searchIndexDelayMilliseconds: 50 } });
  const port = await freePort();
  systems.jira.site.webhooks.add({
    url: `http://127.0.0.1:${port}/webhooks/jira`,
    secret: SECRETS.JIRA_WEBHOOK_SECRET ?? '',
  });
  const settings = { store: where, addresses: systems.addresses, privateKey: generateKeyPair().privateKey, port };
  const people = travellers(3);
  const patience = patienceOf(systems, SILENCE);
  try {
    // From the first life on, somebody travels all the time: one starts anew when another has arrived.
    const journeys = Promise.all(people.map(async (who) => ({ who, issues: await travel(systems, who, patience) })));
    journeys.catch(() => undefined);
    for (let life = 0; life < KILLS; life += 1) {
      const process = startProcess(settings);
      await process.ready;
      patience.stir();
      await new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 500));
      await process.kill('SIGKILL');
    }
    const last = startProcess(settings);
    await last.ready;
    patience.stir();
    const all = await journeys;
    await last.kill('SIGTERM');
    const opened = await openStore(where.startsWith('postgres') ? { databaseUrl: where } : { dataDir: where });
    await expectWhole(opened.store, systems, all, KILLS);
    await opened.close();
  } finally {
    await systems.stop();
  }
}

describe('on a PGlite folder', () => {
  it(
    'a process killed anywhere loses nothing and does nothing twice',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'tenure-killed-'));
      folders.push(folder);
      await killAnywhere(folder);
    },
    MOST,
  );
});

describeOnPostgres('killed', (makeStore, { databaseUrl }) => {
  it(
    'anywhere a process loses nothing and does nothing twice',
    async () => {
      await makeStore();
      await killAnywhere(await databaseUrl());
    },
    MOST,
  );
});
