/** Whoever presses at the desk has an answer within its three seconds, also where what they did cannot be written down. */
import { afterEach, expect, it, vi } from 'vitest';
import { deskHandler } from '../../src/app/desk/index.ts';
import type { World } from '../../src/app/world.ts';
import { deskUser, testDesk } from '../support/desk.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('is asked to press once more where the store takes nothing', async () => {
  vi.useFakeTimers();
  const store = { transaction: () => new Promise(() => {}) };
  const world = { store, engine: { giveWay: () => {} }, freshId: () => 'one' } as unknown as World;
  const handle = deskHandler(world, testDesk(() => true).desk);
  const answered = vi.fn();
  const by = deskUser('tomasz.nowak@acme.example');
  const press = { kind: 'press', by, action: 'question.approve', token: 'token', place: null } as const;
  void handle({ ...press, formTicket: 'ticket', replyTicket: null }).then(answered);
  await vi.advanceTimersByTimeAsync(2_999);
  expect(answered).toHaveBeenCalledWith({ kind: 'busy' });
});
