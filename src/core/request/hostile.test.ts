/** Bad and hostile input of requests for access: each has a name, and changes nothing. */
import { describe, expect, it } from 'vitest';
import { joining, mara } from '../../../test/support/build.ts';
import type { Values } from '../../../test/support/forms.ts';
import { given, HIRED, OPENED } from '../../../test/support/given.ts';
import {
  ADMIN,
  type Around,
  asking,
  asks,
  benAsks,
  candidate,
  edits,
  FACTS,
  force,
  HOUR,
  MARA_ASKS,
  notAskedIn,
  takesBack,
} from '../../../test/support/requests.ts';
import { formSentence, lineRefusal } from '../evidence/index.ts';
import type { FormRefusal, LineRefusal } from '../evidence/model.ts';
import { connectionId, entitlementId, groupName, personId } from '../shared/ids.ts';

const MARKUP = '</p><script>alert(1)</script> [click](javascript:x) @here <!channel> <@U123> |'.repeat(400);
const protectedMara = () => {
  const { policy, rules } = force();
  const settings = { ...policy.settings, protected: { accounts: ['Mara.Lindt@small.example'], groups: [] } };
  return { policy: { ...policy, settings }, rules: { ...rules, settings } };
};

describe('a form nothing is asked about', () => {
  it.each<[string, Values, Around, FormRefusal]>([
    ['for less than nothing', { ...ADMIN, duration: '-1 hour' }, {}, 'unknown-value'],
    ['for ten years', { ...ADMIN, duration: '10 years' }, {}, 'unknown-value'],
    ['for ever', { ...ADMIN, duration: 'forever' }, {}, 'unknown-value'],
    ['for nonsense', { ...ADMIN, duration: '__proto__' }, {}, 'unknown-value'],
    ['for a number that is no number', { ...ADMIN, duration: '1e9h' }, {}, 'unknown-value'],
    ['with a reason of 30,000 characters of markup', { ...ADMIN, reason: MARKUP }, {}, 'too-long'],
    ['from a customer of the portal whom the directory does not know', ADMIN, { requester: null }, 'not-known-here'],
    ['from somebody who has left', ADMIN, { requester: { ...MARA_ASKS, works: false } }, 'not-known-here'],
    ['for nobody who is known', { ...ADMIN, forWhom: 'nobody@small.example' }, { person: null }, 'unknown-person'],
    ['for one of two people', { ...ADMIN, forWhom: 'both@small.example' }, { person: 'ambiguous' }, 'ambiguous-person'],
    [
      'for an account that is no person’s',
      { ...ADMIN, forWhom: 'robot@small.example' },
      { rules: withRobot() },
      'non-person-account',
    ],
    ['for an account out of reach', ADMIN, protectedMara(), 'protected-account'],
    [
      'for an account out of reach by one of its names',
      ADMIN,
      { ...protectedMara(), ledger: withLogin('m.lindt@small.example') },
      'protected-account',
    ],
  ])('%s', (_, values, around, code) => {
    const events = asking(around.ledger).look(asks(values), 5, around);
    expect(events.map(({ type }) => type)).toEqual(['CaseOpened', 'FormRefused']);
    expect(events[1]).toMatchObject({ problems: [{ code }] });
    expect(formSentence(code, 'forWhom', { forWhom: 'For whom' }).remedy).not.toBe('');
  });
});

function withLogin(login: string) {
  const { ledger } = asking();
  return { ...ledger, accounts: ledger.accounts.map((one) => ({ ...one, login })) };
}

function withRobot() {
  const { rules } = force();
  return { ...rules, isNonPerson: (name: string | null | undefined) => name === 'robot@small.example' };
}

