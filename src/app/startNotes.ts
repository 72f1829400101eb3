/**
 * What is looked at at every start, before the first form needs it: whether the profile fields that the policy fills are
 * there, ours to write, and of a type that takes what the policy gives. A provider that does not answer keeps nobody from
 * starting.
 */
import { profileProblems } from '../core/policy/index.ts';
import type { Policy } from '../core/policy/model.ts';
import { Fault } from '../ports/fault.ts';
import type { World } from './world.ts';

const CALL = { lane: 'bulk', timeoutMilliseconds: 5_000 } as const;

/** A sentence each, with what to do. */
export async function profileNotes({ providers }: World, { settings }: Policy): Promise<readonly string[]> {
  const found = await Promise.all(
    [...providers].map(async ([name, provider]) => {
      try {
        const problems = profileProblems(settings, await provider.profileFields(CALL));
        return problems.map(({ says, remedy }) => `${name}: ${says}. ${remedy}`);
      } catch (fault) {
        if (!(fault instanceof Fault)) throw fault;
        return [
          `${name}: the profile fields could not be read (${fault.message}); \`tenure doctor\` says what is missing`,
        ];
      }
    }),
  );
  return found.flat();
}
