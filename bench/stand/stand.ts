/** Systems and Tenure, each in its process, joined by a webhook. */
import { join } from 'node:path';
import { z } from 'zod';
import { generateKeyPair } from '../../src/adapters/signing/ed25519.ts';
import type { BenchWorld, StoreKind } from '../figure.ts';
import { Child } from './child.ts';
import { addresses, type SystemsOptions, type TenureOptions, type Usage, usage } from './wire.ts';

export interface Stand {
  readonly systems: Child;
  readonly tenure: Child;
  readonly tenureUrl: string;
  /** Where a profile of the measured stretch is to be written. */
  readonly profile: string | null;
  /** Of the store, in words. */
  readonly store: string;
  /** Empty on PGlite. */
  readonly databaseUrl: string;
  /** How long the stand-ins took to start, before Tenure was told to. */
  readonly standInsMilliseconds: number;
  /** Kills Tenure where it stands, and starts it again on the same store, after `meanwhile`. Milliseconds of the start. */
  restart(meanwhile?: () => Promise<void>): Promise<number>;
  stop(): Promise<void>;
}

export interface StandOptions
  extends Pick<SystemsOptions, 'webhookConcurrency' | 'slack'>,
    Pick<TenureOptions, 'mailFrom' | 'watched' | 'rateShare'> {
  readonly store: StoreKind;
  /** Part of the profile's file name. */
  readonly name: string;
  /** A database that is there already. */
  readonly databaseUrl?: string;
}

export async function startStand(world: BenchWorld, options: StandOptions): Promise<Stand> {
  const { store, name, webhookConcurrency, slack, mailFrom, watched, rateShare } = options;
  const { latencyMilliseconds, profileTo } = world.options;
  const profile = profileTo === null ? null : join(profileTo, `${name}-${store}.cpuprofile`);
  const postgres = store === 'postgres' ? await world.postgres() : null;
  const begun = performance.now();
  const systems = new Child('systems.ts');
  const stop = async () => {
    await tenure?.end();
    await systems.end();
  };
  let tenure: Child | undefined;
  try {
    const where = await systems.ask('start', { latencyMilliseconds, webhookConcurrency, slack }, addresses);
    const databaseUrl = options.databaseUrl ?? (await postgres?.make()) ?? null;
    const standInsMilliseconds = performance.now() - begun;
    const keys = generateKeyPair();
    const start = async () => {
      const started = new Child('tenure.ts');
      tenure = started;
      const given = { addresses: where, databaseUrl, mailFrom, watched, rateShare, keys };
      const url = await started.ask('start', given, z.string());
      await systems.tell('hook', url);
      return { started, url };
    };
    let { started: now, url: tenureUrl } = await start();
    return {
      ...{ systems, store: postgres?.describe ?? 'PGlite in memory', profile, stop },
      ...{ databaseUrl: databaseUrl ?? '', standInsMilliseconds },
      get tenure() {
        return now;
      },
      get tenureUrl() {
        return tenureUrl;
      },
      async restart(meanwhile) {
        await now.kill();
        await meanwhile?.();
        const begun = performance.now();
        ({ started: now, url: tenureUrl } = await start());
        return performance.now() - begun;
      },
    };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

/** Nothing waits and nothing runs, looked at twice. */
export async function untilIdle({ tenure }: Pick<Stand, 'tenure'>, patienceMilliseconds = 60_000): Promise<void> {
  const deadline = performance.now() + patienceMilliseconds;
  for (let quiet = 0; quiet < 2; ) {
    quiet = (await tenure.ask('backlog', null, z.number())) === 0 ? quiet + 1 : 0;
    if (performance.now() > deadline) throw new Error('the backlog did not run empty');
    if (quiet < 2) await pause(25);
  }
}

/** Does the work that is measured, under a profile when one is wanted. */
export async function profiled<Result>({ tenure, profile }: Stand, work: () => Promise<Result>): Promise<Result> {
  if (profile === null) return work();
  await tenure.tell('beginProfile');
  try {
    return await work();
  } finally {
    await tenure.tell('endProfile', profile);
  }
}

export const usageOf = (child: Child): Promise<Usage> => child.ask('usage', null, usage);

export const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
