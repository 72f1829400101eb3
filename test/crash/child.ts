/**
 * Tenure in a process of its own, to be killed: `child.ts <settings as JSON>`. It looks at its clocks every moment, so
 * that what a kill left behind is found at once and not after minutes, and says on its output what it does.
 */
import { acmePolicy, startTenure } from '../../examples/acme/company.ts';
import { openStore } from '../../src/adapters/postgres/open.ts';
import { loadSigner } from '../../src/adapters/signing/ed25519.ts';
import { ringDue, sweepTracker, wakeUnsettled } from '../../src/app/alarms.ts';
import type { Log } from '../../src/app/world.ts';
import { milliseconds } from '../../src/core/shared/instant.ts';
import type { IdentityProvider } from '../../src/ports/provider.ts';

export interface ChildSettings {
  /** An address of PostgreSQL, or a folder. */
  readonly store: string;
  readonly addresses: Parameters<typeof acmePolicy>[0];
  readonly privateKey: string;
  readonly port: number;
}

const SWEEP_EVERY = 1_000;
const IDLE = milliseconds(700);

const settings = JSON.parse(process.argv[2] ?? '{}') as ChildSettings;
const say = (line: string) => process.stdout.write(`${line}\n`);
const told = (level: string) => (fields: object, message: string) =>
  say(`${level} ${message} ${JSON.stringify(fields).slice(0, 2_000)}`);
const log: Log = { debug() {}, info() {}, warn: told('warn'), error: told('error') };

const opened = await openStore({
  ...(settings.store.startsWith('postgres') ? { databaseUrl: settings.store } : { dataDir: settings.store }),
});
const running = await startTenure({
  opened,
  policy: acmePolicy(settings.addresses),
  signer: loadSigner(settings.privateKey),
  port: settings.port,
  alarms: false,
  log,
  timing: { leaseMilliseconds: 4_000, callMilliseconds: 1_500, evidenceGraceMilliseconds: 100 },
});
const { world } = running.tenure;
for (const [id, provider] of world.providers) {
  (world.providers as Map<typeof id, IdentityProvider>).set(id, heard(provider));
}
const timer = setInterval(() => void look().catch((fault: unknown) => say(`fault ${String(fault)}`)), SWEEP_EVERY);
process.once('SIGTERM', () => {
  clearInterval(timer);
  void running.stop().then(() => process.exit(0));
});
say('ready');

async function look() {
  await sweepTracker(world);
  await ringDue(world);
  await wakeUnsettled(world, IDLE);
}

/** Says which calls go out from this process. */
function heard(provider: IdentityProvider): IdentityProvider {
  return new Proxy(provider, {
    get(target, name, receiver) {
      const found: unknown = Reflect.get(target, name, receiver);
      if (typeof found === 'function') say(`call ${String(name)}`);
      return found;
    },
  });
}
