/**
 * The events of a bundle in the order of their commits, each against the chain of its stream and against the seals: in
 * its place, following from the one before, as it was sealed, and dated between the seals it lies between, or by a clock
 * of which a person has confirmed that it was set back.
 */
import { z } from 'zod';
import { GENESIS } from '../evidence/index.ts';
import { sha256 } from '../shared/canonical.ts';
import { clockSteps, type Dated, SLACK } from './clockSteps.ts';
import type { BundleFault, BundleFaultName, SetBack } from './model.ts';
import type { SealCheck } from './sealCheck.ts';

const eventShape = z.object({
  stream: z.string().min(1),
  seq: z.int().min(1),
  type: z.string(),
  at: z.iso.datetime(),
  previous: z.string(),
  body: z.unknown(),
  personal: z.object({ digest: z.string() }).optional(),
});

export type ReadEvent = z.output<typeof eventShape>;

interface StreamState {
  seq: number;
  hash: string;
  /** Where it does not hold any more; nothing behind that is looked at. */
  brokenAt: number | null;
  /** Index of the first seal that is not reached yet. */
  next: number;
}

export interface StreamCheck {
  /** `null` = it is no event. */
  add(text: string): ReadEvent | null;
  /** After the last one: what is missing. */
  end(): void;
  readonly events: number;
  readonly streams: number;
  /** The first seal that does not hold of some stream; `null` = all do. */
  readonly firstBroken: number | null;
  readonly setBack: readonly SetBack[];
  after(): { readonly events: number; readonly streams: readonly string[] };
}

export function streamCheck(seals: SealCheck, found: (fault: BundleFault) => void): StreamCheck {
  const states = new Map<string, StreamState>();
  let events = 0;
  let firstBroken: number | null = null;
  let behind = 0;
  const streamsBehind = new Set<string>();
  const steps = clockSteps();
  /** Contradicted by their seals, until all is read: what explains them comes later. */
  const odd: (Dated & { readonly where: string })[] = [];

  const isBroken = (seal: number) => {
    firstBroken = firstBroken === null ? seal : Math.min(firstBroken, seal);
  };
  const breaks = (stream: string, state: StreamState, seq: number, fault: BundleFaultName) => {
    state.brokenAt = seq;
    found({ fault, where: `${stream} ${seq}` });
    const seal = seals.of(stream).find(({ count }) => count >= seq)?.seal;
    if (seal !== undefined) isBroken(seal);
  };
  // A transaction that began before a seal may be committed after it, and clocks are set by seconds.
  const checkDate = ({ stream, seq, at }: ReadEvent, within: number | null) => {
    const seal = within ?? seals.count + 1;
    const before = seals.atOf(seal - 1);
    const after = within === null ? null : seals.atOf(within);
    const isDated =
      (before === null || Date.parse(at) >= Date.parse(before) - SLACK) &&
      (after === null || Date.parse(at) <= Date.parse(after) + SLACK);
    if (!isDated) odd.push({ at, seal, where: `${stream} ${seq}` });
  };
  const judgeDates = () => {
    for (const { where, ...event } of odd) {
      if (steps.explains(event, seals.atOf)) continue;
      found({ fault: 'event-dated', where });
      if (event.seal <= seals.count) isBroken(event.seal);
    }
  };
  return {
    add(text) {
      events += 1;
      const event = parsed(text);
      if (event === null) {
        found({ fault: 'event-unreadable', where: `line ${events}` });
        return null;
      }
      const { stream, seq, previous } = event;
      const state = states.get(stream) ?? { seq: 0, hash: GENESIS, brokenAt: null, next: 0 };
      states.set(stream, state);
      if (state.brokenAt !== null) return event;
      if (seq !== state.seq + 1) {
        breaks(stream, state, state.seq + 1, 'event-out-of-place');
        return event;
      }
      if (previous !== state.hash) {
        // The one that was changed is the one before; the first one has nothing before it.
        breaks(stream, state, Math.max(1, seq - 1), 'event-altered');
        return event;
      }
      state.seq = seq;
      state.hash = sha256(text);
      const sealedAt = seals.of(stream)[state.next];
      if (stream === 'system') steps.read(event);
      checkDate(event, sealedAt?.seal ?? null);
      if (sealedAt === undefined) {
        behind += 1;
        streamsBehind.add(stream);
      } else if (sealedAt.count === seq) {
        state.next += 1;
        if (sealedAt.head !== state.hash) breaks(stream, state, seq, 'event-not-as-sealed');
        else if (stream === 'system') steps.sealed(sealedAt.seal);
      }
      return event;
    },
    end() {
      judgeDates();
      for (const stream of seals.streams()) {
        const state = states.get(stream);
        const missing = seals.of(stream)[state?.next ?? 0];
        if (missing === undefined || (state !== undefined && state.brokenAt !== null)) continue;
        isBroken(missing.seal);
        if (state === undefined) found({ fault: 'stream-missing', where: stream });
        else found({ fault: 'tail-missing', where: `${stream} ${state.seq + 1}` });
      }
    },
    get events() {
      return events;
    },
    get streams() {
      return states.size;
    },
    get firstBroken() {
      return firstBroken;
    },
    get setBack() {
      return steps.explained();
    },
    after: () => ({ events: behind, streams: [...streamsBehind].slice(0, 20) }),
  };
}

function parsed(text: string): ReadEvent | null {
  try {
    return eventShape.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
