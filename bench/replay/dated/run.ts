/**
 * One replay of dated grants. The clock jumps from change set to change set, and in between to the last second of every
 * day on which something ends and to the second after it: at each of these instants Okta must hold exactly what the
 * history says. An end that comes a second early or late is a difference, and so is one that an extension had moved.
 */
import type { OpenStore } from '../../../src/adapters/postgres/open.ts';
import { ringDue } from '../../../src/app/clock/alarms.ts';
import { checkChain } from '../../../src/core/evidence/index.ts';
import { epochOf, type Instant, instantOf } from '../../../src/core/shared/instant.ts';
import { BASELINE } from '../policy.ts';
import { comeIn } from '../run.ts';
import { fileAll, openScene, processorMilliseconds, type Scene, settle } from '../scene.ts';
import { type DatedDesk, type DatedFiling, openDatedDesk } from './desk.ts';
import { type DatedChangeSet, type DatedHistory, endsUntil, factsAt, type Hold, holdKey } from './history.ts';

export interface DatedOptions {
  readonly history: DatedHistory;
  readonly open: (clock: () => Instant) => Promise<OpenStore>;
  readonly progress?: (said: {
    readonly seq: number;
    readonly at: Instant;
    readonly done: number;
    /** So far. */
    readonly differences: number;
  }) => void;
  readonly warn?: (said: string) => void;
}

export interface DatedReplayed {
  readonly filings: Readonly<Record<DatedFiling['kind'], number>>;
  /** Instants at which Okta was compared with the history, fact by fact. */
  readonly looks: number;
  /** Holds that ended on their day, with nobody asking. */
  readonly ended: number;
  /** Days on which something ended. */
  readonly endDays: number;
  /** Over when it was written down: nobody asked for it. */
  readonly overWhenWritten: number;
  /** Each with the instant at which it was seen. */
  readonly differences: readonly string[];
  readonly held: number;
  readonly evidenceEvents: number;
  readonly milliseconds: number;
  readonly processorMilliseconds: number;
}

const MOST_DIFFERENCES = 100;
const SECOND = 1_000;

export async function replayDated(options: DatedOptions): Promise<DatedReplayed> {
  const { history, open, progress = () => {}, warn } = options;
  const from = history.changeSets[0]?.at;
  if (from === undefined) throw new Error('the history holds no event');
  const begun = performance.now();
  const scene = await openScene({ groups: history.groups, from, open, ...(warn === undefined ? {} : { warn }) });
  const run = new DatedRun(scene, openDatedDesk(scene.forms));
  try {
    for (const [index, changeSet] of history.changeSets.entries()) {
      await run.passTo(changeSet.at);
      await run.carryOut(changeSet);
      progress({ ...changeSet, done: index + 1, differences: run.figures().differences.length });
    }
    await run.passTo(null);
    const evidenceEvents = await run.checkRecords();
    return {
      ...run.figures(),
      evidenceEvents,
      milliseconds: Math.round(performance.now() - begun),
      processorMilliseconds: processorMilliseconds(),
    };
  } finally {
    await scene.stop();
  }
}

class DatedRun {
  readonly #scene: Scene;
  readonly #desk: DatedDesk;
  readonly #held = new Map<string, Hold>();
  readonly #here = new Set<string>();
  readonly #filings = { joiner: 0, granted: 0, moved: 0, revoked: 0 };
  readonly #differences: string[] = [];
  #looks = 0;
  #ended = 0;
  #endDays = 0;
  #overWhenWritten = 0;

  constructor(scene: Scene, desk: DatedDesk) {
    this.#scene = scene;
    this.#desk = desk;
  }

