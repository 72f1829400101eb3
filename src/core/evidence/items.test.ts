import { describe, expect, it } from 'vitest';
import { emptyLedger, type PersonLedger } from '../grant/index.ts';
import type { Account, Engagement } from '../person/model.ts';
import {
  accountId,
  caseId,
  connectionId,
  engagementId,
  exceptionId,
  naturalKey,
  personId,
  providerAccountId,
} from '../shared/ids.ts';
import { instantOf } from '../shared/instant.ts';
import { type CaseState, newCase } from './caseState.ts';
import { overtakenEvents } from './closing.ts';
import { evolveCase, evolveCaseAll } from './evolveCase.ts';
import { isSettled, itemsOf } from './items.ts';

const at = (day: number) => instantOf(new Date(Date.UTC(2026, 0, day)));
const onboarding = caseId('jira', '1');
const offboarding = caseId('jira', '2');
const rehire = caseId('jira', '3');
const mara = personId('mara');

const engagement = (openedBy: typeof onboarding, from: number): Engagement => ({
  id: engagementId(`${openedBy}#e`),
  person: mara,
  workerType: 'employee',
  attributes: {},
  accountFrom: at(from),
  activeFrom: at(from),
  start: at(from),
  end: null,
  openedBy,
  endedBy: null,
  changedBy: openedBy,
});

const LINK = { kind: 'activation', to: [], taken: [], sentAt: null } as const;

const account: Account = {
  id: accountId('okta/mara'),
  person: mara,
  connection: connectionId('okta'),
  login: 'mara@small.example',
  providerId: providerAccountId('00u1'),
  origin: 'made',
  verified: 'active',
  verifiedAt: at(21),
  loweredByUs: null,
  intendedBy: onboarding,
};

/** Here from the 1st, gone on the 10th, back on the 20th, read back as open on the 21st. */
const back: PersonLedger = {
  ...emptyLedger,
  person: { id: mara, profile: { naturalKey: naturalKey('e1'), givenName: 'Mara', familyName: 'Lindt', workMail: '' } },
  engagements: [
    { ...engagement(onboarding, 1), end: at(10), endedBy: offboarding, changedBy: offboarding },
    engagement(rehire, 20),
  ],
  accounts: [account],
};

/** As it was by then: read back when the link was asked for, and again since they are back. */
const readBy = (ledger: PersonLedger, day: number): PersonLedger => ({
  ...ledger,
  accounts: [{ ...account, openedAt: at(day < 20 ? 2 : 21) }],
});

