/**
 * One replay: for each change set the clock jumps to its instant, every form is filed, and nothing goes on before
 * every case that was touched is proved and written to its issue. With `adoptUntil` the history up to there is an
 * organisation that was there before Tenure: it is adopted, and only what came after is filed.
 */
import type { Systems } from '../../examples/acme/company.ts';
import type { OpenStore } from '../../src/adapters/postgres/open.ts';
import type { Instant } from '../../src/core/shared/instant.ts';
import { adoptExisting } from './adopt.ts';
import { type Comparison, compare } from './compare.ts';
import { type Desk, type Filing, openDesk } from './desk.ts';
import type { ChangeSet, History } from './history.ts';
import { loginOf } from './policy.ts';
import { FIRST_WAIT, fileAll, openScene, processorMilliseconds, type Scene, settle } from './scene.ts';

export interface ReplayOptions {
  readonly history: History;
  /** The facts the end is compared with. */
  readonly expected: ReadonlySet<string>;
  /** A store on the clock of the replay. */
  readonly open: (clock: () => Instant) => Promise<OpenStore>;
  /** Change sets up to and with this `seq` were there before Tenure. */
  readonly adoptUntil?: number;
  readonly progress?: (said: Progress) => void;
  readonly warn?: (said: string) => void;
}

export interface Progress {
  readonly seq: number;
  readonly at: Instant;
  readonly done: number;
  readonly of: number;
  readonly filings: number;
}

/** What was taken over before anything was filed. */
export interface Adopted {
  readonly people: number;
  readonly memberships: number;
  /** Writes at the provider until the adoption was done: none is right. */
  readonly providerWrites: number;
}

export interface Replayed extends Comparison {
  readonly filings: Readonly<Record<Filing['kind'], number>>;
  readonly adopted: Adopted | null;
  /** Touched cases that were not proved before the clock went on. */
  readonly stuck: readonly string[];
  readonly jobs: Readonly<Record<string, number>>;
  readonly milliseconds: number;
  readonly processorMilliseconds: number;
}

/** Something is wrong with Tenure or the policy then, not with one case. */
const MOST_STUCK = 25;

export async function replay(options: ReplayOptions): Promise<Replayed> {
  const { history, expected, open, adoptUntil = Number.NEGATIVE_INFINITY, progress = () => {}, warn } = options;
  const before = history.changeSets.filter(({ seq }) => seq <= adoptUntil);
  const filedSets = history.changeSets.slice(before.length);
  const from = (before.at(-1) ?? history.changeSets[0])?.at;
  if (from === undefined) throw new Error('the history holds no event');
  const begun = performance.now();
  const scene = await openScene({ groups: history.groups, from, open, ...(warn === undefined ? {} : { warn }) });
  try {
    const there = before.length === 0 ? null : await adoptExisting(scene, before);
    const desk = openDesk(scene.forms, there?.held);
    const filings = { joiner: 0, mover: 0, leaver: 0 };
    const stuck: string[] = [];
    for (const [index, changeSet] of filedSets.entries()) {
      const filed = await carryOut(scene, desk, changeSet, stuck);
      for (const { kind } of filed) filings[kind] += 1;
      if (stuck.length > MOST_STUCK) throw new Error(`no use going on: ${stuck.join('; ')}`);
      progress({ ...changeSet, done: index + 1, of: filedSets.length, filings: filed.length });
    }
    // What is found by searching shows a while after it was written.
    scene.clock.pass(FIRST_WAIT * 2);
    const { store } = scene.tenure.world;
    const since = new Set(filedSets.flatMap(({ people }) => people.map(({ person }) => person)));
    const leftBefore = new Set(
      history.people.filter((person) => !since.has(person) && there?.held.has(person) !== true),
    );
    const okta = scene.systems.okta.url;
    const compared = await compare({ history, expected, okta, forms: scene.forms, store, leftBefore });
    return {
      ...compared,
      filings,
      adopted: there === null ? null : there.figures,
      stuck,
      jobs: scene.watch.jobs(),
      milliseconds: Math.round(performance.now() - begun),
      processorMilliseconds: processorMilliseconds(),
    };
  } finally {
    await scene.stop();
  }
}

async function carryOut(
  scene: Scene,
  desk: Desk,
  { seq, at, people }: ChangeSet,
  stuck: string[],
): Promise<readonly Filing[]> {
  if (people.length === 0) return [];
  scene.clock.jumpTo(at);
  const now = scene.clock.now();
  const filed = await fileAll(people, (change) => desk.file(change, now));
  const unproved = await settle(scene, filed, now);
  stuck.push(...unproved.map(({ key, person }) => `seq ${seq}: ${key} (${person})`));
  for (const { kind, person } of filed) if (kind === 'joiner') comeIn(scene.systems, person);
  return filed;
}

/** The new colleague follows the activation link and signs in. */
export function comeIn({ okta }: Systems, person: string): void {
  const user = okta.directory.user(loginOf(person));
  if (user?.status === 'PROVISIONED') okta.directory.completeActivation(user.id);
}
