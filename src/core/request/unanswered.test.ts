/**
 * A provider that gives no answer holds back what it is asked for: what a form asks anew, and who is in a group. Reminders,
 * ends, time-outs and what is taken back do not wait for it.
 */
import { describe, expect, it } from 'vitest';
import { typesOf } from '../../../test/support/given.ts';
import {
  askedOf,
  asking,
  asks,
  DAY,
  edits,
  FACTS,
  HOUR,
  linesOf,
  MARA_ASKS,
  takesBack,
} from '../../../test/support/requests.ts';
import { connectionId, groupName } from '../shared/ids.ts';

describe('in which groups whoever asks is', () => {
  const nobodySays = { requester: { ...MARA_ASKS, groups: null } };
  const editor = asks({ access: 'Figma: editor' });
  const other = edits(editor, 20, { access: 'Vault: reader' });
  const asked = asking().after(editor, 5);

  it('is asked before an edit counts: until then it is as if nobody had edited anything', () => {
    expect(asked.look(other, 21, nobodySays)).toEqual([]);
    expect(linesOf(asked.after(other, 22))).toEqual(['1 figma:editor withdrawn', '2 vault:reader asked']);
  });

  it('holds back no reminder, no end of the time to answer, and nothing that is taken back', () => {
    expect(typesOf(asked.look(other, 5 + 4 * HOUR, nobodySays))).toEqual(['QuestionReminded']);
    expect(linesOf(asked.after(editor, 5 + 7 * DAY, nobodySays))).toEqual(['1 figma:editor timed-out']);
    expect(linesOf(asked.after(takesBack(editor), 30, nobodySays))).toEqual(['1 figma:editor withdrawn']);
  });
});

describe('who is in a group that is asked', () => {
  const security = groupName(connectionId('okta'), 'security');
  const unread = { facts: { ...FACTS, members: new Map(), unread: new Set([security]) } };
  const prod = asks({ access: 'Production', ticket: 'OPS-1' });

  it('is waited for: nobody is asked, and nobody is told that there is nobody to ask', () => {
    const waits = asking().after(prod, 5, unread);
    expect([linesOf(waits), askedOf(waits), waits.state.exceptions]).toEqual([['1 prod:console asked'], [], []]);
    expect(waits.look(prod, 6, unread)).toEqual([]);
    expect(askedOf(waits.after(prod, 7))).toEqual(['sam', 'sue', 'sven']);
  });

  it('takes nothing from those who were asked, and their time goes on', () => {
    const asked = asking().after(prod, 5);
    expect(asked.look(prod, 6, unread)).toEqual([]);
    expect(linesOf(asked.after(prod, 5 + 7 * DAY, unread))).toEqual(['1 prod:console timed-out']);
  });
});
