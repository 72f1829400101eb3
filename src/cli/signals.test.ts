import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { endAsked } from './signals.ts';

it('a process that is asked to end does so in order, and asked a second time at once, by whichever signal', async () => {
  const heard = new EventEmitter();
  const exits: number[] = [];
  const ended = endAsked({ on: (signal, work) => heard.on(signal, work), exit: (code) => void exits.push(code) });
  heard.emit('SIGTERM');
  await ended;
  expect(exits).toEqual([]);
  heard.emit('SIGINT');
  heard.emit('SIGTERM');
  expect(exits).toEqual([130, 143]);
});
