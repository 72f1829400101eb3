/** What time alone brings to a request, and what follows when whoever was asked is gone: each of it once. */
import { describe, expect, it } from 'vitest';
import { at, okta } from '../../../test/support/build.ts';
import { texts } from '../../../test/support/forms.ts';
import { typesOf } from '../../../test/support/given.ts';
import {
  ADMIN,
  askedOf,
  asking,
  asks,
  candidate,
  DAY,
  FACTS,
  force,
  HOUR,
  linesOf,
  MARA_ASKS,
  takesBack,
} from '../../../test/support/requests.ts';
import { groupName } from '../shared/ids.ts';
import { workOf } from './decide.ts';
import { NeverAtRest, progress } from './progress.ts';

const form = asks(ADMIN);
const ASKED = 5;
const first = asking().after(form, ASKED);
const given = first.said('tomasz', {}, 6).said('omar', {}, 7);
describe('nobody answers', () => {
  it('is said once after each time, then it is not given', () => {
    const looks = [4 * HOUR - 1, 4 * HOUR, 5 * HOUR, 24 * HOUR, 25 * HOUR, 7 * DAY, 8 * DAY];
    let now = first;
    const said = looks.map((later) => {
      const events = now.look(form, ASKED + later);
      now = now.and(events, ASKED + later);
      return typesOf(events);
    });
    expect(said).toEqual([
      [],
      ['QuestionReminded'],
      [],
      ['QuestionEscalated'],
      [],
      ['QuestionVoided', 'LineEnded'],
      [],
    ]);
    expect(linesOf(now)).toEqual(['1 vault:admin timed-out']);
  });

  it('who is above may answer then, and who was asked still may', () => {
    const passedOn = first.after(form, ASKED + DAY);
    expect(askedOf(passedOn)).toEqual(['tomasz', 'greta']);
    for (const by of ['tomasz', 'greta']) expect(passedOn.says(by, {}, ASKED + DAY + 1).ok).toBe(true);
  });

  it('each of these is an instant to look at', () => {
    expect(first.next(ASKED)).toBe(at(ASKED + 4 * HOUR));
    expect(first.next(ASKED + 4 * HOUR)).toBe(at(ASKED + DAY));
    expect(first.next(ASKED + DAY)).toBe(at(ASKED + 7 * DAY));
    expect(first.next(ASKED + 7 * DAY)).toBe(null);
  });
});

describe('who was asked is gone', () => {
  const withManagers = (...names: readonly string[]) => ({
    facts: { ...FACTS, managers: names.map((one) => candidate(one)) },
  });

  it('who has come in their place is asked', () => {
    const after = first.after(form, 6, withManagers('nora', 'greta'));
    expect(after.state.request.questions.map(({ isOpen }) => isOpen)).toEqual([false, true]);
    expect(askedOf(after)).toEqual(['nora']);
  });

  it('with nobody left to ask, a person hears of it, once', () => {
    const nobody = {
      facts: {
        ...FACTS,
        managers: [],
        named: new Map([
          ['omar@small.example', candidate('omar', { works: false })],
          ['dina@small.example', candidate('dina', { works: false })],
        ]),
      },
    };
    const after = first.after(form, 6, nobody);
    expect(after.state.exceptions).toMatchObject([{ kind: 'no-approver', detail: { line: '1' } }]);
    expect(after.look(form, 7, nobody)).toEqual([]);
    expect(askedOf(after.after(form, 8))).toEqual(['tomasz']);
  });

  it('of each line by itself, and it is settled of the one that somebody can be asked about', () => {
    const both = asks({ access: texts('Figma: editor', 'Vault: reader') });
    const nobody = { facts: { ...FACTS, managers: [], named: new Map() } };
    const noOwner = (gone: readonly string[]) =>
      new Map(gone.map((name) => [`${name}@small.example`, candidate(name, { works: false })]));
    const left = { facts: { ...nobody.facts, named: noOwner(['omar', 'dina']) } };
    const missed = asking().after(both, ASKED, left);
    const lines = missed.state.exceptions.map(({ kind, detail }) => `${kind} ${detail.line}`);
    expect(lines).toEqual(['no-approver 1', 'no-approver 2']);
    expect(missed.look(both, 6, left)).toEqual([]);
    // Dina stands in for the vault; Figma has no deputy.
    const found = missed.after(both, 7, { facts: { ...nobody.facts, named: noOwner(['omar']) } });
    expect(askedOf(found)).toEqual(['dina']);
    expect(found.state.exceptions.map(({ verdict }) => verdict)).toEqual([null, 'retry']);
  });

  it('of two who must agree, whoever named a delegate and the delegate are one who is left', () => {
    const production = asks({ access: 'Production', ticket: 'OPS-1' });
    const sam = candidate('sam', { delegates: [candidate('dora')] });
    const members = new Map([[groupName(okta, 'security'), [sam]]]);
    const open = asking().after(production, ASKED, { facts: { ...FACTS, members } });
    expect(askedOf(open)).toEqual(['sam', 'sven', 'dora']);
    const named = new Map([...FACTS.named, ['sven@small.example', candidate('sven', { works: false })]]);
    const gone = open.after(production, 6, { facts: { ...FACTS, members, named } });
    expect([askedOf(gone), gone.state.exceptions.map(({ kind }) => kind)]).toEqual([[], ['no-approver']]);
  });

  it('a group nobody can read at the moment is not taken for empty', () => {
    const console_ = asking().after(asks({ access: 'Production', ticket: 'OPS-1' }), ASKED);
    const unread = { facts: { ...FACTS, members: new Map() } };
    expect(console_.look(asks({ access: 'Production', ticket: 'OPS-1' }), 6, unread)).toEqual([]);
  });

  it('a stage that asks others by now is asked anew, whatever was agreed in its place', () => {
    const asksSven = 'ask: [{ person: sven@small.example }] }, { ask: [owner]';
    const otherwise = force({ requests: (text) => text.replace('ask: [manager] }, { ask: [owner]', asksSven) });
    expect(askedOf(first.after(form, 6, otherwise))).toEqual(['sven']);
    const both = first.said('tomasz', {}, 6).said('omar', {}, 7, otherwise);
    expect(linesOf(both)).not.toEqual(linesOf(given));
    expect(askedOf(both)).toEqual(['sven']);
  });

  it('what they agreed to before still counts', () => {
    const console_ = asking()
      .after(asks({ access: 'Production', ticket: 'OPS-1' }), ASKED)
      .said('sven', {}, 6);
    const gone = { facts: { ...FACTS, named: new Map([['sven@small.example', candidate('sven', { works: false })]]) } };
    expect(console_.look(asks({ access: 'Production', ticket: 'OPS-1' }), 7, gone)).toEqual([]);
    expect(linesOf(console_.said('sam', {}, 8, gone))).toEqual(['1 prod:console held']);
  });
});