describe('the items of a case, once the person is back', () => {
  const left = { ...newCase(offboarding), kind: 'offboarding' as const, person: mara, accepted: true };

  it('keep the offboarding proved that was read back as closed', () => {
    expect(isSettled(itemsOf({ ...left, closed: [account.id] }, back, at(22)))).toBe(true);
  });

  it('leave the offboarding open that was never read back as closed', () => {
    expect(isSettled(itemsOf(left, back, at(22)))).toBe(false);
  });

  it('leave the first onboarding proved, although nobody had sent them the way in before they left', () => {
    const unsent = { ...LINK, notice: 'activation-1', askedAt: at(2) };
    const asked = {
      ...newCase(onboarding),
      kind: 'onboarding',
      person: mara,
      accepted: true,
      notices: [unsent],
    } as const;
    expect([5, 15, 22].map((day) => isSettled(itemsOf(asked, readBy(back, day), at(day))))).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('leave it proved also where the first link was asked for by a clock that stood ahead, and another one since', () => {
    const link = { ...LINK, askedAt: at(30) };
    const sent = { ...link, notice: 'activation-2', askedAt: at(21), sentAt: at(21) };
    const asked = (...notices: CaseState['notices']) =>
      isSettled(itemsOf({ ...newCase(rehire), kind: 'onboarding', accepted: true, notices }, back, at(22)));
    const first = { ...link, notice: 'activation-1' };
    expect([asked(first), asked(first, sent)]).toEqual([false, true]);
  });

  it('leave a change proved as well, whose link nobody had sent before they left', () => {
    const change = caseId('jira', '4');
    const unsent = { ...LINK, notice: 'activation-4', askedAt: at(2) };
    const asked = { ...newCase(change), kind: 'change', person: mara, accepted: true, notices: [unsent] } as const;
    const work = { ...engagement(onboarding, 1), end: at(10), changedBy: change };
    const changed = { ...back, engagements: [work, engagement(rehire, 20)] };
    expect([5, 15, 22].map((day) => isSettled(itemsOf(asked, readBy(changed, day), at(day))))).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('leave it to a named person to take the risk of what cannot be read any more, and ask once', () => {
    const raised = overtakenEvents(left, back, account, at(22));
    expect(raised).toMatchObject([{ type: 'ExceptionRaised', kind: 'closing-overtaken' }]);
    const asked = evolveCaseAll(left, raised, at(22));
    expect(overtakenEvents(asked, back, account, at(23))).toEqual([]);
    const [exception] = asked.exceptions;
    const verdict = { exception: exception?.id ?? exceptionId(''), verdict: 'accept', by: 'lea', at: at(23) } as const;
    const accepted = evolveCase(asked, { type: 'ExceptionSettled', ...verdict }, at(23));
    expect(itemsOf(accepted, back, at(24)).map(({ what, state }) => [what, state])).toEqual([
      ['closing', 'accepted'],
      ['exception', 'accepted'],
    ]);
    // The new work was taken back, and the account closed after all.
    const gone = { ...back, engagements: back.engagements.slice(0, 1) };
    const closed = { ...asked, closed: [account.id] };
    expect(overtakenEvents(closed, gone, account, at(24))).toMatchObject([{ verdict: 'retry' }]);
  });

  it.each<[string, PersonLedger, Partial<CaseState>]>([
    ['whose closing was read', back, { closed: [account.id] }],
    [
      'that still lies ahead',
      { ...back, engagements: [{ ...engagement(onboarding, 1), end: at(30), endedBy: offboarding }] },
      {},
    ],
    [
      'of somebody who never had an account',
      { ...back, accounts: [{ ...account, providerId: null, verified: null }] },
      {},
    ],
    ['that was kept for a hand-over', back, { hasKept: true, readShut: { [account.id]: at(10) } }],
    ['that was taken back', back, { withdrawn: 'end' }],
  ])('are not overtaken: an offboarding %s', (_, ledger, state) => {
    const [own = account] = ledger.accounts;
    expect(overtakenEvents({ ...left, ...state }, ledger, own, at(22))).toEqual([]);
  });

  it.each<[string, Partial<CaseState>]>([
    ['and was never read as stopped', { hasKept: true }],
    ['and was stopped before that end only', { hasKept: true, readShut: { [account.id]: at(9) } }],
    ['and was stopped, but not kept', { readShut: { [account.id]: at(10) } }],
  ])('are overtaken for an account that was in use again %s', (_, state) =>
    expect(overtakenEvents({ ...left, ...state }, back, account, at(22))).toMatchObject([
      { kind: 'closing-overtaken' },
    ]),
  );

  it.each(['suspended', 'active'] as const)('keep of a hand-over that the account was read as %s', (state) => {
    const read = {
      type: 'AccountVerified',
      account: account.id,
      providerId: providerAccountId('00u1'),
      state,
    } as const;
    const after = evolveCase({ ...left, hasKept: true }, { ...read, loweredByUs: null, at: at(11) }, at(11));
    expect(overtakenEvents(after, back, account, at(22))).toHaveLength(state === 'active' ? 1 : 0);
  });

  it('do not wait for the end of the new contract', () => {
    const contract = { ...back, engagements: back.engagements.map((one) => ({ ...one, end: one.end ?? at(90) })) };
    expect(itemsOf(left, contract, at(22))).toMatchObject([{ what: 'closing', state: 'pending' }]);
  });

  it('ask the new onboarding for the account, not the one that is over', () => {
    const reopening = { ...back, accounts: [{ ...account, verified: 'deactivated' as const }] };
    const first = { ...newCase(onboarding), kind: 'onboarding' as const, person: mara, accepted: true };
    expect(itemsOf(first, reopening, at(20))).toEqual([]);
    expect(itemsOf({ ...first, id: rehire }, reopening, at(20))).toEqual([
      { what: 'account', ref: account.id, state: 'pending' },
    ]);
  });
});

describe('a new login', () => {
  const renaming = caseId('jira', '4');
  const away = { case: caseId('jira', '5'), from: at(21), until: at(24) };
  const ledger: PersonLedger = {
    ...back,
    engagements: [{ ...engagement(onboarding, 1), changedBy: renaming, leaves: [away] }],
    accounts: [{ ...account, renameTo: 'mara.berg@small.example' }],
  };
  const asked = evolveCase(
    { ...newCase(renaming), kind: 'change', accepted: true },
    {
      type: 'LoginIntended',
      account: account.id,
      because: 'name-changed',
      personal: { login: 'mara.berg@small.example' },
    },
    at(22),
  );
  const accountItems = (state: CaseState, day: number, of = ledger) =>
    itemsOf(state, of, at(day)).flatMap(({ what, state: item }) => (what === 'account' ? [item] : []));

  it('waits while they are away, for the case that asked for it alone, and is proved after the return', () => {
    expect(accountItems(asked, 22)).toEqual(['later']);
    expect(accountItems({ ...newCase(onboarding), kind: 'onboarding', accepted: true }, 22)).toEqual([]);
    expect(accountItems(asked, 25)).toEqual(['pending']);
    const { renameTo: _, ...renamed } = { ...account, renameTo: '' };
    expect(accountItems(asked, 25, { ...ledger, accounts: [renamed] })).toEqual(['verified']);
  });

  it('that only a directory could give, and nobody waits for any more, is accepted and not proved', () => {
    const verdict = (given: 'accept' | 'retry') => ({
      ...asked,
      exceptions: [
        {
          id: exceptionId('x'),
          kind: 'login-awaited',
          group: null,
          account: null,
          detail: {},
          verdict: given,
          by: 'lea',
        },
      ],
    });
    expect(accountItems(verdict('accept'), 25)).toEqual(['accepted']);
    expect(accountItems(verdict('retry'), 25)).toEqual(['pending']);
  });
});

describe('applications on their way when a leave begins', () => {
  const away = { case: caseId('jira', '5'), from: at(21), until: at(24) };
  const ledger: PersonLedger = { ...back, engagements: [{ ...engagement(onboarding, 1), leaves: [away] }] };
  const check = { account: account.id, leaving: false, groups: [], until: at(30), holdsCase: true } as const;
  const begun = evolveCase(
    { ...newCase(onboarding), kind: 'onboarding', accepted: true },
    { type: 'AppCheckBegun', check: 'c', ...check, at: at(20) },
    at(20),
  );
  const saw = (state: 'waiting' | 'provisioned') =>
    evolveCase(
      begun,
      { type: 'AppsRead', check: 'c', account: account.id, apps: [{ app: 'a', name: 'A', state }], at: at(20) },
      at(20),
    );
  const applications = (state: CaseState, day: number) =>
    itemsOf(state, ledger, at(day)).flatMap(({ what, state: item }) => (what === 'application' ? [item] : []));

  it.each<[string, CaseState, readonly string[], readonly string[]]>([
    ['not looked at yet', begun, ['later'], ['pending']],
    ['not there yet', saw('waiting'), ['later'], ['pending']],
    ['there before', saw('provisioned'), ['verified'], ['verified']],
  ])('%s: nothing is proved by the leave, and it is looked for again after it', (_, state, during, after) => {
    expect([applications(state, 22), applications(state, 25)]).toEqual([during, after]);
  });
});

describe('an account kept after the end', () => {
  const leaving: CaseState = { ...newCase(offboarding), kind: 'offboarding', accepted: true };
  const closing = (
    work: Partial<Engagement>,
    seen: Account['verified'],
    again: readonly Engagement[] = [],
    state = leaving,
  ) => {
    const ended = { ...engagement(onboarding, 1), end: at(10), endedBy: offboarding, changedBy: offboarding, ...work };
    const ledger = { ...back, engagements: [ended, ...again], accounts: [{ ...account, verified: seen }] };
    return itemsOf(state, ledger, at(25))
      .filter(({ what }) => what === 'closing')
      .map((one) => one.state);
  };

  it.each<[string, Partial<Engagement>, Account['verified'], string]>([
    ['under a hold waits for a person, where it was never opened', { legalHold: true }, 'staged', 'waiting'],
    ['under a hold waits for a person, where another hand closed it', { legalHold: true }, 'deactivated', 'waiting'],
    ['under a hold and still open is to be stopped', { legalHold: true }, 'active', 'pending'],
    ['for a hand-over waits for its time', { handOverUntil: at(30) }, 'staged', 'later'],
  ])('%s', (_, work, seen, state) => expect(closing(work, seen)).toEqual([state]));

  it('is not to be closed once it is in use again: the offboarding does not wait for that, also with the hold lifted', () => {
    const kept = { ...engagement(onboarding, 1), end: at(10), endedBy: offboarding, legalHold: true } as const;
    const changed = evolveCase(leaving, { type: 'EngagementChanged', engagement: kept }, at(10));
    const held = { ...changed, readShut: { [account.id]: at(10) } };
    expect(closing({ legalHold: true }, 'active', [engagement(rehire, 20)], held)).toEqual([]);
    expect(closing({}, 'active', [engagement(rehire, 20)], held)).toEqual([]);
  });
});
