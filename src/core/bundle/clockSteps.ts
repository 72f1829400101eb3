/**
 * A clock that stood ahead and was put right passes the same hours twice: what is recorded then bears an earlier time than the
 * seals before it, and what was recorded just before a later one than the next seal. Such a time holds where the record
 * says that the clock was set back, and that a person has confirmed it; both count only under a seal. It reaches back no
 * further than the clock went, and ends with the first seal that bears a later time than those before the step. What the
 * record says anybody could write who can write to the database; that seals stood still, only a clock that did so.
 */
import { z } from 'zod';
import type { SetBack } from './model.ts';

/** Before a time counts as another. Milliseconds. */
export const SLACK = 5 * 60_000;

/** Seals are made every ten minutes. Milliseconds. */
const SEALED_WITHIN = 15 * 60_000;

/** See app/clock/clockWatch.ts; once more for each step back while the exception stands. */
const steppedShape = z.object({
  exception: z.string(),
  kind: z.literal('clock-stepped'),
  detail: z.object({ expected: z.iso.datetime(), shown: z.iso.datetime() }),
});
const confirmedShape = z.object({ exception: z.string(), verdict: z.literal('confirm'), by: z.string() });

interface Step {
  readonly exception: string;
  /** What the clock showed at last, and what from then on. */
  readonly from: string;
  readonly to: string;
  /** Which seal it lies under. */
  readonly seal: number;
  by: string | null;
  events: number;
}

export interface Dated {
  readonly at: string;
  /** The seal it lies under, or the one to come. */
  readonly seal: number;
}

export interface ClockSteps {
  /** An event of the system's stream, in its order. */
  read(event: { readonly type: string; readonly body: unknown }): void;
  /** All that was read so far is as this seal says. */
  sealed(seal: number): void;
  /** After the last event: whether a time that its seals contradict is of a clock that was set back. Counted by the asking. */
  explains(event: Dated, atOf: (seal: number) => string | null): boolean;
  explained(): readonly SetBack[];
}

export function clockSteps(): ClockSteps {
  const steps: Step[] = [];
  let unsealed: { readonly type: string; readonly body: unknown }[] = [];
  const keep = ({ type, body }: { readonly type: string; readonly body: unknown }, seal: number) => {
    if (type === 'ExceptionRaised') {
      const stepped = steppedShape.safeParse(body).data;
      if (stepped === undefined) return;
      const { expected: from, shown: to } = stepped.detail;
      if (to < from) steps.push({ exception: stepped.exception, from, to, seal, by: null, events: 0 });
      return;
    }
    const confirmed = confirmedShape.safeParse(body).data;
    for (const step of steps) if (step.exception === confirmed?.exception) step.by ??= confirmed.by;
  };
  return {
    read(event) {
      if (event.type === 'ExceptionRaised' || event.type === 'ExceptionSettled') unsealed.push(event);
    },
    sealed(seal) {
      for (const event of unsealed) keep(event, seal);
      unsealed = [];
    },
    explains(event, atOf) {
      const confirmed = steps.filter(({ by }) => by !== null);
      const step = confirmed.find((one) => isOf(one, event, atOf, confirmed));
      if (step !== undefined) step.events += 1;
      return step !== undefined;
    },
    explained: () =>
      steps.flatMap(({ seal, from, to, by, events }) =>
        by === null || events === 0 ? [] : [{ seal, from, to, by, events }],
      ),
  };
}

type AtOf = (seal: number) => string | null;

function isOf(step: Step, { at, seal }: Dated, atOf: AtOf, confirmed: readonly Step[]): boolean {
  const before = atOf(step.seal - 1);
  const latest =
    Math.max(...confirmed.filter((one) => isWithin(one, step, atOf)).map((one) => Date.parse(one.from))) + SLACK;
  // The seal before it bears what the clock showed then, and no other one has come that bears more.
  const isBehind = seal >= step.seal && atOf(seal - 1) === before && (before === null || Date.parse(before) <= latest);
  if (!isBehind || Date.parse(at) < Date.parse(step.to) - SLACK) return false;
  // Only a clock that was set back lets seals stand still: whoever merely says so has a later one over it.
  const over = atOf(step.seal);
  const stood = before !== null && over === before;
  if (before !== null && at < before) return stood;
  // Under the seal of the step itself lies also what came before the step.
  const isSoon = over !== null && Date.parse(over) <= Date.parse(step.to) + SEALED_WITHIN;
  return seal === step.seal && Date.parse(at) <= latest && (stood || isSoon);
}

/** Seals stand still from the first step back until the clock has caught up: a further one meanwhile belongs to it. */
const isWithin = (one: Step, step: Step, atOf: AtOf) =>
  one.seal <= step.seal && atOf(one.seal - 1) === atOf(step.seal - 1);