  figures() {
    return {
      filings: this.#filings,
      looks: this.#looks,
      ended: this.#ended,
      endDays: this.#endDays,
      overWhenWritten: this.#overWhenWritten,
      differences: this.#differences,
      held: factsAt(this.#held.values(), this.#scene.clock.emulators.now()).size,
    };
  }

  /** Through every end up to `to`, each looked at a second before and when it has come; `null` = through all of them. */
  async passTo(to: Instant | null): Promise<void> {
    const { clock } = this.#scene;
    for (const end of endsUntil(this.#held.values(), clock.now(), to)) {
      const before = instantOf(new Date(epochOf(end) - SECOND));
      if (epochOf(before) > clock.emulators.now()) await this.#standAt(before);
      const there = factsAt(this.#held.values(), epochOf(end) - SECOND).size;
      await this.#standAt(end);
      this.#ended += there - factsAt(this.#held.values(), epochOf(end)).size;
      this.#endDays += 1;
    }
  }

  async carryOut({ seq, at, edits }: DatedChangeSet): Promise<void> {
    const { clock, systems } = this.#scene;
    clock.jumpTo(at);
    const now = clock.now();
    const fresh = new Set(edits.map(({ person }) => person).filter((person) => !this.#here.has(person)));
    await this.#done(seq, await fileAll(fresh, (person) => this.#desk.welcome(person, now)), now);
    for (const person of fresh) comeIn(systems, person);
    for (const person of fresh) this.#here.add(person);
    const asked = await fileAll(edits, (edit) => this.#desk.file(edit, clock.now()));
    this.#overWhenWritten += asked.filter((one) => one === null).length;
    await this.#done(
      seq,
      asked.filter((one) => one !== null),
      now,
    );
    for (const { person, repository, after } of edits) {
      if (after === null) this.#held.delete(holdKey({ person, repository }));
      else this.#held.set(holdKey({ person, repository }), after);
    }
    this.#compare(`seq ${seq}`);
  }

  async #done(seq: number, filed: readonly DatedFiling[], now: Instant): Promise<void> {
    for (const { kind } of filed) this.#filings[kind] += 1;
    for (const { key, person } of await settle(this.#scene, filed, now))
      this.#differs(`seq ${seq}: ${key} (${person}) not proved`);
  }

  async #standAt(instant: Instant): Promise<void> {
    const { clock, tenure } = this.#scene;
    clock.emulators.moveTo(epochOf(instant));
    await tenure.engine.fireDue();
    await ringDue(tenure.world);
    await this.#scene.watch.untilIdle();
    this.#compare(instant);
    // What the end left to write is written before anything else happens.
    await settle(this.#scene, [], clock.now());
  }

  #compare(when: string): void {
    const { systems, clock } = this.#scene;
    const { directory } = systems.okta;
    const expected = factsAt(this.#held.values(), clock.emulators.now());
    const nameOf = new Map(directory.groups().map(({ id, profile }) => [id, profile.name]));
    const found = new Set(
      directory.users().flatMap(({ id, profile }) =>
        directory
          .groupsOf(id)
          .map((group) => nameOf.get(group) ?? group)
          .filter((name) => name !== 'Everyone' && name !== BASELINE)
          .map((name) => `${name} ${String(profile.login).split('@')[0]}`),
      ),
    );
    this.#looks += 1;
    for (const fact of expected) if (!found.has(fact)) this.#differs(`${when}: missing ${fact}`);
    for (const fact of found) if (!expected.has(fact)) this.#differs(`${when}: too many ${fact}`);
  }

  #differs(what: string): void {
    this.#differences.push(what);
    if (this.#differences.length > MOST_DIFFERENCES)
      throw new Error(`no use going on: ${this.#differences.slice(0, 10).join('; ')}`);
  }

  /** Every chain whole, every case proved, nothing left to settle; answers how many events there are. */
  async checkRecords(): Promise<number> {
    const { read } = this.#scene.tenure.world.store;
    let events = 0;
    for await (const stream of read.streams()) {
      const links = await read.rawStream(stream);
      events += links.length;
      const fault = checkChain(links);
      if (fault !== null) this.#differs(`${stream}: chain ${fault.fault} at ${fault.seq}`);
    }
    for (const { issueKey, state } of await read.cases())
      if (state !== 'proved' && state !== 'closed') this.#differs(`${issueKey} is ${state}`);
    for (const { id, kind } of await read.exceptions({ open: true })) this.#differs(`exception ${id} ${kind}`);
    return events;
  }
}
