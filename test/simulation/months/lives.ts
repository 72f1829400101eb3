/**
 * Histories lived side by side in several processes, each of which takes the next seed as soon as it has done with one.
 * Which process lives a seed changes nothing about it.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { bundle } from '../../crash/bundle.ts';
import { makeRunFolder, removeRunFolder, serverAddress } from '../../support/postgresServer.ts';
import type { AskedFor, Lived } from './askedFor.ts';
import type { Generation } from './generations.ts';
import type { Judged } from './simulate.ts';

/** One history in so many is lived on PGlite and on PostgreSQL too. */
const ON_DATABASES = 100;

export interface LivesOptions {
  readonly seeds: Iterable<number>;
  readonly workers: number;
  readonly trace: boolean;
  readonly generation: Generation;
  /** Which are lived on the databases too; `some` = one in a hundred. */
  readonly databases: 'every' | 'some' | 'none';
  /** Heard in the order of the seeds. `false` = that is enough. */
  heard(judged: Judged, isOnDatabases: boolean): boolean;
}

export async function lives({ seeds, workers, trace, generation, databases, heard }: LivesOptions): Promise<void> {
  const all = [...seeds];
  const isOnDatabases = (seed: number) => databases === 'every' || (databases === 'some' && seed % ON_DATABASES === 0);
  const folder = all.some(isOnDatabases) ? makeRunFolder() : null;
  // What is bundled finds no packages of its own, and so no server to start.
  if (folder !== null && process.env.TEST_DATABASE_URL === undefined) await serverAddress(folder);
  const bundled = await bundle(['../simulation/months/child.ts'], { names: false });
  const done = new Map<number, Judged>();
  let [next, told, isEnough] = [0, 0, false];
  const tell = () => {
    for (let judged = done.get(told); judged !== undefined && !isEnough; judged = done.get(told)) {
      done.delete(told);
      told += 1;
      isEnough = !heard(judged, isOnDatabases(judged.seed));
    }
  };
  const one = async (child: ChildProcess) => {
    while (next < all.length && !isEnough) {
      const place = next;
      next += 1;
      const seed = all[place] ?? 0;
      done.set(place, await asked(child, { seed, trace, generation, databases: isOnDatabases(seed) ? folder : null }));
      tell();
    }
  };
  const [file, ...given] = bundled.argumentsFor('child.ts');
  if (file === undefined) throw new Error('nothing was bundled');
  const children = Array.from({ length: Math.min(workers, all.length) }, () => fork(file, given));
  try {
    await Promise.all(children.map(one));
  } finally {
    await Promise.all(children.map(ended));
    bundled.remove();
    if (folder !== null) removeRunFolder(folder);
  }
}

function asked(child: ChildProcess, what: AskedFor): Promise<Judged> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null) => reject(new Error(`the process of seed ${what.seed} ended with ${code}`));
    child.once('exit', gone);
    child.once('message', (lived: Lived) => {
      child.off('exit', gone);
      if ('judged' in lived) resolve(lived.judged);
      else reject(new Error(`seed ${lived.seed}: ${lived.fault}`));
    });
    child.send(what);
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || !child.connected) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.disconnect();
  });
}
