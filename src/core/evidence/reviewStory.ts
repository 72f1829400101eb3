/** For whom and to what a review asks, on the issue of the adoption that access was taken over by. */
import type { Block, RecordedEvent, Span, TenureEvent } from './model.ts';
import type { StoryContext } from './storyContext.ts';

const plain = (text: string): Span => ({ text });
const code = (text: string): Span => ({ text, style: 'code' });

export function reviewStory(events: readonly RecordedEvent[], context: StoryContext): Block[] {
  return events.flatMap(({ event }): Block[] => {
    if (event.type !== 'ExceptionRaised') return [];
    const listed = events.flatMap(({ event: one }) =>
      one.type === 'ReviewListed' && one.exception === event.exception ? [one] : [],
    );
    const more = Number(event.detail?.accesses ?? 0) - listed.length;
    if (listed.length === 0) return [];
    return [
      { block: 'heading', text: 'Access to look at' },
      {
        block: 'table',
        head: ['Person', 'Application', 'Groups', 'Since'],
        rows: listed.map((one) => row(one, context)),
      },
      ...(more > 0
        ? [
            {
              block: 'paragraph',
              text: [plain(`And ${more} more. What somebody holds and why: `), code('tenure explain PERSON')],
            } as const,
          ]
        : []),
    ];
  });
}

function row(
  { person, personal, applications, groups, since }: Extract<TenureEvent, { readonly type: 'ReviewListed' }>,
  { nameOf, show }: StoryContext,
): readonly (readonly Span[])[] {
  return [
    [plain(personal?.name ?? person)],
    [plain(applications.join(', '))],
    groups.flatMap((group, index) => [...(index > 0 ? [plain(', ')] : []), code(nameOf(group))]),
    [plain(`${since.kind === 'before' ? 'before ' : ''}${show(since.at)}`)],
  ];
}
