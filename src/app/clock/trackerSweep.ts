/**
 * Issues changed since the last sweep, with overlap: finds what a lost webhook hid. Nothing proves that a search has answered
 * with all there is, and a right that is missing looks like nothing new: once a day a sweep goes over the whole week before.
 */
import { earlier, epochOf, type Instant } from '../../core/shared/instant.ts';
import { later, type World } from '../world.ts';

/** JQL knows minutes, and an index may lag: each sweep looks this far back over the last one. Milliseconds. */
const OVERLAP = 10 * 60_000;
const DAY = 24 * 60 * 60_000;
/** A week of days. */
const SWEEPS = 7;
/** Up to when the tracker was swept. */
const SWEPT = 'tracker-swept';
const WHOLE = 'tracker-swept-twice';

/** Project -> since when it is to be swept: the tracker would not search it for us, and went on with the others. */
const UNSEEN = 'tracker-unseen';
type Unseen = Readonly<Record<string, Instant>>;

/** Sweeps that go over what others have seen: one a day, each back to the earliest of those before it. */
interface SweptWhole {
  readonly from: Instant;
  /** The last of them. */
  readonly at: Instant;
  /** So many before it, the earliest first; absent = an older version has written it. */
  readonly before?: readonly Instant[];
}

/** Answers how many issues it has found; each is looked at. */
export async function sweepTracker(world: World): Promise<number> {
  const { read } = world.store;
  const now = await read.now();
  const last = (await read.getControl<Instant>(SWEPT)) ?? (await sweptFirst(world, now));
  const whole = await read.getControl<SweptWhole>(WHOLE);
  // By a clock that was put back it is gone over at once: what was swept while it stood ahead lay before it.
  const isPutBack = later(now, OVERLAP) < last || (whole !== null && now < whole.at);
  const isWhole = whole === null || isPutBack || epochOf(now) - epochOf(whole.at) >= DAY;
  const before = whole === null ? [last] : (whole.before ?? [whole.from]).filter((one) => one <= now);
  // A rebuild may have moved the last sweep further back than all of them.
  const from = isWhole ? earlier(last, before[0] ?? later(now, -SWEEPS * DAY)) : last;
  const behind = (await read.getControl<Unseen>(UNSEEN)) ?? {};
  const unseen = new Set<string>();
  let found = await lookAtChanged(world, from, unseen);
  for (const [project, since] of Object.entries(behind))
    if (!unseen.has(project)) found += await lookAtChanged(world, since, unseen, project);
  if (unseen.size > 0) world.log.warn({ projects: [...unseen] }, 'projects that the tracker will not search for us');
  const still = Object.fromEntries([...unseen].map((project) => [project, earlier(behind[project] ?? from, from)]));
  await world.store.transaction(async (tx) => {
    await tx.setControl(SWEPT, now);
    if (unseen.size > 0 || Object.keys(behind).length > 0) await tx.setControl(UNSEEN, still satisfies Unseen);
    const swept = [...before, now].slice(-SWEEPS);
    if (isWhole) await tx.setControl(WHOLE, { from: swept[0] ?? now, at: now, before: swept } satisfies SweptWhole);
  });
  return found;
}

async function lookAtChanged(
  { tracker, engine }: World,
  since: Instant,
  unseen: Set<string>,
  only?: string,
): Promise<number> {
  let found = 0;
  for await (const { id } of tracker.changedSince(later(since, -OVERLAP), unseen, only)) {
    await engine.send({ lane: 'look', issue: id });
    found += 1;
  }
  return found;
}

/** Kept before anything is found: the tracker may not answer for an hour, and the first sweep that ends looks back to here. */
async function sweptFirst({ store }: World, now: Instant): Promise<Instant> {
  await store.transaction((tx) => tx.setControl(SWEPT, now));
  return now;
}
