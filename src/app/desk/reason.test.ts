/** A reason that is longer than any form takes is refused in its field, on every form that asks for one. */
import { expect, it } from 'vitest';
import { deskUser, testDesk } from '../../../test/support/desk.ts';
import type { World } from '../world.ts';
import { deskHandler } from './index.ts';

const MARKUP = '<!channel> *all* [~accountid:1] ';
const handle = deskHandler(
  { engine: { giveWay: () => {} }, log: { error: () => {}, warn: () => {} } } as unknown as World,
  testDesk().desk,
);
const hands = (name: string, verdict: string, reason: string) =>
  handle({
    ...{ kind: 'form', by: deskUser('ada@acme.example'), name, token: 'token', fields: ['reason'] },
    answers: { verdict, to: 'U1', reason },
  });

it.each([
  ['question.refuse', ''],
  ['question.decide', 'refuse'],
  ['question.decide', 'approve'],
  ['emergency.justified', ''],
  ['emergency.not-justified', ''],
  ['exception.settle', 'restore'],
  ['exception.retry', ''],
  ['exception.hand-over', ''],
])('of 30,000 characters, in the form of %s, with “%s”', async (name, verdict) => {
  expect(await hands(name, verdict, MARKUP.repeat(1_000))).toEqual({
    kind: 'wrong',
    fields: { reason: 'Say it in 2000 characters.' },
  });
});