describe('nobody was left to ask', () => {
  const away = (name: string) => candidate(name, { works: false, isAway: true });
  const nobody = {
    facts: {
      ...FACTS,
      managers: [away('tomasz')],
      named: new Map([
        ['omar@small.example', away('omar')],
        ['dina@small.example', away('dina')],
      ]),
    },
  };
  const stuck = asking().after(form, ASKED, nobody);

  it('until somebody is: they are asked, and no person has to settle it', () => {
    expect(stuck.state.exceptions).toMatchObject([{ kind: 'no-approver', verdict: null }]);
    const again = stuck.after(form, 6);
    expect(askedOf(again)).toEqual(['tomasz']);
    expect(again.state.exceptions).toMatchObject([{ kind: 'no-approver', verdict: 'retry' }]);
  });

  it('until it is taken back', () => {
    const back = stuck.after(takesBack(form), 6, nobody);
    expect(linesOf(back)).toEqual(['1 vault:admin withdrawn']);
    expect(back.state.exceptions).toMatchObject([{ kind: 'no-approver', verdict: 'retry' }]);
  });
});

describe('somebody who is asked names a delegate', () => {
  const passing = {
    facts: { ...FACTS, managers: [candidate('tomasz', { delegates: [candidate('dora')] }), candidate('greta')] },
  };
  const away = {
    facts: {
      ...FACTS,
      managers: [
        candidate('tomasz', { works: false, isAway: true, delegates: [candidate('dora')] }),
        candidate('greta'),
      ],
    },
  };

  it('who is asked too from then on, once', () => {
    const both = first.after(form, 6, passing);
    expect(askedOf(both)).toEqual(['tomasz', 'dora']);
    expect(both.look(form, 7, passing)).toEqual([]);
  });

  it('and goes on leave: the delegate still answers; back without one, they are asked alone', () => {
    const both = first.after(form, 6, passing);
    expect(both.look(form, 7, away)).toEqual([]);
    const revoked = both.after(form, 8, {
      facts: { ...FACTS, managers: [candidate('tomasz', { works: false, isAway: true }), candidate('greta')] },
    });
    expect(askedOf(revoked)).toEqual(['greta']);
  });
});

it('two rules that undo each other end in an error that names the line and the steps, and nobody', () => {
  let looks = 0;
  const { state, ledger } = first;
  const setting = {
    ledger,
    engagement: workOf({ ledger, now: at(6) }),
    requester: MARA_ASKS.names,
    ...force(),
    // Whoever has just been asked is never who is to be asked.
    get facts() {
      looks += 1;
      return { ...FACTS, managers: [candidate(looks % 2 === 0 ? 'tomasz' : 'nora')] };
    },
    now: at(6),
  };
  const says = /^line 1 of \S+ does not come to rest: (Question(Voided|Asked)(, )?){4}$/;
  expect(() => progress(state, setting)).toThrow(
    expect.objectContaining({ name: NeverAtRest.name, message: expect.stringMatching(says) }),
  );
});
