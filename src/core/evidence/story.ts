/**
 * What happened on a case, as a document people like to read: what was accepted and why, what was done and read
 * back, what waits for whom, and the proof. The same events always give the same document.
 */

import { type Grant, startOf } from '../grant/model.ts';
import type { GrantId, GroupId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { adoptionStory } from './adoptionStory.ts';
import { asTold } from './blanks.ts';
import { disagreeing } from './disagreement.ts';
import { exceptionsTold } from './exceptionStory.ts';
import { formSentence } from './formSentences.ts';
import { gaps } from './gaps.ts';
import { givingStory } from './givingStory.ts';
import { announcedStory, keptStory, passedStory } from './leaverStory.ts';
import { leaveStory } from './leaveStory.ts';
import type { Block, Document, RecordedEvent, Span, TenureEvent } from './model.ts';
import { policyStory } from './policyStory.ts';
import { postponedStory } from './postponedStory.ts';
import { requestStory } from './requestStory.ts';
import { resultRows } from './results.ts';
import { reviewStory } from './reviewStory.ts';
import { because, holdName, type StoryContext } from './storyContext.ts';
import { contractAgain, withdrawalStory } from './withdrawalStory.ts';

export const story = (events: readonly RecordedEvent[], context: StoryContext): Document =>
  told(
    events.map((one) => ({ ...one, event: asTold(one.event) })),
    context,
  );

function told(events: readonly RecordedEvent[], context: StoryContext): Document {
  const of = <Type extends TenureEvent['type']>(type: Type) =>
    events.filter(
      (one): one is RecordedEvent & { event: Extract<TenureEvent, { type: Type }> } => one.event.type === type,
    );
  return [
    ...refused(of('FormRefused').at(-1)?.event, events, context),
    ...postponedStory(events, context),
    ...requestStory(events, context),
    ...adoptionStory(events, context.show),
    ...policyStory(events),
    ...givingStory(events),
    ...accepted(events, context),
    ...gaps(events, context.show),
    ...leaveStory(events, context.show),
    ...announcedStory(events),
    ...keptStory(events, context.show),
    ...withdrawalStory(events, context),
    ...passedStory(events),
    ...waiting(events),
    ...lifted(events),
    ...disagreeing(events),
    ...done(events, context),
    ...takenOnTrust(events, context),
    ...exceptionsTold(events, context),
    ...reviewStory(events, context),
    ...of('CaseReopened')
      .slice(-1)
      .map(
        (): Block => ({
          block: 'panel',
          tone: 'info',
          text: [plain('Something about this case is open again.')],
        }),
      ),
    ...proof(events, context),
    ...erased(of('PersonErased').at(-1)?.event),
  ];
}

const plain = (text: string): Span => ({ text });
const strong = (text: string): Span => ({ text, style: 'strong' });
const code = (text: string): Span => ({ text, style: 'code' });

/** Whoever reads the issue learns what it no longer leads to; what stands on it is theirs to take. */
const erased = (event: Extract<TenureEvent, { type: 'PersonErased' }> | undefined): Block[] =>
  event === undefined
    ? []
    : [
        {
          block: 'panel',
          tone: 'info',
          text: [
            strong('Personal text erased. '),
            plain(
              `The names, addresses and reasons Tenure kept about this person are out of its store, by ${event.by}, as planned by ${event.plannedBy}. What stands on this issue is not Tenure’s to take.`,
            ),
          ],
        },
      ];

function refused(
  event: Extract<TenureEvent, { type: 'FormRefused' }> | undefined,
  events: readonly RecordedEvent[],
  { labels, show }: StoryContext,
): Block[] {
  if (event === undefined) return [];
  const since = events.slice(events.findLastIndex((one) => one.event === event) + 1);
  const answered = since.findIndex(({ event: { type } }) => type === 'FormAccepted' || type === 'FormPostponed');
  const again = contractAgain(answered < 0 ? since : since.slice(0, answered), show);
  const came = again === null ? 'Nothing was changed.' : `It lets nobody work on any more: ${again}`;
  return [
    {
      block: 'panel',
      tone: 'error',
      text: [strong('This form cannot be acted on yet. '), plain(`${came} Please correct:`)],
    },
    {
      block: 'list',
      items: event.problems.map(({ code: problem, field }) => {
        const { says, remedy } = formSentence(problem, field, labels);
        return [strong(says), plain(` ${remedy}`)];
      }),
    },
  ];
}

function accepted(events: readonly RecordedEvent[], context: StoryContext): Block[] {
  const acceptance = events.find(({ event }) => event.type === 'FormAccepted')?.event;
  if (acceptance?.type !== 'FormAccepted') return [];
  const given = events.flatMap(({ event }) => (event.type === 'GrantGiven' ? [event.grant] : []));
  const ended = events.flatMap(({ event }) => (event.type === 'GrantEnded' ? [event] : []));
  const longer = events.flatMap(({ event }) => (event.type === 'GrantReinstated' ? [event] : []));
  const engagement = events
    .flatMap(({ event }) =>
      event.type === 'EngagementOpened' || event.type === 'EngagementChanged' ? [event.engagement] : [],
    )
    .at(-1);
  const name = context.ledger.person?.profile;
  const until = engagement?.end == null ? 'open-ended' : `until ${context.show(engagement.end)}`;
  return [
    {
      block: 'panel',
      tone: 'info',
      text: [
        strong(name === undefined ? 'Accepted' : `${name.givenName} ${name.familyName}`),
        plain(
          engagement === undefined
            ? '. '
            : `: ${engagement.workerType} from ${engagement.begunBefore === true ? 'before ' : ''}${context.show(engagement.start)}, ${until}. `,
        ),
        plain('Decided under policy '),
        code(acceptance.policy.slice(0, 12)),
        plain('.'),
      ],
    },
    ...(given.length === 0
      ? []
      : [{ block: 'heading', text: 'Access that begins' } as const, grantTable(given, context)]),
    ...endTable('Access that ends', 'Ends', ended, context),
    ...endTable('Access that goes on', 'Until', longer, context),
  ];
}

/** Grants by the end they have now. */
function endTable(
  heading: string,
  column: string,
  moved: readonly { readonly grant: GrantId; readonly end: Instant | null }[],
  context: StoryContext,
): Block[] {
  if (moved.length === 0) return [];
  const rows = moved.map(({ grant: id, end }) => {
    const grant = context.ledger.grants.find((one) => one.id === id);
    return [
      [plain(grant === undefined ? id : holdName(grant, context))],
      groupSpans(grant?.groups ?? [], context),
      [plain(end === null ? 'while it applies' : context.show(end))],
    ];
  });
  return [
    { block: 'heading', text: heading },
    { block: 'table', head: ['Access', 'Groups', column], rows },
  ];
}

/** What shadow had held back; what came of it follows, read back. */
function lifted(events: readonly RecordedEvent[]): Block[] {
  return events.flatMap(({ event }): Block[] => {
    if (event.type !== 'ShadowLifted') return [];
    const many = event.changes.length === 1 ? '1 change is' : `${event.changes.length} changes are`;
    const text = [strong('No longer in shadow. '), plain(`${many} made that had been held back, by change set `)];
    return [{ block: 'panel', tone: 'info', text: [...text, code(event.changeSet), plain('.')] }];
  });
}

function grantTable(grants: readonly Grant[], context: StoryContext): Block {
  return {
    block: 'table',
    head: ['Access', 'Groups', 'Because', 'From', 'Until'],
    rows: grants.map((grant) => [
      [plain(holdName(grant, context))],
      groupSpans(grant.groups, context),
      [plain(because(grant))],
      [plain(context.show(startOf(grant)))],
      [plain(grant.end === null ? 'while it applies' : context.show(grant.end))],
    ]),
  };
}

const groupSpans = (groups: readonly GroupId[], { nameOf }: StoryContext): Span[] =>
  groups.flatMap((group, index) => [...(index > 0 ? [plain(', ')] : []), code(nameOf(group))]);

function waiting(events: readonly RecordedEvent[]): Block[] {
  const items = events.flatMap(({ event }): (readonly Span[])[] => {
    if (event.type === 'TaskRequested')
      return [[strong(event.title), plain(': a sub-task for a person holds this case open.')]];
    if (event.type !== 'LineWaiting') return [];
    return event.because === 'needs-decision'
      ? [[strong(event.line), plain(': asked for, waits for a decision. It is not part of this case’s proof.')]]
      : [[strong(event.line), plain(': not in the catalogue. Ask its owner to add it.')]];
  });
  return items.length === 0
    ? []
    : [
        { block: 'heading', text: 'For people' },
        { block: 'list', items },
      ];
}

function done(events: readonly RecordedEvent[], context: StoryContext): Block[] {
  const rows = resultRows(events, context);
  if (rows.length === 0) return [];
  const head = ['What', 'Where', 'Why', `Read back (${context.zone})`];
  // A leaver's rows need no reason each: the case is the reason.
  const bare = rows.every((row) => row[2]?.every(({ text }) => text === '') ?? true);
  const without = <Cell>(cells: readonly Cell[]) => cells.filter((_, column) => column !== 2);
  return [
    { block: 'heading', text: 'Done and read back' },
    bare ? { block: 'table', head: without(head), rows: rows.map(without) } : { block: 'table', head, rows },
  ];
}

/** Of an application nobody can look into from here: it stands beside what was read back, and never among it. */
function takenOnTrust(events: readonly RecordedEvent[], { isTakenOnTrust, titleOf, show }: StoryContext): Block[] {
  const items = events.flatMap(({ event }): (readonly Span[])[] =>
    event.type === 'TaskDone' && isTakenOnTrust(event.task)
      ? [[strong(titleOf(event.task)), plain(`: done by hand, closed by ${event.by} on ${show(event.closedAt)}.`)]]
      : [],
  );
  return items.length === 0
    ? []
    : [
        { block: 'heading', text: 'Accepted on a person’s word, not read back' },
        { block: 'list', items },
      ];
}

function proof(events: readonly RecordedEvent[], context: StoryContext): Block[] {
  const last = events.at(-1);
  const proved = events.filter(({ event }) => event.type === 'CaseProved').at(-1);
  if (last === undefined || proved?.event.type !== 'CaseProved') return [];
  const { items, accepted: risks } = proved.event;
  if (events.some(({ event }) => event.type === 'PolicyChangeShown')) return [];
  const words =
    items === 0
      ? 'Closed: nothing here is left to be read back'
      : risks === 0
        ? `Proved: all ${items} items were read back`
        : `Closed: ${items - risks} items read back, ${risks} accepted`;
  return [
    {
      block: 'panel',
      tone: 'success',
      text: [
        strong(`${words}.`),
        plain(` ${context.show(proved.at)}. Evidence up to event ${last.seq}, chain head `),
        code(last.hash.slice(0, 16)),
        plain('.'),
      ],
    },
  ];
}
