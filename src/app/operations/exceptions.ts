/** What waits for a person, and deciding it. */
import { z } from 'zod';
import { exceptionSentence } from '../../core/evidence/index.ts';
import { type CaseId, connectionId, exceptionId, type GroupId, providerAccountId } from '../../core/shared/ids.ts';
import { epochOf, type Instant } from '../../core/shared/instant.ts';
import { accept } from '../../core/shared/outcome.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import { handOver, histories, ownerOf } from '../exceptions/index.ts';
import { detailShown, LEAVERS_HELD } from '../leavers/heldLeavers.ts';
import { settle } from '../settling/settle.ts';
import { verdictsOf } from '../settling/verdicts.ts';
import type { World } from '../world.ts';
import { cursorOf, PAGE, pageOf, placeOf } from './cursor.ts';
import { caseKeys, groupNames, shownPerson } from './find.ts';
import { type Answer, operation, refused } from './operation.ts';

export const exceptions = operation({
  needs: 'store',
  input: z.strictObject({
    /** Also what is settled. */
    all: z.boolean().default(false),
    /** Absent = all of them. */
    limit: PAGE.limit.unwrap().optional(),
    cursor: PAGE.cursor,
  }),
  async run(world, { all, limit = Number.POSITIVE_INFINITY, cursor }) {
    const { read } = world.store;
    const place = placeOf(cursor, 2);
    if (!place.ok) return place;
    const [since = '', last = ''] = place.value;
    const [found, nameOf] = await Promise.all([read.exceptions(all ? {} : { open: true }), groupNames(world)]);
    // In the order of the list; an instant's text sorts as the instant does.
    const after = found.filter(({ openedAt, id }) => openedAt > since || (openedAt === since && id > last));
    const { rows, next } = pageOf(after, limit, ({ openedAt, id }) => cursorOf(openedAt, id));
    const [keyOf, now, historyOf] = [caseKeys(read), await read.now(), histories(read)];
    const shown = rows.map(async (row) => {
      const { owner, unread } = await ownerOf(world, () => historyOf(row));
      return { ...(await shownException(world, row, { keyOf, nameOf, now })), owner, unread };
    });
    return accept({ exceptions: await Promise.all(shown), next });
  },
});

interface Names {
  readonly keyOf: (id: CaseId) => Promise<string>;
  readonly nameOf: (group: GroupId) => string;
  readonly now: Instant;
}

/** As every list and page shows it. */
export async function shownException(world: World, row: ExceptionRow, { keyOf, nameOf, now }: Names) {
  const { id, kind, case: on, person, group, detail, openedAt, settled } = row;
  return {
    id,
    kind,
    ...exceptionSentence(kind),
    case: on === null ? null : await keyOf(on),
    person: person === null ? null : shownPerson(person, await world.store.read.person(person)),
    group: group === null ? null : nameOf(group),
    detail: kind === LEAVERS_HELD ? await detailShown(world, row) : await withLogin(world, detail),
    openedAt,
    /** How long it has waited, or did until it was settled. */
    openForSeconds: Math.max(0, Math.floor((epochOf(settled?.at ?? now) - epochOf(openedAt)) / 1_000)),
    settled,
    verdicts: settled === null ? verdictsOf(row) : [],
  };
}

/** Of an account that is nobody's, the login as last listed: it is kept in no record. */
async function withLogin({ store }: World, detail: ExceptionRow['detail']): Promise<ExceptionRow['detail']> {
  const { connection, providerId } = detail;
  if (typeof connection !== 'string' || typeof providerId !== 'string') return detail;
  const login = await store.sweeps.loginOf(connectionId(connection), providerAccountId(providerId));
  return login === null ? detail : { ...detail, login };
}

export const settleOperation = operation({
  needs: 'outside',
  input: z.strictObject({
    /** The exception's id; or an issue key, when only one is open there. */
    exception: z.string().min(1).max(500),
    verdict: z.enum(['restore', 'end-grant', 'adopt', 'remove', 'ignore', 'accept', 'retry', 'confirm', 'reject']),
    by: z.string().min(1).max(320),
    reason: z.string().min(1).max(2_000),
    /** Of `leavers-held`: as it is shown with it, so that exactly those are confirmed. At least its first twelve letters. */
    hash: z.string().min(12).max(64).optional(),
  }),
  async run(world, { exception, verdict, by, reason, hash }) {
    const found = await findException(world, exception);
    if (!found.ok) return found;
    const { id, kind } = found.value;
    const outcome = await settle(world, {
      exception: id,
      verdict,
      by,
      reason,
      ...(hash === undefined ? {} : { hash }),
    });
    if (outcome.ok) return accept({ exception: id, kind, verdict, by });
    if (outcome.refusal === 'unknown') return refused('unknown-exception', exception);
    if (outcome.refusal === 'not-allowed' || outcome.refusal === 'not-the-owner') return refused(outcome.refusal, by);
    if (outcome.refusal === 'verdict-does-not-fit') return refused('verdict-does-not-fit', id, verdictsOf(found.value));
    return refused(outcome.refusal, id);
  },
});

export const handOverOperation = operation({
  needs: 'outside',
  input: z.strictObject({
    exception: z.string().min(1).max(500),
    /** A work address, a Jira account id, `roles.confirm` or `roles.accept`. */
    to: z.string().trim().min(1).max(320),
    by: z.string().min(1).max(320),
    reason: z.string().min(1).max(2_000),
  }),
  async run(world, { exception, to, by, reason }) {
    const found = await findException(world, exception);
    if (!found.ok) return found;
    const { id, kind } = found.value;
    const outcome = await handOver(world, { exception: id, to, by, reason });
    if (outcome.ok) return accept({ exception: id, kind, owner: outcome.value.to, by });
    const { refusal } = outcome;
    if (refusal === 'unknown') return refused('unknown-exception', exception);
    if (refusal === 'not-allowed' || refusal === 'not-the-owner') return refused(refusal, by);
    return refused(refusal, refusal === 'settled-already' ? id : to);
  },
});

export async function findException({ store }: World, text: string): Promise<Answer<ExceptionRow>> {
  const byId = await store.read.exception(exceptionId(text));
  if (byId !== null) return accept(byId);
  const row = await store.read.caseByKey(text.toUpperCase());
  if (row === null) return refused('unknown-exception', text);
  const [first, ...others] = await store.read.exceptions({ open: true, case: row.id });
  if (first === undefined) return refused('unknown-exception', text);
  if (others.length === 0) return accept(first);
  return refused(
    'ambiguous-exception',
    row.issueKey,
    [first, ...others].map(({ id }) => id),
  );
}
