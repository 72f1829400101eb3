/**
 * `npm start`: the example company, live. Brings up the embedded store, the stand-in systems and Tenure, files a new
 * hire, a role change and a termination as HR would, and what somebody asks for in between; shows what happens, and stays
 * up for more.
 *
 *   --once   ends after the tour; exit code 0 only if every case ended proved, which one closed with accepted risk is not
 *   --json   the last line is one JSON document of the same facts
 *   --faults FILE   the tour under a fault plan, laid at the stand-ins when Tenure is up (docs/extend/fault-kit.md)
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { openStore } from '../../../src/adapters/postgres/open.ts';
import { generateKeyPair, loadSigner } from '../../../src/adapters/signing/ed25519.ts';
import { freshToken, writeServiceFile } from '../../../src/serviceFile.ts';
import { acmePolicy, connectEventHook, startTenure, writeAcmePolicy } from '../company.ts';
import { tourClock } from './clock.ts';
import { showEvidence } from './evidence.ts';
import { layFaults, PlanRefused, planOf } from './faults.ts';
import { AlreadyRunning, bringUpSystems, kept, takeDownSystems } from './folder.ts';
import { goodbye, welcome } from './print.ts';
import { runTour } from './run.ts';

const FOLDER = join('.tenure', 'acme');
/** A copy of the example's policy with the addresses of this run: to be edited and applied. */
const POLICY = resolve(FOLDER, 'policy');

/** For whoever checks a bundle of this company. */
const PUBLIC_KEY = resolve(FOLDER, 'signing-key.pub.pem');

const flags = flagsGiven();
// With --json the story goes to standard error, so that the last line of standard output is the document.
const say = (line: string) => void (flags.json ? process.stderr : process.stdout).write(`${line}\n`);

try {
  await main();
} catch (trouble) {
  if (!(trouble instanceof AlreadyRunning || trouble instanceof PlanRefused)) throw trouble;
  process.stderr.write(`${trouble.message}\n`);
  process.exit(2);
}

async function main(): Promise<void> {
  const plan = flags.faults === undefined ? null : planOf(flags.faults);
  const started = Date.now();
  const systems = await bringUpSystems(FOLDER);
  if (systems.adopted) say('An earlier run was ended in the middle: going on where it was.');
  const { DATABASE_URL: databaseUrl } = process.env;
  const clock = tourClock(FOLDER);
  const place = databaseUrl ? { databaseUrl } : { dataDir: join(FOLDER, 'store') };
  const opened = await openStore({ ...place, clock: clock.instant });
  if (!systems.adopted || !existsSync(POLICY)) writeAcmePolicy(POLICY, systems.addresses, undefined, 'with-roles');
  const token = freshToken();
  const key = kept(FOLDER, 'signing-key.json', generateKeyPair);
  writeFileSync(PUBLIC_KEY, key.publicKey);
  const running = await startTenure({
    opened,
    policy: acmePolicy(systems.addresses, undefined, 'with-roles'),
    signer: loadSigner(key.privateKey),
    port: systems.tenurePort,
    apiToken: token,
    now: clock.now,
  });
  // What another hand does at Okta is told in the same moment; without it the log tells within half a minute.
  if (!systems.adopted) await connectEventHook({ okta: { url: systems.addresses.okta } }, running.served);
  // So that `tenure` commands in another terminal find this one.
  const service = { url: running.served.url, pid: process.pid, token, policyDir: POLICY, publicKey: PUBLIC_KEY };
  const takeAway = writeServiceFile('.tenure', service);
  const end = async (code: number) => {
    takeAway();
    await running.stop();
    takeDownSystems(FOLDER, systems);
    process.exit(code);
  };
  let ending = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (ending) process.exit(130);
      ending = true;
      say('\nClosing ...');
      void end(0);
    });
  }

  welcome(say, systems, running.served.url, opened.kind, Date.now() - started);
  if (plan !== null) await layFaults(plan, systems);
  const tour = { systems, running, clock, say, grants: new Map() };
  const result = await runTour(tour);
  await showEvidence(tour, result);
  goodbye(say, systems, result, flags.once);
  if (flags.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  if (flags.once) await end(result.cases.every(({ state }) => state === 'proved') ? 0 : 1);
}

function flagsGiven() {
  const options = {
    once: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    faults: { type: 'string' },
  } as const;
  try {
    return parseArgs({ options }).values;
  } catch (mistake) {
    // Node's own first sentence names the option; what follows is about how it parses.
    const [says] = String(mistake instanceof Error ? mistake.message : mistake).split('\n');
    console.error(`${says}\nUsage: npm start -- [--once] [--json] [--faults FILE]`);
    process.exit(2);
  }
}
