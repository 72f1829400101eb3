/** Access given back: by whoever asked or holds it, wherever they say so; and nobody else ends it. */
import { describe, expect, it } from 'vitest';
import { at } from '../../../test/support/build.ts';
import { texts } from '../../../test/support/forms.ts';
import { typesOf } from '../../../test/support/given.ts';
import { type Asking, asking, asks, edits, linesOf, MARA_ASKS } from '../../../test/support/requests.ts';
import { type GiveBackRefusal, giveBackLine } from './giveBack.ts';

const form = asks({ access: texts('Figma: editor', 'Vault: reader') });
const asked = asking().after(form, 5);
const held = asked.said('tomasz', { about: '1' }, 6);

const HERS = MARA_ASKS.names;
const gives = ({ state, ledger }: Asking, by: string, line = '1', onlyOpen = false) =>
  giveBackLine(state, line, { names: [by], channel: 'slack', onlyOpen }, { ledger, theirs: HERS, now: at(10) });
const back = (before: Asking, by: string, line?: string) => {
  const outcome = gives(before, by, line);
  return outcome.ok ? before.and(outcome.value, 10) : before;
};

describe('given back', () => {
  it('it ends now, and the record says by whom and where', () => {
    const outcome = gives(held, 'mara.lindt@small.example');
    expect(outcome.ok && outcome.value).toMatchObject([
      { type: 'GrantEnded', end: at(10) },
      { type: 'LineEnded', because: 'given-back', channel: 'slack', personal: { by: 'mara.lindt@small.example' } },
    ]);
    expect(linesOf(back(held, 'mara.lindt@small.example'))).toEqual([
      '1 figma:editor given-back',
      '2 vault:reader asked',
    ]);
  });

  it('before it is decided, it is not asked for any more', () => {
    const outcome = gives(asked, 'mara@old.example', '2');
    expect(outcome.ok && typesOf(outcome.value)).toEqual(['QuestionVoided', 'LineEnded']);
    expect(linesOf(back(asked, 'mara@old.example', '2'))).toEqual(['1 figma:editor asked', '2 vault:reader withdrawn']);
  });

  it('where only what is asked for is meant, what has been given meanwhile stays', () => {
    expect(gives(asked, 'mara.lindt@small.example', '2', true).ok).toBe(true);
    expect(gives(held, 'mara.lindt@small.example', '1', true)).toEqual({ ok: false, refusal: 'given-meanwhile' });
    const over = back(held, 'mara.lindt@small.example');
    expect(gives(over, 'mara.lindt@small.example', '1', true)).toEqual({ ok: false, refusal: 'not-held' });
  });

  it('stays so, whatever is edited beside it on the form', () => {
    const edited = edits(form, 20, { reason: 'Something else' });
    for (const [before, line] of [
      [held, '1'],
      [asked, '2'],
    ] as const) {
      const after = back(before, 'mara.lindt@small.example', line).after(edited, 20);
      expect(after.state.request.lines.filter(({ id }) => id === line).map(({ ended }) => ended)).not.toContain(null);
      expect(
        after.state.request.lines
          .filter(({ id, ended }) => id > '2' && ended === null)
          .map(({ entitlement }) => entitlement),
      ).not.toContain(line === '1' ? 'figma:editor' : 'vault:reader');
    }
  });

  it.each<[string, string, Asking, string, GiveBackRefusal]>([
    ['by whoever approved it', 'tomasz@small.example', held, '1', 'not-yours'],
    ['by anybody else', 'ben@small.example', held, '1', 'not-yours'],
    ['twice', 'mara.lindt@small.example', back(held, 'mara.lindt@small.example'), '1', 'not-held'],
    ['where there is no such line', 'mara.lindt@small.example', held, '7', 'not-held'],
  ])('not %s', (_, by, before, line, refusal) => expect(gives(before, by, line)).toEqual({ ok: false, refusal }));
});
