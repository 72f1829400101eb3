/** One history from its seed, lived to its end and judged. */
import { fileURLToPath } from 'node:url';
import { loadTemplates } from '../../../src/adapters/mail/index.ts';
import type { PersonId } from '../../../src/core/shared/ids.ts';
import type { NoticeTemplates } from '../../../src/ports/mailer.ts';
import type { MakeBacking } from './backing.ts';
import { endings, type Left } from './ends.ts';
import { Facts } from './facts.ts';
import { History, type HistoryOptions, Restless } from './history.ts';
import { INVARIANTS } from './invariants.ts';
import { standingOf } from './standing.ts';
import type { Found } from './statement.ts';

export interface Broken {
  readonly seed: number;
  /** As in the design; 0 = no invariant: a job stumbled over an error of our own. */
  readonly number: number;
  readonly invariant: string;
  readonly person: PersonId | null;
  readonly says: string;
  /** What happened last before it. */
  readonly steps: readonly string[];
}

export interface Judged {
  readonly seed: number;
  readonly days: number;
  readonly jobs: number;
  readonly faults: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly broken: readonly Broken[];
  /** How everybody was left. */
  readonly left: readonly Left[];
  /** Of the whole trace. */
  readonly digest: string;
  readonly lines: readonly string[];
  /** What the store says in the end; nothing unless it was asked for. */
  readonly kept: readonly string[];
}

export interface SimulateOptions {
  readonly isKept?: boolean;
  /** Not held against the same life without faults. */
  readonly isAlone?: boolean;
  /** As of a history. */
  readonly shape?: HistoryOptions['shape'];
}

const STEPS = 25;
const DAY = 86_400_000;

let templates: Promise<NoticeTemplates> | null = null;
const loaded = () => {
  templates ??= loadTemplates(fileURLToPath(new URL('../../../templates/mail', import.meta.url)), null);
  return templates;
};

export async function simulate(
  make: MakeBacking,
  seed: number,
  { isKept = false, isAlone = false, shape = {} }: SimulateOptions = {},
): Promise<Judged> {
  const history = await History.begin(make, { seed, templates: await loaded(), shape });
  try {
    const isRestless = await history.live().then(
      () => false,
      (trouble: unknown) => {
        if (trouble instanceof Restless) return true;
        throw trouble;
      },
    );
    const { trace, faults } = history;
    const facts = new Facts(history);
    const { found, left } = await endings(history);
    const stepsBefore = (at: number | undefined) => {
      const until = at === undefined ? '~' : new Date(at).toISOString();
      return trace.lines.filter((line) => line.slice(0, until.length) <= until).slice(-STEPS);
    };
    const broken = (number: number, invariant: string, { person, says, at }: Found): Broken => ({
      ...{ seed, number, invariant, person, says },
      steps: stepsBefore(at),
    });
    const judged = await Promise.all(
      INVARIANTS.map(async (one) => (await one.broken(facts)).map((each) => broken(one.number, one.name, each))),
    );
    const kept = isKept ? await standingOf(history.backing.store.read) : [];
    const isComparable = !isAlone && history.life.isFormsOnly && faults.total > 0;
    const undisturbed = isComparable
      ? (await simulate(make, seed, { isAlone: true, shape: { ...shape, heat: 0 } })).left
      : left;
    return {
      seed,
      days: Math.round((history.timeline.now - history.began) / DAY),
      jobs: history.jobs.jobsRun,
      faults: faults.total,
      kinds: Object.fromEntries(faults.counts),
      broken: [
        ...judged.flat(),
        ...found.map((one) => broken(one.number, one.name, one)),
        ...otherEnds(left, undisturbed).map((one) => broken(5, 'the same end, whatever faults', one)),
        ...(isRestless
          ? [broken(0, 'comes to rest', { person: null, says: 'something asks for itself again and again' })]
          : []),
        ...trace.stumbles.map((says) => broken(0, 'no job stumbles', { person: null, says })),
      ],
      left,
      digest: history.digest(),
      lines: trace.lines,
      kept,
    };
  } finally {
    await history.backing.close();
  }
}

/** Of everybody who was left otherwise than by the same filings with nothing in their way. */
function otherEnds(left: readonly Left[], undisturbed: readonly Left[]): readonly Found[] {
  return left.flatMap((one): readonly Found[] => {
    const [is, should] = [one, undisturbed.find(({ number }) => number === one.number)].map((each) =>
      JSON.stringify(each),
    );
    return is === should ? [] : [{ person: null, says: `left as ${is}, and undisturbed as ${should}` }];
  });
}
