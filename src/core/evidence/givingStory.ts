/** What is given by a decision beside the rules, as people read it on the issue it comes from. */
import { unreachable } from '../shared/outcome.ts';
import type { Block, RecordedEvent, Span, TenureEvent } from './model.ts';

type Shown = Extract<TenureEvent, { readonly type: 'GivingShown' }>;

const plain = (text: string): Span => ({ text });
const strong = (text: string): Span => ({ text, style: 'strong' });
const code = (text: string): Span => ({ text, style: 'code' });

export const givingStory = (events: readonly RecordedEvent[]): Block[] =>
  events.flatMap(({ event }) => (event.type === 'GivingShown' ? [told(event)] : []));

function told(event: Shown): Block {
  return event.about === undefined ? missing(event) : widened(event, event.about);
}

/** Groups that were added to entitlements: the owner's question, and what became of it. */
function widened(event: Shown, { entitlements }: NonNullable<Shown['about']>): Block {
  const { people, gains, changeSet, hash, because, applied, decidedBy } = event;
  const what = `Groups added to ${entitlements.join(', ')}`;
  const by = event.by ?? decidedBy ?? 'nobody named';
  const command = code(`tenure confirm ${changeSet} --hash ${hash.slice(0, 12)}`);
  switch (event.state) {
    case 'held':
      return {
        block: 'panel',
        tone: 'warning',
        text: [
          strong(`${what}: ${people} people who were given this before would gain ${gains}. `),
          ...(decidedBy === undefined
            ? [
                plain('They keep what they were given until the owner of the application, or the deputy, decides: '),
                command,
                plain(', or the same with '),
                code('--verdict reject'),
                plain(' to leave them as they are.'),
              ]
            : [plain(`${decidedBy} has decided to give it, and it is held: ${because.join('; ')}. `), command]),
        ],
      };
    case 'applying':
      return {
        block: 'panel',
        tone: 'info',
        text: [
          strong(`${what}: decided by ${decidedBy ?? by}`),
          plain(`, ${people} people gain ${gains}. It is being applied.`),
        ],
      };
    case 'done':
      return {
        block: 'panel',
        tone: 'success',
        text: [
          strong(`${what}: given to ${applied} of ${people} people`),
          plain(`, decided by ${decidedBy ?? by}. What was read back is on their own cases.`),
        ],
      };
    case 'rejected':
      return {
        block: 'panel',
        tone: 'info',
        text: [
          strong(`${what}: left as they are, by ${by}. `),
          plain('Whoever was given this before keeps what it meant then.'),
        ],
      };
    default:
      return unreachable(event.state);
  }
}

function missing(event: Shown): Block {
  const { people, gains, author, hash, because, applied } = event;
  const by = event.by ?? 'nobody named';
  switch (event.state) {
    case 'held':
      return {
        block: 'panel',
        tone: 'warning',
        text: [
          strong(`What was missing: ${people} people would gain ${gains}. `),
          plain(
            `Listed by ${author}, and nothing of it is added yet: ${because.join('; ')}. Confirm exactly this list: `,
          ),
          code(`tenure adopt --confirm-missing ${hash.slice(0, 12)}`),
        ],
      };
    case 'applying':
      return {
        block: 'panel',
        tone: 'info',
        text: [
          strong(`What was missing: decided by ${by}`),
          plain(`, ${people} people gain ${gains}. It is being applied.`),
        ],
      };
    case 'done':
      return {
        block: 'panel',
        tone: 'success',
        text: [
          strong(`What was missing: applied for ${applied} of ${people} people`),
          plain(`, decided by ${by}. What was read back is in their own records.`),
        ],
      };
    case 'rejected':
      return {
        block: 'panel',
        tone: 'info',
        text: [strong(`What was missing: rejected by ${by}. `), plain('Nothing of it was added.')],
      };
    default:
      return unreachable(event.state);
  }
}

/** The same as a line of the timeline. */
export const givingWords = ({ about, state, people, gains, by }: Shown): string =>
  `${about === undefined ? 'what was missing' : `added to ${about.entitlements.join(', ')}`}, ${people} people gain ${gains}: ${state}${by === null ? '' : `, by ${by}`}`;
