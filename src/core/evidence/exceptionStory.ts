/** What needed a person, and what they said, as panels on the issue. */
import type { Block, RecordedEvent, Span } from './model.ts';
import { exceptionSentence } from './sentences.ts';
import type { StoryContext } from './storyContext.ts';

export function exceptionsTold(events: readonly RecordedEvent[], context: StoryContext): Block[] {
  return events.flatMap(({ event }): Block[] => {
    if (event.type === 'ExceptionSettled') {
      return [
        {
          block: 'panel',
          tone: 'info',
          text: [
            ...(event.verdict === 'accept'
              ? [strong('Accepted, not proved. '), plain('The remaining risk was taken by '), strong(event.by)]
              : [plain('Settled by '), strong(event.by), plain(`: ${event.verdict}`)]),
            ...(event.verdict === 'accept' ? [plain(` on ${context.show(event.at)}`)] : []),
            ...(event.personal === undefined ? [] : [plain(', because: '), quoted(event.personal.reason)]),
            plain('.'),
          ],
        },
      ];
    }
    if (event.type === 'ExceptionHandedOver') {
      return [
        {
          block: 'panel',
          tone: 'info',
          text: [
            plain('Exception '),
            code(event.exception),
            plain(' was handed over to '),
            strong(event.to),
            plain(' by '),
            strong(event.by),
            ...(event.personal === undefined ? [] : [plain(', because: '), quoted(event.personal.reason)]),
            plain('.'),
          ],
        },
      ];
    }
    if (event.type !== 'ExceptionRaised') return [];
    const { says, remedy } = exceptionSentence(event.kind);
    const detail = Object.entries(event.detail ?? {}).map(([name, value]) => `${name}: ${value}`);
    const about = event.group === undefined ? [] : [code(context.nameOf(event.group)), plain(' ')];
    return [
      {
        block: 'panel',
        tone: 'warning',
        text: [
          ...about,
          strong(says),
          plain(` ${remedy}`),
          ...(detail.length === 0 ? [] : [plain(` (${detail.join('; ')})`)]),
          ...(event.personal === undefined ? [] : [plain(' The provider says: '), quoted(event.personal.detail)]),
          plain(' Exception '),
          code(event.exception),
          plain('.'),
        ],
      },
    ];
  });
}

const plain = (text: string): Span => ({ text });
const strong = (text: string): Span => ({ text, style: 'strong' });
const quoted = (text: string): Span => ({ text: `“${text}”`, style: 'emphasis' });
const code = (text: string): Span => ({ text, style: 'code' });
