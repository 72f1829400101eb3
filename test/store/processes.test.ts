import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { FolderInUse, lockFolder } from '../../src/adapters/postgres/folderLock.ts';
import { openStore } from '../../src/adapters/postgres/open.ts';
import { checkChain } from '../../src/core/evidence/index.ts';
import { accountId } from '../../src/core/shared/ids.ts';
import type { Store } from '../../src/ports/store.ts';
import { describeOnPostgres } from '../support/stores.ts';
import { gate, onboarding, zoe } from './world.ts';

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));
const PATIENCE = 120_000;
const breath = () => new Promise<void>((resolve) => setTimeout(resolve, 10));
const children: ChildProcess[] = [];
const folders: string[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Starts another process; `line(text)` resolves when it has said a line that begins so. */
function start(what: string, where: string) {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, what, where], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const said: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (text) => {
    said.push(text);
    for (const look of waiting) look();
  });
  const line = (text: string) =>
    new Promise<string>((resolve) => {
      const look = () => {
        const found = said.find((each) => each.startsWith(text));
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  const kill = () =>
    new Promise<void>((resolve) => {
      child.once('close', () => resolve());
      child.kill('SIGKILL');
    });
  return { line, kill, said };
}

const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenure-folder-'));
  folders.push(folder);
  return folder;
};

async function nothingCommittedIsLost(store: Store, said: readonly string[]) {
  const told = Math.max(
    ...said.filter((line) => line.startsWith('committed')).map((line) => Number(line.split(' ')[1])),
  );
  const links = await store.read.rawStream(onboarding);
  expect(told).toBeGreaterThanOrEqual(25);
  // One more may be committed whose announcement did not get out.
  expect([told, told + 1]).toContain(links.length);
  expect(checkChain(links)).toBeNull();
  expect(await store.read.getControl('last')).toBe(links.length);
}

describe('a process on a PGlite folder', () => {
  it(
    'killed in the middle of its work loses nothing it has committed',
    async () => {
      const folder = newFolder();
      const child = start('write', folder);
      await child.line('committed 25');
      await child.kill();
      const opened = await openStore({ dataDir: folder });
      await nothingCommittedIsLost(opened.store, child.said);
      expect((await opened.status()).ready).toBe(true);
      expect((await opened.engineOf().backlog()).evidence).toBe((await opened.store.read.rawStream(onboarding)).length);
      await opened.close();
    },
    PATIENCE,
  );

  it(
    'keeps a second one out, with a sentence that says what to do',
    async () => {
      const folder = newFolder();
      const first = start('hold', folder);
      await first.line('open');
      const second = start('hold', folder);
      expect(await second.line('refused')).toMatch(/FolderInUse: .*in use by process \d+.*PostgreSQL/);
      await expect(openStore({ dataDir: folder })).rejects.toThrow(FolderInUse);
    },
    PATIENCE,
  );
});

describe('the lock of a folder', () => {
  it('is taken over from a process that is gone, or whose number somebody else has now', () => {
    const folder = newFolder();
    for (const left of ['{"pid":4194303,"began":null}', `{"pid":${process.pid},"began":"1"}`, 'half a li']) {
      writeFileSync(join(folder, 'tenure.lock'), left);
      lockFolder(folder)();
    }
  });

  it('is left to whoever it may be, where it is there and cannot be read', () => {
    const folder = newFolder();
    const file = join(folder, 'tenure.lock');
    symlinkSync(file, file);
    expect(() => lockFolder(folder)).toThrow('ELOOP');
    expect(readlinkSync(file)).toBe(file);
  });

  it('is free again when it was given back', () => {
    const folder = newFolder();
    const release = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(FolderInUse);
    release();
    lockFolder(folder)();
  });
});

describeOnPostgres('processes', (makeStore, { databaseUrl }) => {
  it(
    'killed in the middle of their work lose nothing they have committed',
    async () => {
      const { store } = await makeStore();
      const child = start('write', await databaseUrl());
      await child.line('committed 25');
      await child.kill();
      await nothingCommittedIsLost(store, child.said);
    },
    PATIENCE,
  );

  it(
    'share the work, each job going to one of them',
    async () => {
      const { store, engineOf } = await makeStore();
      const engine = engineOf();
      const [one, other] = [start('work', await databaseUrl()), start('work', await databaseUrl())];
      await Promise.all([one.line('working'), other.line('working')]);
      const done = ({ said }: typeof one) => said.filter((line) => line.startsWith('did'));
      const sent: string[] = [];
      // One that stands still for a moment leaves little of the first sixty to the other: then there are more.
      while (sent.length === 0 || done(one).length <= 5 || done(other).length <= 5) {
        const more = Array.from({ length: 60 }, (_, index) => `a${sent.length + index}`);
        await store.transaction(async (tx) => {
          for (const name of more) await tx.send({ lane: 'reconcile', account: accountId(name) });
        });
        sent.push(...more);
        while (done(one).length + done(other).length < sent.length) await breath();
        while ((await engine.backlog()).reconcile > 0) await breath();
      }
      expect([...done(one), ...done(other)].sort()).toEqual(sent.map((name) => `did ${name}`).sort());
    },
    PATIENCE,
  );

  it.each([
    // Not silent for long enough when the next one begins, and pg-boss would wait for it until tomorrow.
    ['as soon as it is silent where nobody else works', false, '-3 seconds', 86_400],
    ['beside others when its heartbeat has stopped', true, '-1 minute', 10],
  ])(
    'take over what a killed one had begun, %s',
    async (_, besideOthers, heartbeat, seconds) => {
      const { store, databases } = await makeStore();
      const url = await databaseUrl();
      const first = start('work', url);
      await first.line('working');
      await store.transaction((tx) => tx.send({ lane: 'urgent', account: accountId('endless') }));
      await first.line('began endless');
      const another = () => start('work', url);
      const there = besideOthers ? another() : null;
      await there?.line('working');
      await first.kill();
      await sql`update tenure_jobs.job set heartbeat_on = now() + ${heartbeat}::interval,
        heartbeat_seconds = ${seconds}::integer`.execute(databases.main);
      await (there ?? another()).line('began endless');
    },
    PATIENCE,
  );

  it('are not held up by one that stands still in the middle of a transaction', async () => {
    const { store } = await makeStore();
    const still = await openStore({ databaseUrl: await databaseUrl(), pool: { silence: 500 } });
    const [held, woken] = [gate(), gate()];
    const halted = still.store.transaction(async (tx) => {
      await tx.lockPerson(zoe);
      held.open();
      await woken.opened;
    });
    // On a machine that is slow just then, its silence may have ended it before it held anything.
    await Promise.race([held.opened, halted.catch(() => undefined)]);
    // By PostgreSQL's own clock; whatever the other one was about to write is gone with its transaction.
    await store.transaction((tx) => tx.lockPerson(zoe));
    woken.open();
    await expect(halted).rejects.toThrow();
    await still.close();
  });

  it('leave with one that lives what it has in hand, though it holds no lock', async () => {
    const { store, databases, engineOf } = await makeStore();
    await store.transaction(async (tx) => {
      for (const name of ['living', 'silent']) await tx.send({ lane: 'reconcile', account: accountId(name) });
    });
    // As another one has them that is of an older version, or whose listening connection is lost.
    await sql`update tenure_jobs.job set state = 'active', started_on = now(), heartbeat_seconds = 86400,
      heartbeat_on = now() + case data->'job'->>'account' when 'living' then '1 hour' else '-7 s' end::interval`.execute(
      databases.main,
    );
    const { open: someDone, opened: isDone } = gate();
    await engineOf({ pollMilliseconds: 50 }).start(async () => {
      someDone();
      return undefined;
    });
    await isDone;
    const { rows } = await sql`select retry_count, state::text from tenure_jobs.job
      where data->'job'->>'account' = 'living'`.execute(databases.main);
    expect(rows).toEqual([{ retry_count: 0, state: 'active' }]);
  });
});
