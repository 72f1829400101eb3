/** Requests for access, each with its lines, who was asked about them, what they said, and how each stands. */
import { z } from 'zod';
import { foldCase, lineNotAsked } from '../../core/evidence/index.ts';
import type { AskedApprover, Channel, LineEnd, LineRefusal, RecordedEvent } from '../../core/evidence/model.ts';
import type { Risk } from '../../core/policy/model.ts';
import { durationWords } from '../../core/shared/durationWords.ts';
import type { CaseId, EntitlementId, GrantId, PersonId } from '../../core/shared/ids.ts';
import { type Instant, parseInstant } from '../../core/shared/instant.ts';
import { accept } from '../../core/shared/outcome.ts';
import type { RaisedRow } from '../../ports/raised.ts';
import type { CaseRow } from '../../ports/store.ts';
import { caseAhead, raisedBehind } from '../requests/ahead.ts';
import type { World } from '../world.ts';
import { cursorOf, PAGE, pageOf, placeOf } from './cursor.ts';
import { asCaseId, findCase, findPerson, groupNames, type ShownPerson, shownPerson } from './find.ts';
import { operation, refused } from './operation.ts';

interface ShownRequest {
  /** `null` = its issue is not there yet. */
  readonly request: string | null;
  /** By what it is decided about, also before it has an issue; `null` = nothing is decided yet. */
  readonly case: CaseId | null;
  /** Of one that was asked for outside the tracker. */
  readonly key: string | null;
  readonly state: CaseRow['state'] | 'filing';
  readonly address: string | null;
  readonly person: ShownPerson | null;
  readonly askedBy: ShownPerson | null;
  readonly channel: Channel;
  readonly askedAt: Instant;
  readonly lines: readonly ShownLine[];
  readonly notAsked: readonly {
    readonly asked: string | null;
    readonly because: LineRefusal;
    readonly says: string;
    readonly rule: string | null;
  }[];
}

interface ShownLine {
  readonly line: string;
  readonly entitlement: EntitlementId;
  readonly groups: readonly string[];
  readonly risk: Risk | null;
  readonly rule: string | null;
  readonly duration: string | null;
  readonly reason: string | null;
  readonly ticket: string | null;
  /** Or how it ended. */
  readonly state: 'filing' | 'asked' | 'held' | LineEnd;
  readonly grant: GrantId | null;
  readonly questions: readonly {
    readonly question: string;
    readonly stage: string;
    readonly needs: number;
    readonly shown: string;
    readonly askedAt: Instant;
    readonly until: Instant;
    readonly open: boolean;
    readonly approvers: readonly AskedApprover[];
    readonly decisions: readonly {
      readonly verdict: 'approve' | 'refuse';
      readonly by: string | null;
      readonly channel: Channel;
      readonly at: Instant;
      readonly reason: string | null;
    }[];
  }[];
}

export const requestList = operation({
  needs: 'store',
  input: z.strictObject({
    /** Whom it is for. */
    person: z.string().max(500).optional(),
    state: z.enum(['refused', 'open', 'waiting', 'proved', 'closed']).optional(),
    ...PAGE,
  }),
  async run(world, { person, state, limit, cursor }) {
    const { read } = world.store;
    const who = person === undefined ? undefined : await findPerson(world, person);
    if (who?.ok === false) return who;
    const place = placeOf(cursor, 2);
    if (!place.ok) return place;
    const [openedAt = '', id = ''] = place.value;
    const begun = parseInstant(openedAt);
    if (cursor !== undefined && begun === undefined) return refused('bad-cursor');
    const found = await read.casesPage({
      kind: 'access-request',
      limit: limit + 1,
      ...(who === undefined ? {} : { person: who.value.shown.id }),
      ...(state === undefined ? {} : { state }),
      ...(begun === undefined ? {} : { before: { openedAt: begun, id: asCaseId(id) } }),
    });
    const { rows, next } = pageOf(found, limit, (last) => cursorOf(last.openedAt, last.id));
    const nameOf = await groupNames(world);
    return accept({ items: await Promise.all(rows.map((row) => requestOf(world, row, nameOf))), next });
  },
});

