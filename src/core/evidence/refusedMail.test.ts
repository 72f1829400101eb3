/** A mail that was refused and that a person has let be: nothing waits for it, unlike for one that is tried again. */
import { describe, expect, it } from 'vitest';
import { emptyLedger } from '../grant/index.ts';
import { caseId, exceptionId } from '../shared/ids.ts';
import { instantOf } from '../shared/instant.ts';
import { newCase } from './caseState.ts';
import { evolveCaseAll } from './evolveCase.ts';
import { isSettled, itemsOf } from './items.ts';
import type { TenureEvent, Verdict } from './model.ts';
import { isMailing } from './refusedMail.ts';

const NOW = instantOf(new Date(Date.UTC(2026, 0, 5)));
const on = caseId('jira', '1');
const requested: TenureEvent = {
  ...{ type: 'NoticeRequested', notice: 'activation-1', kind: 'activation' },
  personal: { to: ['mara@home.example'] },
};
const refused = (n: number, notice = 'activation-1'): TenureEvent => ({
  ...{ type: 'ExceptionRaised', exception: exceptionId(`${on}!${n}`), kind: 'mail-refused', detail: { notice } },
});
const settled = (n: number, verdict: Verdict): TenureEvent => ({
  ...{ type: 'ExceptionSettled', exception: exceptionId(`${on}!${n}`), verdict, by: 'ines', at: NOW },
});
const waits = (...events: readonly TenureEvent[]) => {
  const state = evolveCaseAll(newCase(on), [requested, ...events], NOW);
  return [isMailing(state), !isSettled(itemsOf(state, emptyLedger, NOW))];
};

describe('a case whose mail was refused', () => {
  it.each<[string, readonly TenureEvent[]]>([
    ['is tried again by itself', [refused(1)]],
    ['a person has tried again', [refused(1), settled(1, 'retry')]],
    ['is refused again', [refused(1), settled(1, 'retry'), refused(2)]],
    ['stands, while another one is let be', [refused(1, 'day-one-1'), settled(1, 'ignore')]],
  ])('waits for it where it %s', (_, events) => expect(waits(...events)).toEqual([true, true]));

  it.each<Verdict>(['ignore', 'accept'])('waits for it no more where a person says %s', (verdict) =>
    expect(waits(refused(1), settled(1, 'retry'), refused(2), settled(2, verdict))).toEqual([false, false]),
  );
});
