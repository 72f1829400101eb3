/** A mail to an approver beside the desk: at once, only where the desk has not asked them, or as the company says. */
import { expect, it } from 'vitest';
import { at } from '../../../test/support/build.ts';
import { ADMIN, asking, asks, force } from '../../../test/support/requests.ts';
import { connectionId } from '../../core/shared/ids.ts';
import type { DeskCardRow } from '../../ports/deskRows.ts';
import { cardKey } from '../desk/scene.ts';
import { stillToTell } from './noticeTo.ts';

const slack = connectionId('slack');
const { state } = asking().after(asks(ADMIN), 5);
const TOMASZ = 'tomasz@small.example';
const asked = {
  notice: 'asked:1-1.1',
  kind: 'access-asked',
  to: [TOMASZ],
  askedAt: at(0),
  sentAt: null,
  taken: [],
} as const;
const { settings } = force().policy;

const card = (isThere: boolean): DeskCardRow => ({
  key: cardKey(slack, state.id, '1-1', TOMASZ),
  case: state.id,
  question: '1-1',
  user: null,
  place: isThere ? { channel: 'D1', message: '1.1' } : null,
  triedSince: at(5),
  stands: null,
  heldBy: null,
  trouble: null,
});

const tells = (minute: number, cards: readonly DeskCardRow[], approvers: 'always' | 'unless-desk' = 'unless-desk') =>
  stillToTell(
    {
      desk: { connection: slack },
      store: { read: { deskCards: () => Promise.resolve(cards), now: () => Promise.resolve(at(minute)) } },
    },
    { mail: { ...settings.mail, requests: { approvers, people: 'always' } } },
    { state, stream: [] },
    asked,
  );

it.each<[string, ReturnType<typeof tells>, object]>([
  ['waits for the desk at first', tells(6, [card(false)]), { again: at(7) }],
  ['goes where the desk has not asked in time', tells(7, [card(false)]), { to: [TOMASZ] }],
  ['goes where the desk knows nothing of it', tells(7, []), { to: [TOMASZ] }],
  ['is not sent beside a card that is there', tells(6, [card(true)]), { to: [] }],
  ['goes beside it where the company says so', tells(6, [card(true)], 'always'), { to: [TOMASZ] }],
])('a mail to an approver %s', async (_, told, expected) => expect(await told).toEqual(expected));