export const requestShown = operation({
  needs: 'store',
  input: z.strictObject({
    /** Issue key, the case's own id, or the key under which it was asked for outside the tracker. */
    request: z.string().min(1).max(300),
  }),
  async run(world, { request }) {
    const raised = await world.store.read.raised(request);
    // An emergency does not wait for its issue.
    const ahead = raised === null ? null : await caseAhead(world, raised);
    if (ahead !== null) return accept(await requestOf(world, ahead, await groupNames(world), raised));
    if (raised !== null && raised.issue === null) return accept(await filing(world, raised));
    const found = await findCase(world, raised?.issue?.key ?? request);
    if (!found.ok && raised !== null) return accept(await filing(world, raised));
    if (!found.ok || found.value.kind !== 'access-request') return refused('unknown-request', request);
    return accept(await requestOf(world, found.value, await groupNames(world)));
  },
});

/** Asked for, and its issue is not there or not looked at yet; or the tracker refuses it for good, and nobody waits for it. */
async function filing(
  world: World,
  { key, asker, beneficiary, channel, lines, raisedAt, issue, droppedAt }: RaisedRow,
): Promise<ShownRequest> {
  const shown = async (id: PersonId) => shownPerson(id, await world.store.read.person(id));
  const state = issue === null && droppedAt !== undefined ? 'refused' : 'filing';
  return {
    request: issue?.key ?? null,
    case: null,
    key,
    state,
    address: issue === null ? null : world.tracker.addressOf(issue.key),
    person: await shown(beneficiary),
    askedBy: await shown(asker),
    channel,
    askedAt: raisedAt,
    lines: lines.map((entitlement, nth) => ({
      line: String(nth + 1),
      entitlement,
      groups: [],
      risk: null,
      rule: null,
      duration: null,
      reason: null,
      ticket: null,
      state,
      grant: null,
      questions: [],
    })),
    notAsked: [],
  };
}

async function requestOf(
  world: World,
  row: CaseRow,
  nameOf: Awaited<ReturnType<typeof groupNames>>,
  known: RaisedRow | null = null,
): Promise<ShownRequest> {
  const { read } = world.store;
  const stream = await read.stream(row.id);
  const state = foldCase(row.id, stream);
  const { request } = state;
  const asker = request.lines[0]?.asked.by ?? null;
  const shown = async (id: PersonId | null) => (id === null ? null : shownPerson(id, await read.person(id)));
  const isFiled = row.issueId !== '';
  const raised = known ?? (await raisedBehind(world, state));
  return {
    request: isFiled ? row.issueKey : null,
    case: row.id,
    key: raised?.key ?? null,
    state: row.state,
    address: isFiled ? world.tracker.addressOf(row.issueKey) : null,
    person: await shown(row.person),
    askedBy: await shown(asker),
    channel: channelOf(stream),
    askedAt: row.openedAt,
    lines: request.lines.map(({ id, entitlement, groups, duration, asked, grant, ended }) => ({
      line: id,
      entitlement,
      groups: groups.map(nameOf),
      risk: asked.risk,
      rule: asked.rule,
      duration: durationWords(duration),
      reason: asked.personal?.reason ?? null,
      ticket: asked.personal?.ticket ?? null,
      state: ended ?? (grant === null ? 'asked' : 'held'),
      grant,
      questions: request.questions
        .filter(({ line }) => line === id)
        .map(({ id: question, stage, needs, shown: digest, askedAt, until, approvers, decisions, isOpen }) => ({
          question,
          stage,
          needs,
          shown: digest,
          askedAt,
          until,
          open: isOpen,
          approvers,
          decisions: decisions.map(({ verdict, channel, at, personal }) => ({
            verdict,
            by: personal?.by ?? null,
            channel,
            at,
            reason: personal?.reason ?? null,
          })),
        })),
    })),
    notAsked: stream.flatMap(({ event }) =>
      event.type !== 'LineNotAsked'
        ? []
        : [
            {
              asked: event.personal?.asked ?? null,
              because: event.because,
              says: lineNotAsked(event.because, event.says),
              rule: event.rule,
            },
          ],
    ),
  };
}

const channelOf = (stream: readonly RecordedEvent[]): Channel =>
  stream.flatMap(({ event }) => (event.type === 'CaseOpened' ? [event.raised?.channel ?? 'jira'] : []))[0] ?? 'jira';
