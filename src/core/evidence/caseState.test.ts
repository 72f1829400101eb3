import { describe, expect, it } from 'vitest';
import { caseId } from '../shared/ids.ts';
import { instantOf } from '../shared/instant.ts';
import { newCase } from './caseState.ts';
import { evolveCaseAll } from './evolveCase.ts';
import type { TenureEvent } from './model.ts';

const at = instantOf(new Date(0));
const requested = { type: 'TaskRequested', task: 'badge', about: 'hardware', title: 'Badge' } as const;
const done = { type: 'TaskDone', task: 'badge', by: 'aisha', closedAt: at, at } as const;
const filed = { type: 'TaskFiled', task: 'badge', issue: '10', key: 'PEO-10' } as const;
const badgeAfter = (...events: readonly TenureEvent[]) =>
  evolveCaseAll(newCase(caseId('jira', '1')), [requested, ...events], at).tasks[0];

describe('a task noted as filed only after', () => {
  it('it was closed stays closed', () =>
    expect(badgeAfter(done, filed)).toMatchObject({ state: 'done', key: 'PEO-10' }));

  it('it was dropped stays dropped', () =>
    expect(badgeAfter({ type: 'TaskDropped', task: 'badge' }, filed)).toMatchObject({ state: 'dropped' }));
});
