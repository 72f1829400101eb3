/**
 * The service as `tenure serve` runs it, in a process that is there to be killed: `service.ts <settings as JSON>`. Where
 * its store, its policy and its door are, its environment says, as for any service. It says on its output what it does.
 */

import type { Timing } from '../../src/app/world.ts';
import { readConfig } from '../../src/config.ts';
import { startServing } from '../../src/start.ts';
import { type Plan, say, steps } from './steps.ts';
import { watchSteps } from './watch.ts';

export interface ServiceSettings {
  readonly plan: Plan | null;
  /** Host and port -> name, for the names of steps. */
  readonly systems: Readonly<Record<string, string>>;
  /** Left out: as shipped. */
  readonly timing: Partial<Timing>;
}

const told = (level: string) => (fields: object, message: string) =>
  say(`${level} ${message} ${JSON.stringify(fields).slice(0, 2_000)}`);

async function serve() {
  const { plan, systems, timing }: ServiceSettings = JSON.parse(process.argv.at(-1) ?? '{}');
  watchSteps(steps(plan), new Map(Object.entries(systems)));
  const log = { debug() {}, info() {}, warn: told('warn'), error: told('error') };
  const serving = await startServing(readConfig(), log, { timing });
  say('ready');
  process.once('SIGTERM', () => void serving.stop().then(() => process.exit(0)));
}

serve().catch((fault: unknown) => {
  say(`fault ${fault instanceof Error ? fault.stack : String(fault)}`);
  process.exit(1);
});
