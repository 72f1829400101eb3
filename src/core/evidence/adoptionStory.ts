/** An adoption as people read it on its issue: what was found, what was confirmed, what became of it. */
import { unreachable } from '../shared/outcome.ts';
import { adoptionSentence } from './adoptionSentences.ts';
import type { AdoptionSetAside, Block, RecordedEvent, Span, TenureEvent } from './model.ts';

type Show = (at: Extract<TenureEvent, { readonly type: 'AdoptionListed' }>['at']) => string;

const plain = (text: string): Span => ({ text });
const strong = (text: string): Span => ({ text, style: 'strong' });
const code = (text: string): Span => ({ text, style: 'code' });

export function adoptionStory(events: readonly RecordedEvent[], show: Show): Block[] {
  const last = <Type extends TenureEvent['type']>(type: Type) =>
    events.findLast(
      (one): one is RecordedEvent & { event: Extract<TenureEvent, { type: Type }> } => one.event.type === type,
    )?.event;
  const listed = last('AdoptionListed');
  const confirmed = last('AdoptionConfirmed');
  const done = last('AdoptionDone');
  return [
    ...(listed === undefined ? [] : list(listed, confirmed === undefined, show)),
    ...(confirmed === undefined
      ? []
      : [
          {
            block: 'panel',
            tone: 'info',
            text: [
              plain('Confirmed by '),
              strong(confirmed.by),
              plain(`: exactly the list `),
              code(confirmed.hash.slice(0, 12)),
              plain(`, read once more on ${show(confirmed.at)} and unchanged.`),
            ],
          } as const,
        ]),
    ...(done === undefined ? [] : taken(done, events)),
  ];
}

function list(
  { scope, counts, hash, by, at, policy }: Extract<TenureEvent, { type: 'AdoptionListed' }>,
  waits: boolean,
  show: Show,
): Block[] {
  const row = (what: string, count: number, means: string) => [[plain(what)], [strong(String(count))], [plain(means)]];
  return [
    { block: 'heading', text: 'What is there already' },
    {
      block: 'paragraph',
      text: [
        plain(`Listed by ${by} on ${show(at)}, of `),
        strong(scopeWords(scope)),
        plain(', under policy '),
        code(policy.slice(0, 12)),
        plain('. Nothing was changed at the provider, and nothing will be by confirming.'),
      ],
    },
    {
      block: 'table',
      head: ['Accounts', '', 'What confirming does'],
      rows: [
        row('Matched to a person', counts.matched, 'the person and their work enter the ledger'),
        row('Known', counts.known, 'ours already; only new access is taken over'),
        row('Out of reach', counts.outOfReach, 'never touched: protected, or an administrator'),
        row('Findings', counts.findings, 'left exactly as they are; see below'),
      ],
    },
    {
      block: 'table',
      head: ['Memberships', '', 'What confirming does'],
      rows: [
        row('Explained', counts.explained, 'a row of the reference table gives it: held as birthright'),
        row('Adopted', counts.adopted, 'no row gives it: held with a date on which it is looked at again'),
        row('Owned elsewhere', counts.ownedElsewhere, 'a rule or a directory decides it: named, and left to its owner'),
        row('Findings', counts.membershipFindings, 'left exactly as they are'),
        row('Missing', counts.missing, 'a row gives it and it is not there: named, and not added'),
      ],
    },
    ...findings(counts.reasons),
    ...(waits
      ? [
          {
            block: 'panel',
            tone: 'warning',
            text: [
              plain('Waits for a confirmation by somebody with the right to it, who has not made the list: '),
              code(`tenure adopt --confirm ${hash.slice(0, 12)}`),
              plain('. Every line is in the attached table.'),
            ],
          } as const,
        ]
      : []),
  ];
}

function findings(reasons: Readonly<Record<string, number>>): Block[] {
  const found = Object.entries(reasons);
  if (found.length === 0) return [];
  return [
    { block: 'heading', text: 'What a person should look at' },
    {
      block: 'list',
      items: found.map(([reason, count]) => {
        const { says, remedy } = adoptionSentence(reason);
        return [strong(`${count} × `), plain(says), plain(` ${remedy}`)];
      }),
    },
  ];
}

function taken(
  { adopted, setAside }: Extract<TenureEvent, { type: 'AdoptionDone' }>,
  events: readonly RecordedEvent[],
) {
  const reasons = new Map<AdoptionSetAside, number>();
  for (const { event } of events) {
    if (event.type === 'AdoptionSetAside') reasons.set(event.because, (reasons.get(event.because) ?? 0) + 1);
  }
  const aside: Block[] =
    setAside === 0
      ? []
      : [
          {
            block: 'list',
            items: [...reasons].map(([because, count]) => [strong(`${count} × `), plain(asideWords(because))]),
          },
        ];
  const text = [
    strong(`${adopted} people taken over.`),
    plain(
      ' Nothing was written at the provider. Their records are attached; what happens from now on is on their own cases.',
    ),
  ];
  return [{ block: 'panel', tone: 'success', text } as const, ...aside];
}

function asideWords(because: AdoptionSetAside): string {
  switch (because) {
    case 'registered-since':
      return 'set aside: somebody with this key was onboarded in the meantime.';
    case 'person-gone':
      return 'set aside: the person was erased in the meantime.';
    case 'account-taken':
      return 'set aside: the login belongs to another person of the ledger.';
    case 'other-account':
      return 'set aside: the person has another account here in the meantime.';
    case 'has-left':
      return 'set aside: the person has left in the meantime.';
    default:
      return unreachable(because);
  }
}

function scopeWords(scope: Extract<TenureEvent, { type: 'AdoptionListed' }>['scope']): string {
  switch (scope.kind) {
    case 'connection':
      return `everything at ${scope.connection}`;
    case 'application':
      return `${scope.application} at ${scope.connection}`;
    case 'department':
      return `${scope.department} at ${scope.connection}`;
    default:
      return unreachable(scope);
  }
}
