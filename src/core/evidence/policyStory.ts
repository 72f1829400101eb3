/** A policy change as people read it on its issue: what it is, what it would change for whom, and what became of it. */
import type { Block, RecordedEvent, Span, TenureEvent } from './model.ts';

type Shown = Extract<TenureEvent, { readonly type: 'PolicyChangeShown' }>;

/** An issue is no place for a table of thousands of rows: the rest is in the files. */
const MOST_CHANGES = 60;

const plain = (text: string): Span => ({ text });
const strong = (text: string): Span => ({ text, style: 'strong' });
const code = (text: string): Span => ({ text, style: 'code' });
const short = (hash: string) => hash.slice(0, 12);

export function policyStory(events: readonly RecordedEvent[]): Block[] {
  const isFirst = events.some(({ event }) => event.type === 'CaseOpened');
  const shown = events.flatMap(({ event }) => (event.type === 'PolicyChangeShown' ? [event] : []));
  const [first] = shown;
  return [
    ...(isFirst && first !== undefined ? plan(first) : []),
    ...shown.flatMap((event) => (event.recounts === undefined ? [outcome(event)] : [recounted(event), outcome(event)])),
  ];
}

function plan({ version, previous, author, commit, commitBy, changes, people, gains, losses, hash }: Shown): Block[] {
  const rest = changes.length - MOST_CHANGES;
  return [
    { block: 'heading', text: 'A new policy' },
    {
      block: 'paragraph',
      text: [
        plain('Version '),
        code(short(version)),
        plain(' after '),
        code(short(previous)),
        plain(`, by ${author}`),
        ...(commit === undefined ? [] : [plain(', from commit '), code(commit)]),
        ...(commitBy === undefined ? [] : [plain(` by ${commitBy}`)]),
        plain('.'),
      ],
    },
    {
      block: 'list',
      items: [
        ...changes.slice(0, MOST_CHANGES).map((line) => [plain(line)]),
        ...(rest > 0 ? [[plain(`and ${rest} more`)]] : []),
      ],
    },
    {
      block: 'paragraph',
      text: [
        plain('Counted before anything changed: '),
        strong(`${people} people, ${gains} gained, ${losses} lost`),
        plain('. Items '),
        code(short(hash)),
        plain('.'),
      ],
    },
  ];
}

const recounted = ({ people }: Shown): Block => ({
  block: 'paragraph',
  text: [plain(`${people} of them were not what was counted any more, and were counted anew.`)],
});

function outcome({ state, by, because, changeSet, hash, applied }: Shown): Block {
  switch (state) {
    case 'held':
      return {
        block: 'panel',
        tone: 'warning',
        text: [
          strong('Held: nothing of it is in force. '),
          plain(
            `${because.join('; ')}. Waits for a confirmation by somebody with the right to it, who is not the author: `,
          ),
          code(`tenure confirm ${changeSet} --hash ${short(hash)}`),
        ],
      };
    case 'applying':
      return { block: 'panel', tone: 'info', text: [strong('In force'), plain(`${agreed(by)}. It is being applied.`)] };
    case 'done':
      return {
        block: 'panel',
        tone: 'success',
        text: [
          strong('In force and applied'),
          plain(`${agreed(by)}: ${applied} people changed. What was read back is on their own cases.`),
        ],
      };
    case 'rejected':
      return {
        block: 'panel',
        tone: 'info',
        text: [strong('Rejected'), plain(` by ${by ?? 'nobody named'}. Nothing of it took effect.`)],
      };
  }
}

const agreed = (by: string | null) => (by === null ? ' (within the limits, nobody had to agree)' : `, agreed by ${by}`);

/** The same as a line of the timeline. */
export const policyChangeWords = ({ state, version, people, by }: Shown): string =>
  `policy ${short(version)} is ${state === 'done' || state === 'applying' ? 'in force' : state}, ${people} people${by === null ? '' : `, by ${by}`}`;