describe('a line nobody is asked about', () => {
  it.each<[string, Values, Around, LineRefusal]>([
    ['for no time at all', { ...ADMIN, duration: '0 hours' }, {}, 'no-duration'],
    ['for ten years, in weeks', { ...ADMIN, duration: '520 weeks' }, {}, 'too-long'],
    ['for as long as the work', { ...ADMIN, duration: 'permanent' }, {}, 'too-long'],
    [
      'asked for on another request that waits',
      ADMIN,
      { askedElsewhere: [entitlementId('vault', 'admin')] },
      'asked-elsewhere',
    ],
    ['of an application nobody has sanctioned', { ...ADMIN, access: '<b>Vault</b>: admin' }, {}, 'not-in-catalogue'],
  ])('%s', (_, values, around, because) => {
    const events = asking().look(asks(values), 5, around);
    expect(notAskedIn(events)).toEqual([because]);
    expect(events.some(({ type }) => type === 'QuestionAsked' || type === 'GrantGiven')).toBe(false);
    expect(lineRefusal(because)).toMatch(/\.$/);
  });
});

describe('nobody decides for themselves', () => {
  const okta = connectionId('okta');
  const own = candidate('sam', { names: ['sam@small.example', 'mara.lindt@small.example'] });
  const twin = candidate('tomasz', { names: ['tomasz@small.example', 'MARA@old.example'] });
  const named = new Map([...FACTS.named, ['omar@small.example', candidate('omar', { names: MARA_ASKS.names })]]);
  it.each<[string, Values, Around, readonly string[]]>([
    [
      'as their own manager, by an older address',
      ADMIN,
      { facts: { ...FACTS, managers: [twin, candidate('greta')] } },
      ['greta'],
    ],
    ['as the owner, who has their address', ADMIN, { facts: { ...FACTS, managers: [], named } }, ['dina']],
    [
      'by a group they are in',
      { access: 'Production: console', ticket: 'OPS-1' },
      { facts: { ...FACTS, members: new Map([[groupName(okta, 'security'), [own, candidate('sue')]]]) } },
      ['sue', 'sven'],
    ],
    [
      'as whoever asks for somebody else',
      ADMIN,
      { requester: { ...MARA_ASKS, person: mara, names: ['tomasz@small.example'] } },
      ['greta'],
    ],
    [
      'as whom somebody else asks for',
      ADMIN,
      {
        requester: { ...MARA_ASKS, person: mara, names: ['ben@small.example'] },
        facts: { ...FACTS, managers: [candidate('mara.lindt'), candidate('greta')] },
      },
      ['greta'],
    ],
  ])('%s', (_, values, around, expected) => {
    const events = asking().look(asks(values, benAsks), 5, around);
    const mails = events.flatMap((event) => (event.type === 'QuestionAsked' ? event.personal.approvers : []));
    expect(mails.map(({ mail }) => mail.replace('@small.example', ''))).toEqual(expected);
  });
});

describe('while it is asked about', () => {
  const form = asks(ADMIN);
  const before = asking().after(form, 5);

  it('a field another hand sets changes nothing', () => {
    const edited = edits(form, 6, { duration: '24h' }, benAsks);
    expect(before.look(edited, 6)).toEqual([
      expect.objectContaining({ type: 'FormRefused', problems: [{ code: 'unauthorised-edit', field: 'duration' }] }),
    ]);
  });

  it('and what time brings goes on beside it', () => {
    const edited = edits(form, 6, { duration: '24h' }, benAsks);
    const events = before.look(edited, 5 + 4 * HOUR).map(({ type }) => type);
    expect(events).toEqual(['FormRefused', 'QuestionReminded']);
  });

  it('nobody else is put in the place of whom it was asked for', () => {
    const other = edits(form, 6, { forWhom: 'ben@small.example' });
    expect(before.look(other, 6, { person: personId('ben') })).toEqual([
      expect.objectContaining({ type: 'FormRefused', problems: [{ code: 'person-changed', field: 'forWhom' }] }),
    ]);
  });

  it('an issue that was accepted as another kind of case asks for nothing', () => {
    const hired = given(HIRED, OPENED);
    expect(asking(hired.ledger, hired.caseOf(joining)).look(form, 6)).toEqual([
      expect.objectContaining({ type: 'FormRefused', problems: [{ code: 'kind-changed', field: null }] }),
    ]);
    // Nor is it one that is taken back.
    expect(asking(hired.ledger, hired.caseOf(joining)).look(takesBack(form), 6)).toEqual([
      expect.objectContaining({ type: 'FormRefused', problems: [{ code: 'kind-changed', field: null }] }),
    ]);
  });
});
