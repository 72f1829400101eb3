/** Who hears of an exception that stays open, and when: by its age, the steps of the policy, and whom it was handed to. */
import type { EscalationStep, Settings } from '../policy/model.ts';
import { epochOf, type Instant, milliseconds } from '../shared/instant.ts';

const HOUR = 3_600_000;

/** For a policy of before; the schema ships the same. */
const SHIPPED: readonly EscalationStep[] = [
  { after: milliseconds(4 * HOUR), to: ['roles.confirm'] },
  { after: milliseconds(24 * HOUR), to: ['roles.confirm', 'roles.accept'] },
];

/**
 * Of one without a case the first telling is a step too: nobody hears of it otherwise. On a case it was told when it was
 * raised.
 */
export function stepsOf({ exceptions, mail }: Settings, hasCase: boolean): readonly EscalationStep[] {
  const escalate = exceptions?.escalate ?? SHIPPED;
  return hasCase || mail.exception.length === 0
    ? escalate
    : [{ after: milliseconds(0), to: mail.exception }, ...escalate];
}

export interface DueStep {
  /** How many steps it has passed with this one. */
  readonly step: number;
  readonly to: readonly string[];
}

/** `null` = nothing is due. After a time in which nobody looked, all that were passed are one. */
export function stepDue(
  steps: readonly EscalationStep[],
  { openedAt, passed, now }: { readonly openedAt: Instant; readonly passed: number; readonly now: Instant },
): DueStep | null {
  const age = epochOf(now) - epochOf(openedAt);
  const step = steps.filter(({ after }) => after <= age).length;
  return step <= passed ? null : { step, to: steps.slice(passed, step).flatMap(({ to }) => to) };
}

export const ROLES_NAMED = ['roles.confirm', 'roles.accept'] as const;

/** The people behind it: of a role everybody in it, as the policy in force lists them. */
export function peopleBehind(to: readonly string[], { roles }: Settings): readonly string[] {
  const people = to.flatMap((one) =>
    one === 'roles.confirm' ? roles.confirm : one === 'roles.accept' ? roles.accept : [one],
  );
  return [...new Map(people.map((one) => [one.trim().toLowerCase(), one.trim()])).values()];
}

/** Those of them a message can reach: a role may also list Jira's ids. */
export const addressesIn = (people: readonly string[]): readonly string[] => people.filter((one) => one.includes('@'));
