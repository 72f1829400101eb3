/** What is given by a decision beside the rules, as people read it on the adoption's issue. */
import { unreachable } from '../shared/outcome.ts';
import type { Block, RecordedEvent, Span, TenureEvent } from './model.ts';

type Shown = Extract<TenureEvent, { readonly type: 'GivingShown' }>;

const plain = (text: string): Span => ({ text });
const strong = (text: string): Span => ({ text, style: 'strong' });
const code = (text: string): Span => ({ text, style: 'code' });

export const givingStory = (events: readonly RecordedEvent[]): Block[] =>
  events.flatMap(({ event }) => (event.type === 'GivingShown' ? [told(event)] : []));

function told(event: Shown): Block {
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
export const givingWords = ({ state, people, gains, by }: Shown): string =>
  `what was missing, ${people} people gain ${gains}: ${state}${by === null ? '' : `, by ${by}`}`;
