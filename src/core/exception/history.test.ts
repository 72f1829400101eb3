import { describe, expect, it } from 'vitest';
import { at, group, joining } from '../../../test/support/build.ts';
import type { RecordedEvent, TenureEvent } from '../evidence/model.ts';
import { exceptionId } from '../shared/ids.ts';
import { exceptionHistory, ownersIn } from './history.ts';

const [first, other, second] = [exceptionId('1'), exceptionId('2'), exceptionId('3')];
const raised = (exception: typeof first, of = 'eng'): TenureEvent => ({
  type: 'ExceptionRaised',
  exception,
  kind: 'provider-refused',
  group: group(of),
});
const asked = (notice: string): TenureEvent => ({
  type: 'NoticeRequested',
  notice,
  kind: 'exception',
  personal: { to: ['it@small.example'] },
});
const sent = (notice: string, minute: number): TenureEvent => ({
  type: 'NoticeSent',
  notice,
  messageId: notice,
  at: at(minute),
});
const settled = (exception: typeof first, minute: number): TenureEvent => ({
  type: 'ExceptionSettled',
  exception,
  verdict: 'retry',
  by: 'sue',
  at: at(minute),
  personal: { reason: 'mended' },
});
const handed = (minute: number): TenureEvent => ({
  type: 'ExceptionHandedOver',
  exception: second,
  to: 'roles.accept',
  by: 'sue',
  notice: 'handed-over-1',
  at: at(minute),
  personal: { reason: 'hers', told: ['ann@small.example'] },
});
const escalated = (minute: number): TenureEvent => ({
  type: 'ExceptionEscalated',
  exception: second,
  step: 2,
  notice: 'waits-1',
  at: at(minute),
  personal: { told: ['ann@small.example'] },
});

const stream = (...told: readonly (readonly [number, TenureEvent])[]): readonly RecordedEvent[] =>
  told.map(([minute, event], index) => ({
    stream: joining,
    seq: index + 1,
    position: index + 1,
    at: at(minute),
    event,
    hash: '',
  }));

const all = stream(
  [1, raised(first)],
  [1, raised(other, 'sales')],
  [1, asked('exception-2')],
  [2, sent('exception-2', 2)],
  [3, settled(first, 3)],
  [4, raised(second)],
  [4, asked('exception-3')],
  [5, sent('exception-3', 5)],
  [6, handed(6)],
  [7, sent('handed-over-1', 7)],
  [8, escalated(8)],
);
const lines = (id: typeof first, events = all) =>
  exceptionHistory(id, events).moments.map(({ exception, what, by, to, said }) =>
    [exception, what, by, to.join(), said].filter((word) => word !== null && word !== '').join(' '),
  );

describe('the history of an exception', () => {
  it('is what was tried before, who was told, whose it became and how it ended', () => {
    expect(lines(second, [...all, ...stream([9, settled(second, 9)])])).toEqual([
      '1 raised',
      '1 told it@small.example',
      '1 settled sue retry',
      '3 raised',
      '3 told it@small.example',
      '3 handed-over sue roles.accept',
      '3 told ann@small.example',
      '3 escalated ann@small.example',
      '3 settled sue retry',
    ]);
  });

  it('says who had a mail that was refused for others, and who had it later', () => {
    const partly: TenureEvent = {
      ...{ type: 'NoticePartlySent', notice: 'waits-1', messageId: 'waits-1', at: at(2) },
      personal: { to: ['ann@small.example'] },
    };
    const both: TenureEvent = {
      ...{ type: 'ExceptionEscalated', exception: first, step: 1, notice: 'waits-1', at: at(1) },
      personal: { told: ['ann@small.example', 'bob@small.example'] },
    };
    const told = stream([1, raised(first)], [1, both], [2, partly], [3, sent('waits-1', 3)]);
    expect(lines(first, told).slice(2)).toEqual(['1 told ann@small.example', '1 told bob@small.example']);
  });

  it('has nothing of another trouble in the same stream, and nothing of what came later', () => {
    expect(lines(other)).toEqual(['2 raised', '2 told it@small.example']);
    expect(lines(first)).toEqual(['1 raised', '1 told it@small.example', '1 settled sue retry']);
  });

  it('says whose it is and how often others were told', () => {
    expect(exceptionHistory(second, all)).toMatchObject({ owner: 'roles.accept', passed: 2 });
    expect(exceptionHistory(first, all)).toMatchObject({ owner: null, passed: 0 });
    expect([...ownersIn(all)]).toEqual([[second, 'roles.accept']]);
  });
});
