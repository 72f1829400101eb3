/** What stays behind when somebody leaves: an account to be handed over, data under a hold, what others answer for now. */
import type { Block, RecordedEvent, Span } from './model.ts';
import type { StoryContext } from './storyContext.ts';

const plain = (text: string): Span => ({ text });
const strong = (text: string): Span => ({ text, style: 'strong' });

/** Access is closed, and something is left to stand for a time. */
export function keptStory(events: readonly RecordedEvent[], show: StoryContext['show']): Block[] {
  const last = events.flatMap(({ event }) => (event.type === 'EngagementChanged' ? [event.engagement] : [])).at(-1);
  const panel = (title: string, text: string): Block => ({
    block: 'panel',
    tone: 'info',
    text: [strong(title), plain(text)],
  });
  return [
    ...(last?.handOverUntil === undefined
      ? []
      : [
          panel(
            'Hand-over. ',
            `After the end the sign-in is stopped and the access goes; the account itself is closed on ${show(last.handOverUntil)}, or once the sub-task is closed.`,
          ),
        ]),
    ...(last?.legalHold === true
      ? [
          panel(
            'Legal hold. ',
            'After the end the sign-in is stopped and the groups go. What deletes data waits until the hold is taken off every form that asks for one: the account is not closed, and applications assigned directly stay.',
          ),
        ]
      : []),
  ];
}

/** Why it did not wait for a person, though it was one of more than usual. */
export const announcedStory = (events: readonly RecordedEvent[]): Block[] =>
  events.flatMap(({ event }): Block[] => {
    if (event.type !== 'TerminationAnnounced') return [];
    const many = event.people === 1 ? 'the 1 termination' : `the ${event.people} terminations`;
    const text = [
      strong('Announced. '),
      plain(`One of ${many} that ${event.by} had announced: it passed the rate by that.`),
    ];
    return [{ block: 'panel', tone: 'info', text }];
  });

/** What somebody answered for, and who does from now on. */
export function passedStory(events: readonly RecordedEvent[]): Block[] {
  const rows = events.flatMap(({ event }) => {
    if (event.type !== 'PlacePassed') return [];
    const who = event.personal.to.length === 0 ? 'nobody' : event.personal.to.join(', ');
    const as = event.to === 'deputy' ? ' (deputy)' : event.to === 'manager' ? ' (manager)' : '';
    return [[[plain(event.says)], [event.to === 'nobody' ? strong(who) : plain(`${who}${as}`)]]];
  });
  if (rows.length === 0) return [];
  return [
    { block: 'heading', text: 'Answered for by others from now on' },
    { block: 'table', head: ['What', 'Who answers'], rows },
  ];
}
