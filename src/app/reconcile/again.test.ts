import { describe, expect, it } from 'vitest';
import { caseId, changeSetId, connectionId, groupId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { later } from '../world.ts';
import { nearer } from './again.ts';
import type { HeldChange } from './run.ts';

const at = '2026-03-02T08:00:00.000Z' as Instant;
const minutesOn = (minutes: number) => later(at, minutes * 60_000);
const held: HeldChange = {
  change: { type: 'remove-member', group: groupId(connectionId('okta'), 'a'), for: caseId(connectionId('jira'), '1') },
  changeSet: changeSetId('set'),
  origin: 'policy',
  limit: 'removalsPerHour',
};

describe('where a part of a plan is held', () => {
  it.each([
    ['what was refused is tried in its own time, though the stop is looked at in an hour', 60, 5, 5],
    ['nothing is looked at sooner than a minute after', 60, 0.1, 1],
    ['what waits for longer is looked at with what is held', 4, 5, 4],
  ])('%s', (_, heldFor, waits, expected) => {
    expect(nearer({ heldUntil: minutesOn(heldFor), braked: [], at }, minutesOn(waits))).toBe(minutesOn(expected));
  });

  it('by the brake: the rest is looked at in its own time', () => {
    expect(nearer({ heldUntil: minutesOn(10), braked: [held], at }, minutesOn(0.1))).toBe(minutesOn(0.1));
  });

  it('or nothing else waits, or nothing is held', () => {
    expect(nearer({ heldUntil: minutesOn(10), braked: [], at }, null)).toBe(minutesOn(10));
    expect(nearer({ heldUntil: null, braked: [], at }, minutesOn(5))).toBe(minutesOn(5));
    expect(nearer({ heldUntil: null, braked: [], at }, null)).toBeNull();
  });
});
