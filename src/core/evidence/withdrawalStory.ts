/** What the issue says of a case that was taken back, and of work that had ended and goes on. */
import type { Grant } from '../grant/model.ts';
import type { Engagement } from '../person/model.ts';
import type { Instant } from '../shared/instant.ts';
import type { Block, RecordedEvent, Span, TenureEvent } from './model.ts';
import { holdName, type StoryContext } from './storyContext.ts';

type Withdrawn = Extract<TenureEvent, { type: 'CaseWithdrawn' }>;

export function withdrawalStory(events: readonly RecordedEvent[], context: StoryContext): Block[] {
  const told = events.flatMap(({ event, at }): Block[] => {
    if (event.type === 'CaseWithdrawn') return taken(event, at, events, context);
    return event.type === 'EngagementChanged' && event.resumedAfter !== undefined
      ? [resumed(event.resumedAfter, context)]
      : [];
  });
  return [...told, ...givenAgain(events, context)];
}

function taken(event: Withdrawn, at: Instant, events: readonly RecordedEvent[], context: StoryContext): Block[] {
  const by = [strong('Withdrawn'), plain(`: the issue was moved to “${event.status}”. `)];
  return [
    { block: 'panel', tone: 'info', text: [...by, plain(effectOf(event, at, events, context))] },
    ...lost(event, context),
  ];
}

function effectOf(
  { undid, endStays }: Withdrawn,
  at: Instant,
  events: readonly RecordedEvent[],
  { show }: StoryContext,
): string {
  const again = contractAgain(events, show);
  if (endStays !== undefined) return allTheSame(endStays, at, show);
  const work = events.flatMap(({ event }) => (event.type === 'EngagementChanged' ? [event.engagement] : [])).at(-1);
  if (undid === 'nothing' && again !== null) return `Nothing it asked for was in effect. ${again}`;
  if (undid === 'nothing') return 'Nothing it asked for was in effect, so nothing was changed.';
  if (undid === 'leave') return 'The leave it had set is off.';
  if (undid === 'end') {
    const until = work?.end == null ? 'open-ended' : `until ${show(work.end)}`;
    const another = isCut(work) ? ': another offboarding stands' : '';
    return `The end it had set is taken back. The work goes on, ${until}${another}.`;
  }
  const begun = work?.end != null && work.start <= work.end;
  const when = begun ? `after it had begun on ${show(work.start)}` : 'before it began';
  const wrote = events.some(({ event }) => event.type === 'ProfileChanged')
    ? ' What this form had written about the person is as it was before, unless another form has said it since.'
    : '';
  return `The work ends now, ${when}. Whatever came with it is taken back, as for everybody who leaves.${wrote}`;
}

/** A change had held a contract's end off until its day, and does so no more; `null` = it had not. */
export function contractAgain(events: readonly RecordedEvent[], show: StoryContext['show']): string | null {
  const work = events.flatMap(({ event }) => (event.type === 'EngagementChanged' ? [event.engagement] : [])).at(-1);
  if (work?.end == null) return null;
  const own = work.endWithout?.end;
  if (!isCut(work) || own == null) return `The contract ends on ${show(work.end)} again.`;
  const sooner = own > work.end ? ` An offboarding ends the work on ${show(work.end)} all the same.` : '';
  return `The contract ends on ${show(own)} again.${sooner}`;
}

/** What it asked for made no difference in the end, or makes none any more. */
const allTheSame = (end: Instant, at: Instant, show: StoryContext['show']) =>
  end <= at
    ? `The work has ended on ${show(end)} all the same, so nothing was changed.`
    : `Another end stands: the work ends on ${show(end)} all the same.`;

const isCut = (work: Engagement | undefined) => work?.offboardings?.some(({ end }) => end !== null) === true;

function resumed(ended: Parameters<StoryContext['show']>[0], { show }: StoryContext): Block {
  return {
    block: 'panel',
    tone: 'warning',
    text: [
      plain('The work had ended on '),
      strong(show(ended)),
      plain(' and goes on from now. Between the two, access was closed. Tenure opens only what it had closed itself.'),
    ],
  };
}

/** What does not come back by itself, so that nobody waits for it. */
function lost({ lost: left }: Withdrawn, context: StoryContext): Block[] {
  if (left === undefined) return [];
  const named = (id: Grant['id']) => {
    const grant = context.ledger.grants.find((one) => one.id === id);
    return grant === undefined ? id : holdName(grant, context);
  };
  const items = [
    ...line('Its own end has passed meanwhile: ', left.expired.map(named)),
    ...line('Groups that nothing in the ledger explained: ', left.unexplained.map(context.nameOf)),
    ...line('Applications that had been assigned directly: ', left.directApps),
  ];
  if (items.length === 0) return [];
  return [
    { block: 'heading', text: 'Not given again by itself' },
    { block: 'list', items },
  ];
}

const line = (says: string, what: readonly string[]): (readonly Span[])[] =>
  what.length === 0 ? [] : [[plain(says), strong([...new Set(what)].join(', '))]];

function givenAgain(events: readonly RecordedEvent[], context: StoryContext): Block[] {
  const again = events.flatMap(({ event }) => {
    if (event.type !== 'GrantReinstated' || event.hadEnded !== true) return [];
    const grant = context.ledger.grants.find(({ id }) => id === event.grant);
    return grant === undefined ? [] : [grant];
  });
  if (again.length === 0) return [];
  return [
    { block: 'heading', text: 'Access that is given again' },
    {
      block: 'table',
      head: ['Access', 'Groups', 'Until'],
      rows: again.map((grant) => [
        [plain(holdName(grant, context))],
        grant.groups.flatMap((group, n): Span[] => [
          ...(n > 0 ? [plain(', ')] : []),
          { text: context.nameOf(group), style: 'code' },
        ]),
        [plain(grant.end === null ? 'while it applies' : context.show(grant.end))],
      ]),
    },
  ];
}

const plain = (text: string): Span => ({ text });
const strong = (text: string): Span => ({ text, style: 'strong' });
