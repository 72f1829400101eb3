/**
 * Onboardings a second: so many forms filed at once, from the first webhook to the last issue that has its evidence
 * and stands at Done. Then everything is counted: nothing may be lost and nothing doubled.
 */
import { z } from 'zod';
import { atLeast, type Benchmark, type BenchWorld, informing, type Measured } from '../figure.ts';
import { EXPECTED_GROUPS, joiner } from '../stand/joiner.ts';
import { pause, profiled, type Stand, startStand, untilIdle, usageOf } from '../stand/stand.ts';
import { filed, type SystemsRecord, systemsRecord } from '../stand/wire.ts';

/** Ten times what the workflow tool did. */
const GOAL = 180;
const PATIENCE = 120_000;
/** Filed before the clock starts: a service that has just been started compiles its code while it works. */
const WARMING = 150;
const GRACE = 3_000;

export const onboardings: Benchmark = {
  name: 'onboardings-per-second',
  about: 'forms filed at once until the last has its evidence, one process',
  async run(world) {
    const stand = await startStand(world, {
      ...{ store: 'postgres', name: 'onboardings', webhookConcurrency: 64, mailFrom: 'provider', watched: false },
    });
    try {
      return await measure(world, stand);
    } finally {
      await stand.stop();
    }
  },
};

async function measure(world: BenchWorld, stand: Stand): Promise<Measured> {
  const { joiners, latencyMilliseconds } = world.options;
  const { systems, tenure } = stand;
  const cold = await fileAndWait(world, stand, { first: 0, count: WARMING });
  await pause(GRACE);
  await untilIdle(stand);
  const [before, theirsBefore] = [await usageOf(tenure), await usageOf(systems)];
  const warm = await profiled(stand, () => fileAndWait(world, stand, { first: WARMING, count: joiners }));
  const [after, theirs] = [await usageOf(tenure), await usageOf(systems)];
  await pause(GRACE);
  await untilIdle(stand);
  const record = await systems.ask('record', null, systemsRecord);
  const wrong = await faultsIn(stand, record, WARMING + joiners);
  for (const one of wrong.slice(0, 20)) world.say(`  wrong: ${one}`);
  const cpu = after.cpuMilliseconds - before.cpuMilliseconds;
  const calls = (record.requests.okta + record.requests.jira) / (WARMING + joiners);
  const standIns = theirs.cpuMilliseconds - theirsBefore.cpuMilliseconds;
  const warnings = await tenure.ask('faults', null, z.string().array());
  return {
    figures: [
      atLeast('onboardings-per-second', joiners / warm.seconds, 'per s', GOAL),
      {
        ...informing('onboardings/lost-or-doubled', wrong.length, 'found'),
        goal: 0,
        met: wrong.length === 0,
        sense: 'at most',
      },
      informing('onboardings/tenure-cpu-each', cpu / joiners, 'ms'),
      informing('onboardings/tenure-cpu-share', cpu / warm.seconds / 10, '% of one core'),
      informing('onboardings/stand-ins-cpu-each', standIns / joiners, 'ms'),
      informing('onboardings/vendor-calls-each', calls, 'calls'),
      informing('onboardings/just-started', WARMING / cold.seconds, 'per s'),
      informing('onboardings/tenure-memory', after.residentMegabytes, 'MB'),
    ],
    notes: [
      `${joiners} forms, ${EXPECTED_GROUPS.length} groups each, stand-ins of ${latencyMilliseconds} ms in one process, ${stand.store}: ${warm.seconds.toFixed(2)} s, after ${WARMING} to warm up (just-started).`,
      "Stand-ins, store and Tenure share the cores, so the stand-ins' part is lost to Tenure.",
      'The goal is ten times the 17 to 18 a second of n8n 1.123, as the design has it; n8n was not run here.',
      ...(warnings.length === 0
        ? []
        : [`${warnings.length} warnings were logged, the first: ${warnings[0]?.slice(0, 200)}`]),
    ],
  };
}

/** From the first webhook to the last issue at Done, by the clock of the stand-ins. */
async function fileAndWait(world: BenchWorld, { systems, tenure }: Stand, forms: { first: number; count: number }) {
  const begun = Date.now();
  await systems.ask('fileMany', forms, filed.array());
  for (;;) {
    const done = await systems.ask('doneCount', null, z.number());
    if (done >= forms.first + forms.count) break;
    if (Date.now() - begun > PATIENCE) {
      const exceptions = await tenure.ask('exceptions', null, z.string().array());
      const warnings = await tenure.ask('faults', null, z.string().array());
      world.say([...new Set(exceptions), ...warnings].join('\n').slice(0, 4_000));
      throw new Error(`only ${done - forms.first} of ${forms.count} were done after ${PATIENCE / 1_000} s`);
    }
    await pause(50);
  }
  const first = await systems.ask('firstWebhookSince', begun, z.number());
  const last = await systems.ask('lastDone', null, z.number());
  return { seconds: (last - first) / 1_000 };
}

/** A sentence for everything that is not as it should be. */
async function faultsIn({ tenure }: Stand, record: SystemsRecord, count: number): Promise<readonly string[]> {
  const wrong: string[] = [];
  const accounts = new Map(record.accounts.map((account) => [account.login, account]));
  if (record.accounts.length !== count) wrong.push(`${record.accounts.length} accounts for ${count} joiners`);
  for (let number = 0; number < count; number += 1) {
    const { login } = joiner(number);
    const account = accounts.get(login);
    const groups = [...(account?.groups ?? [])].filter((name) => name !== 'Everyone').sort();
    if (account === undefined) wrong.push(`${login} has no account`);
    else if (groups.join() !== [...EXPECTED_GROUPS].sort().join()) wrong.push(`${login} is in ${groups.join(', ')}`);
  }
  for (const { key, status, comments } of record.issues) {
    if (status !== 'Done') wrong.push(`${key} is ${status}`);
    const keys = comments.map((one) => JSON.stringify(one));
    if (keys.length === 0) wrong.push(`${key} has no evidence comment`);
    if (new Set(keys).size !== keys.length) wrong.push(`${key} says something twice: ${keys.join(' ')}`);
  }
  if (record.mails.doubled > 0) wrong.push(`${record.mails.doubled} mails came twice`);
  const counted = z.object({ events: z.number(), broken: z.string().array() });
  const inStore = await tenure.ask('storedStreams', null, counted);
  const onIssues = await tenure.ask('verifiedRecords', record.issues, counted);
  // That a mail was sent may reach the issue half a minute later, so the two need not be equal yet.
  if (onIssues.events > inStore.events) wrong.push(`${onIssues.events - inStore.events} events too many on the issues`);
  const exceptions = await tenure.ask('exceptions', null, z.string().array());
  return [
    ...wrong,
    ...inStore.broken.map((stream) => `the chain of ${stream} is broken`),
    ...onIssues.broken.map((one) => `the record on ${one}`),
    ...exceptions.map((kind) => `an exception: ${kind}`),
  ];
}
