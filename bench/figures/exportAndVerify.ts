/** A whole record out of PostgreSQL into a folder, and the folder checked with nothing but the public key. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/adapters/postgres/open.ts';
import { exportFrames } from '../../src/app/bundle/export.ts';
import { sealNow } from '../../src/app/seals/make.ts';
import type { World } from '../../src/app/world.ts';
import { feedBundle, writeBundle } from '../../src/bundleFolder.ts';
import { bundleCheck, EVENTS } from '../../src/core/bundle/index.ts';
import type { TenureEvent } from '../../src/core/evidence/model.ts';
import { caseId, personId } from '../../src/core/shared/ids.ts';
import type { Store } from '../../src/ports/store.ts';
import { freshKeys } from '../../test/evidence/smallRecord.ts';
import { EXAMPLES } from '../../test/golden/events.ts';
import { type Benchmark, informing } from '../figure.ts';

/** As long as an onboarding's stream is. */
const IN_A_STREAM = 50;
const SEALS = 20;
const AT_ONCE = 8;

export const exportAndVerify: Benchmark = {
  name: 'export-and-verify',
  about: 'a record as a signed bundle with personal text, and its check',
  async run(world) {
    const postgres = await world.postgres();
    const opened = await openStore({ databaseUrl: await postgres.make() });
    const folder = join(mkdtempSync(join(tmpdir(), 'tenure-bench-')), 'bundle');
    const { signer, verifier } = freshKeys();
    const outside = {
      store: opened.store,
      rules: { current: async () => null },
      sign: signer,
      log: { info() {} },
      installation: { version: 'bench' },
    } as unknown as World;
    try {
      await opened.migrate();
      const streams = Math.ceil(world.options.events / IN_A_STREAM);
      for (let seal = 0; seal < SEALS; seal += 1) {
        const part = Math.ceil(streams / SEALS);
        await fill(opened.store, seal * part, Math.min(streams, (seal + 1) * part));
        await sealNow(outside);
      }
      world.say(`${streams} streams recorded`);
      const options = { from: null, until: null, personal: true };
      const exported = await timed(() => writeBundle(folder, exportFrames(outside, options)));
      const check = bundleCheck(verifier);
      const verified = await timed(() => feedBundle(folder, check));
      const checked = check.outcome();
      if (!checked.whole || checked.events !== streams * IN_A_STREAM) throw new Error('the bundle is not whole');
      const { rss } = process.memoryUsage();
      return {
        figures: [
          informing('export-and-verify/export', exported, 's'),
          informing('export-and-verify/verify', verified, 's'),
          informing('export-and-verify/memory', rss / 1024 / 1024, 'MB'),
        ],
        notes: [
          `${checked.events} events in ${streams} streams under ${checked.seals} seals; events.jsonl has ${Math.round(statSync(join(folder, EVENTS)).size / 1024 / 1024)} MB; memory is the whole process's after both; ${postgres.describe}.`,
        ],
      };
    } finally {
      await opened.close();
      rmSync(join(folder, '..'), { recursive: true, force: true });
    }
  },
};

async function fill(store: Store, from: number, until: number): Promise<void> {
  for (let first = from; first < until; first += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, until - first) }, (_, index) => first + index);
    await Promise.all(numbers.map((number) => record(store, number)));
  }
}

function record(store: Store, number: number): Promise<void> {
  const stream = caseId('jira', String(number));
  const person = personId(`person-${number}`);
  const events: readonly TenureEvent[] = [
    EXAMPLES.CaseOpened,
    { ...EXAMPLES.PersonRegistered, person },
    ...Array.from({ length: IN_A_STREAM - 2 }, (_, index): TenureEvent => {
      return index % 4 === 0
        ? EXAMPLES.GrantGiven
        : index % 4 === 1
          ? EXAMPLES.NoticeRequested
          : EXAMPLES.MembershipVerified;
    }),
  ];
  return store.transaction(async (tx) => {
    await tx.lockCase(stream);
    await tx.append(stream, events);
  });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1_000;
}
