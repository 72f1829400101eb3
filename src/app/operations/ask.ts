/** Asking for access outside the tracker. Who asks is whoever says so with the right to: the token of the API is asked first. */
import { z } from 'zod';
import { lineRefusal } from '../../core/evidence/index.ts';
import { type Ticked, ticked } from '../../core/policy/index.ts';
import { readDuration } from '../../core/request/index.ts';
import { accept, refuse } from '../../core/shared/outcome.ts';
import { raiseRequest } from '../requests/raise.ts';
import { findPerson, inForce } from './find.ts';
import { operation, type Refused, refused } from './operation.ts';

export const askOperation = operation({
  needs: 'outside',
  input: z.strictObject({
    /** Whom it is for; absent = whoever asks. */
    person: z.string().min(1).max(500).optional(),
    by: z.string().min(1).max(320),
    /** Each as `Application: role`, an application alone, or `application:role`. */
    access: z.array(z.string().min(1).max(300)).min(1).max(20),
    /** `6h`, `30 days`, `work`; absent = as policy says. */
    for: z.string().max(50).optional(),
    reason: z.string().max(50_000).optional(),
    ticket: z.string().max(5_000).optional(),
    breakGlass: z.boolean().default(false),
    /** Names this asking: sent again with the same key it is the same request. */
    key: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,100}$/, 'takes letters, digits and . _ -, at most a hundred')
      .optional(),
  }),
  async run(world, { person, by, access, for: span, reason, ticket, breakGlass, key }) {
    const [asker, about, force] = await Promise.all([
      findPerson(world, by),
      findPerson(world, person ?? by),
      inForce(world),
    ]);
    if (!asker.ok) return asker;
    if (!about.ok) return about;
    if (!force.ok) return force;
    const duration = span === undefined ? 'usual' : readDuration(span);
    if (duration === undefined) return refused('bad-duration', span);
    const found = access.map((text) => ticked(force.value.policy, text));
    const lines = found.flatMap((one) => (one.kind === 'unknown' ? [] : [one.entitlement.id]));
    const [unknown, ...more] = found.flatMap((one) => (one.kind === 'unknown' ? [one] : []));
    if (unknown !== undefined) {
      const says = ({ value, why }: typeof unknown) => `${value} ${lineRefusal(refusalName(why))}`;
      return refuse<Refused>({ refusal: refusalName(unknown.why), says: says(unknown), details: more.map(says) });
    }
    const outcome = await raiseRequest(world, {
      asker: asker.value.shown.id,
      beneficiary: about.value.shown.id,
      lines: [...new Set(lines)],
      duration,
      reason: reason ?? null,
      ticket: ticket ?? null,
      breakGlass,
      channel: 'api',
      ...(key === undefined ? {} : { key }),
    });
    if (!outcome.ok) return outcome;
    const { key: kept, issue, case: ahead } = outcome.value;
    return accept({
      key: kept,
      case: issue?.key ?? ahead,
      address: issue === null ? null : world.tracker.addressOf(issue.key),
    });
  },
});

const refusalName = (why: Extract<Ticked, { readonly kind: 'unknown' }>['why']) =>
  why === 'no-such-application' ? 'not-in-catalogue' : why;
