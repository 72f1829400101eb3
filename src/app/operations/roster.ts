/** A list of everybody who works here, compared with what is here. Used whole or not at all; it removes nothing. */
import { z } from 'zod';
import { exceptionSentence } from '../../core/evidence/index.ts';
import { accept, unreachable } from '../../core/shared/outcome.ts';
import { type RosterOutcome, useRoster } from '../roster/index.ts';
import { inForce } from './find.ts';
import { operation, refused } from './operation.ts';

export const rosterOperation = operation({
  needs: 'outside',
  input: z.strictObject({
    text: z.string().max(24 * 1024 * 1024),
    /** How many people it should have, when the file does not say so. */
    total: z.int().min(0).optional(),
    /** The day or the instant it was made, when the file does not say so. */
    asOf: z.string().min(1).max(40).optional(),
    missing: z.int().min(0).optional(),
    by: z.string().min(1).max(320),
  }),
  async run(world, { text, total = null, asOf = null, missing = null, by }) {
    const force = await inForce(world);
    if (!force.ok) return force;
    const outcome = await useRoster(world, force.value, { text, declared: { total, asOf }, missing, by });
    if (!outcome.ok) return refusal(outcome, by);
    const { findings, ...rest } = outcome.value;
    const said = Object.entries(findings).map(([kind, count]) => ({ kind, count, ...exceptionSentence(kind) }));
    return accept({ ...rest, findings: said });
  },
});

function refusal({ refusal: found }: Extract<RosterOutcome, { ok: false }>, by: string) {
  switch (found.why) {
    case 'bad':
      return refused('bad-roster', '', found.problems);
    case 'not-allowed':
      return refused('not-allowed', by);
    case 'unproven':
      return refused('roster-unproven', found.lacks.map((one) => `#${one}`).join(' and '));
    case 'not-whole':
      return refused('roster-not-whole', `${found.rows} people, and ${found.total} are declared`);
    case 'stale':
      return refused('roster-stale', found.made);
    case 'older':
      return refused('roster-older', found.made);
    case 'too-many-missing': {
      const { missing, of, than } = found;
      const whom = than === 'last' ? `of the ${of} people on the last list` : `of the ${of} people who work here`;
      return refused('roster-lacks', `${missing} ${whom} are missing`);
    }
    default:
      return unreachable(found);
  }
}
