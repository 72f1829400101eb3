/** What Tenure would have done, against what was really done at the provider meanwhile: before anything goes live. */
import { z } from 'zod';
import { shadowFigures } from '../../core/diagnosis/index.ts';
import { minus, parseSpan } from '../../core/shared/instant.ts';
import { accept } from '../../core/shared/outcome.ts';
import { compareShadow } from '../diagnosis/index.ts';
import { caseKeys, groupNames, inForce, shownPerson } from './find.ts';
import { operation } from './operation.ts';

/** Of the steps that do not agree, as many as people read. */
const MOST_SHOWN = 200;

export const shadow = operation({
  needs: 'outside',
  input: z.strictObject({
    /** What was held back later than this long ago may still be on somebody's desk. */
    patience: z
      .string()
      .default('24h')
      .transform((text, context) => {
        const span = parseSpan(text);
        if (span !== undefined) return span;
        context.addIssue({ code: 'custom', message: 'is not a time such as 24h or 3d' });
        return z.NEVER;
      }),
  }),
  async run(world, { patience }) {
    const force = await inForce(world);
    if (!force.ok) return force;
    const { read } = world.store;
    const now = await read.now();
    const { steps, besides } = await compareShadow(world, force.value, minus(now, patience));
    const [nameOf, keyOf] = [await groupNames(world), caseKeys(read)];
    const byKind = [...steps, ...besides].map((one) => ({ of: one.kind ?? 'unknown', verdict: one.verdict }));
    const byGroup = [...steps, ...besides].flatMap(({ group, verdict }) =>
      group === null ? [] : [{ of: nameOf(group), verdict }],
    );
    const differing = steps.filter(({ verdict }) => verdict === 'not-done' || verdict === 'otherwise');
    const shown = differing.slice(0, MOST_SHOWN).map(async (one) => ({
      person: shownPerson(one.person, await read.person(one.person)),
      case: await keyOf(one.for),
      change: one.change,
      group: one.group === null ? null : nameOf(one.group),
      since: one.since,
      verdict: one.verdict,
    }));
    const given = besides.slice(0, MOST_SHOWN).map(async ({ person, group }) => ({
      person: shownPerson(person, await read.person(person)),
      group: nameOf(group),
    }));
    return accept({
      at: now,
      steps: steps.length,
      byKind: shadowFigures(byKind),
      byGroup: shadowFigures(byGroup),
      differing: await Promise.all(shown),
      givenBesides: await Promise.all(given),
      more: Math.max(0, differing.length - MOST_SHOWN) + Math.max(0, besides.length - MOST_SHOWN),
    });
  },
});
