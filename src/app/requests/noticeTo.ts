/** Whom a mail about a request still goes to, where somebody is told by the desk already and the company wants one of both. */
import type { CaseNotice, CaseState } from '../../core/evidence/index.ts';
import type { RecordedEvent } from '../../core/evidence/model.ts';
import type { Settings } from '../../core/policy/model.ts';
import { noticeAbout } from '../../core/request/index.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { Desk } from '../../ports/desk.ts';
import type { Reader } from '../../ports/store.ts';
import { cardKey } from '../desk/scene.ts';
import { later } from '../world.ts';

/** What is asked of the world. */
interface Asked {
  readonly store: { readonly read: Pick<Reader, 'deskCards' | 'now'> };
  readonly desk: Pick<Desk, 'connection'> | null;
}

/** What the desk has not put before somebody by then, a mail does. Milliseconds. */
const DESK_PATIENCE = 2 * 60_000;

export async function stillToTell(
  { store, desk }: Asked,
  { mail }: Pick<Settings, 'mail'>,
  { state, stream }: { readonly state: CaseState; readonly stream: readonly RecordedEvent[] },
  { notice, to }: CaseNotice,
): Promise<{ readonly to: readonly string[] } | { readonly again: Instant }> {
  const { question } = noticeAbout(state, notice);
  const isEither = mail.requests?.approvers === 'unless-desk';
  if (!isEither || desk === null || question === null) return { to };
  const cards = await store.read.deskCards(state.id);
  const there = new Set(cards.flatMap(({ key, place }) => (place === null ? [] : [key])));
  const left = to.filter((mail) => !there.has(cardKey(desk.connection, state.id, question.id, mail)));
  const asked = stream.find(({ event }) => event.type === 'NoticeRequested' && event.notice === notice)?.at;
  const patience = later(asked ?? question.askedAt, DESK_PATIENCE);
  const now = await store.read.now();
  return left.length > 0 && now < patience ? { again: patience } : { to: left };
}
