/** A history in memory: thousands of them in the time the databases need for a few. */
import { instantOf } from '../../../src/core/shared/instant.ts';
import type { TakenJob } from '../../support/memory/jobs.ts';
import { openMemory } from '../../support/memory/store.ts';
import type { Backing, MakeBacking } from './backing.ts';

export const inMemory: MakeBacking = async (now): Promise<Backing> => {
  let salts = 0;
  const opened = openMemory({
    clock: () => instantOf(new Date(now())),
    saltOf: () => {
      salts += 1;
      return `salt-${salts}`;
    },
    driven: true,
  });
  const { jobs } = opened;
  const engine = opened.engineOf();
  const taken = new Map<number | string, TakenJob>();
  const theirs = (id: number | string): TakenJob => {
    const job = taken.get(id);
    if (job === undefined) throw new Error(`nobody has taken job ${id}`);
    taken.delete(id);
    return job;
  };
  return {
    kind: 'memory',
    store: opened.store,
    jobs: {
      send: (job) => engine.send(job),
      notInHand: (asked) => engine.notInHand(asked),
      backlog: () => engine.backlog(),
      async ready(at) {
        jobs.ring(instantOf(new Date(at)));
        return jobs.ready();
      },
      async take(one) {
        const job = jobs.take({ id: Number(one.id), lane: one.job.lane });
        taken.set(job.id, job);
        return job;
      },
      done: async ({ id }) => jobs.done(theirs(id)),
      again: async ({ id }, at, tries) => jobs.again(theirs(id), instantOf(new Date(at)), tries),
      giveBack: async ({ id }) => jobs.giveBack(theirs(id)),
      async nearest() {
        const at = jobs.nearest();
        return at === null ? null : Date.parse(at);
      },
    },
    close: async () => opened.close(),
  };
};
