/** What is before somebody's eyes, and where on it something they name is. */
import { isObject, type Json, type JsonObject, listOf, textOf } from '../../kit/json.ts';
import type { FormValues, Message, User, View } from '../model.ts';
import type { Workspace } from '../workspace.ts';
import type { Spot } from './payloads.ts';
import { elementsOf, initialValues, type Placed } from './values.ts';

/** Which of several elements of one name is meant. */
export interface Where {
  readonly in?: 'modal' | 'home' | 'message';
  readonly blockId?: string;
  /** A button's `value`. */
  readonly value?: string;
  readonly channel?: string;
  readonly ts?: string;
}

export interface Found {
  readonly spot: Spot;
  readonly placed: Placed;
}

/** Oldest first. */
export function messagesFor({ conversations }: Workspace, user: User): readonly Message[] {
  return conversations
    .of(user.id)
    .flatMap(({ messages }) => messages)
    .filter(({ onlyFor }) => onlyFor === undefined || onlyFor === user.id)
    .toSorted((a, b) => (a.ts < b.ts ? -1 : 1));
}

/** All words in a message, a modal or a Home tab, as somebody reads them. */
export function wordsOf(value: Json | undefined): string {
  if (!isObject(value))
    return listOf(value)
      .map(wordsOf)
      .filter((words) => words !== '')
      .join('\n');
  const own = textOf(value.text);
  const inside = Object.entries(value)
    .filter(([name]) => name !== 'text' || own === undefined)
    .map(([, inner]) => (typeof inner === 'object' ? wordsOf(inner ?? undefined) : ''));
  return [own ?? '', ...inside].filter((words) => words !== '').join('\n');
}

/** A modal hides everything behind it; otherwise the newest message comes first, then the Home tab. */
export function find(workspace: Workspace, user: User, actionId: string, where: Where = {}): Found {
  for (const spot of spotsFor(workspace, user, where)) {
    const placed = elementsOf(blocksOf(spot)).find(
      (one) =>
        one.actionId === actionId &&
        (where.blockId === undefined || one.blockId === where.blockId) &&
        (where.value === undefined || one.element.value === where.value),
    );
    if (placed !== undefined) return { spot, placed };
  }
  throw new Error(`${user.name} sees nothing called ${actionId}`);
}

export const blocksOf = (spot: Spot): readonly Json[] =>
  spot.kind === 'view' ? listOf(spot.view.spec.blocks) : spot.message.blocks;

function spotsFor(workspace: Workspace, user: User, where: Where): readonly Spot[] {
  const modal = workspace.views.top(user.id);
  const place = where.in ?? (where.ts === undefined && modal !== undefined ? 'modal' : undefined);
  const home = workspace.views.home(user.id);
  const views = (view: View | undefined): readonly Spot[] => (view === undefined ? [] : [{ kind: 'view', view }]);
  if (place === 'modal') return views(modal);
  if (place === 'home') return views(home);
  const messages = messagesFor(workspace, user)
    .filter(({ ts, channel }) => (where.ts ?? ts) === ts && (where.channel ?? channel) === channel)
    .toReversed()
    .flatMap((message): readonly Spot[] => {
      const conversation = workspace.conversations.get(message.channel);
      return conversation === undefined ? [] : [{ kind: 'message', conversation, message }];
    });
  return place === 'message' ? messages : [...messages, ...views(home)];
}

/** What somebody has chosen there so far. */
export function valuesIn({ messageForms }: Workspace, user: User, spot: Spot): FormValues {
  if (spot.kind === 'view') return spot.view.values;
  const key = `${user.id} ${spot.message.channel} ${spot.message.ts}`;
  const values = messageForms.get(key) ?? initialValues(spot.message.blocks);
  messageForms.set(key, values);
  return values;
}

export const valuesObject = (values: FormValues): JsonObject =>
  Object.fromEntries([...values].map(([block, actions]) => [block, Object.fromEntries(actions)]));
