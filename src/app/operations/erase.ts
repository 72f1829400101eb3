/** Erasing one person's personal text: the plan, and the decision on exactly that plan. */
import { z } from 'zod';
import { accept } from '../../core/shared/outcome.ts';
import { type CarryOutRefusal, carryOutErasure, type KeptBecause, planErasure } from '../erasure/index.ts';
import { caseKeys, findPerson } from './find.ts';
import { operation, refused } from './operation.ts';

export const erasePlan = operation({
  needs: 'outside',
  input: z.strictObject({ person: z.string().min(1).max(500), by: z.string().min(1).max(320) }),
  async run(world, { person, by }) {
    const found = await findPerson(world, person);
    if (!found.ok) return found;
    const { shown } = found.value;
    const planned = await planErasure(world, shown.id, by);
    if (!planned.ok) return refusal(planned.refusal, shown.name, by);
    const { ledger: _, ...erasure } = planned.value;
    return accept({ person: shown, by, ...erasure });
  },
});

/** `hash`: as shown, at least its first eight characters. */
export const eraseConfirm = operation({
  needs: 'outside',
  input: z.strictObject({ hash: z.string().min(8).max(64), by: z.string().min(1).max(320) }),
  async run(world, { hash, by }) {
    const outcome = await carryOutErasure(world, hash, by);
    if (!outcome.ok) return refusal(outcome.refusal, hash, by);
    const { case: on, ...erased } = outcome.value;
    return accept({ ...erased, by, case: await caseKeys(world.store.read)(on) });
  },
});

function refusal(found: CarryOutRefusal, about: string, by: string) {
  switch (found.why) {
    case 'not-allowed':
      return refused('not-allowed', by);
    case 'own-data':
      return refused('own-case');
    case 'own-plan':
      return refused('own-change');
    case 'unknown':
      return refused('unknown-erasure', about);
    case 'changed':
      return refused('erasure-changed');
    case 'no-case':
      return refused('unknown-case', about);
    case 'kept':
      return refused(
        'not-erasable',
        about,
        found.keeps.map(({ why, what }) => KEPT[why](what)),
      );
  }
}

const KEPT = {
  'erased-already': (at) => `erased already, on ${at}`,
  'works-here': (until) => `works here, ${until}: an end is filed first`,
  'access-live': (held) => `holds ${held}: access is ended before the name of who holds it goes`,
  'account-open': (connection) => `the account at ${connection} is not read back as closed`,
  'legal-hold': () => 'a legal hold stands: whoever set it lifts it on the form of the offboarding',
  protected: (name) => `${name} is protected by the policy: nothing of it is Tenure’s to change`,
  'case-open': (key) => `${key} is not over`,
  'not-applied': (account) => `something is still to be done at the account ${account}`,
  'exception-open': (id) => `the exception ${id} waits for somebody: \`tenure exceptions\``,
  'request-open': (key) => `the request ${key} is not over`,
  'answer-awaited': (key) => `${key} waits for an answer of theirs`,
  delegation: (until) => `a delegation runs until ${until}: \`tenure delegate --end\``,
} as const satisfies Record<KeptBecause, (what: string) => string>;
