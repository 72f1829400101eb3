/** What is ticked on the form of somebody's work: asked about as a request would be, and holding back nothing. */
import { describe, expect, it } from 'vitest';
import { at, group, joining, theCase } from '../../../test/support/build.ts';
import { given as givenCases, HIRED, OPENED, only, typesOf } from '../../../test/support/given.ts';
import {
  type Asking,
  askedOf,
  asking,
  candidate,
  DAY,
  FACTS,
  force,
  linesOf,
  MARA_ASKS,
  notAskedIn,
} from '../../../test/support/requests.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { startOf } from '../grant/index.ts';
import type { Engagement } from '../person/model.ts';
import { personId, policyVersion } from '../shared/ids.ts';
import { milliseconds } from '../shared/instant.ts';
import { decideTicked, type TickedLook } from './ticked.ts';

/** Writing the wiki is low risk, and decided by policy all the same: at once. */
const RULES = force({
  catalogue: (text) => text.replace('[wiki-writers], risk: low', '[wiki-writers], risk: low, onForm: ask'),
});
const hired = givenCases(HIRED, OPENED);
const HANA = { ...MARA_ASKS, person: personId('hana'), names: ['hana@small.example'] };
const ACCEPTED: TenureEvent = {
  type: 'FormAccepted',
  digest: 'd1',
  policy: RULES.policy.version,
  personal: { notify: [] },
};
/** Mara's onboarding, as it stands after the form. */
const start = (work: Partial<Engagement> = {}): Asking =>
  asking(
    { ...hired.ledger, engagements: hired.ledger.engagements.map((one) => ({ ...one, ...work })) },
    hired.caseOf(joining),
  );

type Edit = Partial<Omit<TickedLook, 'now' | 'lines'>>;
const look = ({ state, ledger }: Asking, lines: readonly string[], minute: number, edit: Edit = {}) =>
  decideTicked({
    state,
    ledger,
    decided: [ACCEPTED],
    lines,
    until: null,
    requester: HANA,
    standIns: [],
    askers: [],
    facts: FACTS,
    askedElsewhere: [],
    ...RULES,
    ...edit,
    now: at(minute),
  });
const ticks = (before: Asking, lines: readonly string[], minute: number, edit: Edit = {}): Asking => {
  const events = [...(edit.decided ?? [ACCEPTED]), ...look(before, lines, minute, edit)];
  return before.and(events, minute);
};
const starts = ({ ledger, state }: Asking) =>
  state.request.lines.flatMap(({ grant: id }) => ledger.grants.flatMap((one) => (one.id === id ? [startOf(one)] : [])));

const whom = (event: TenureEvent) =>
  event.type === 'QuestionEscalated' || event.type === 'QuestionAsked'
    ? event.personal.approvers.map(({ mail }) => mail)
    : [];
const HOURS_12 = milliseconds(12 * 3_600_000);
const SOON = { accountFrom: at(3 * DAY), activeFrom: at(3 * DAY), start: at(4 * DAY) };

describe('ticked on an onboarding form', () => {
  it('each line is answered by itself', () => {
    const lines = ['Figma: editor', 'Wiki', 'Attic: key', 'Nothing known'];
    expect(notAskedIn(look(start(), lines, 5))).toEqual(['no-rule']);
    const after = ticks(start(), lines, 5);
    expect([...linesOf(after), ...askedOf(after)]).toEqual(['1 figma:editor asked', '2 wiki:writer held', 'tomasz']);
  });

  it('the form is the reason, and its issue the ticket', () => {
    const after = ticks(start(), ['Vault: admin', 'Production'], 5);
    expect(after.state.request.lines.map(({ asked }) => asked.personal)).toMatchObject([
      { reason: 'Ticked on the form', ticket: after.state.issue?.key, askedBy: HANA.names },
      { askedBy: HANA.names },
    ]);
  });

  it('begins when the account is there, and what is risky on the first day', () => {
    const asked = ticks(start(SOON), ['Wiki', 'Vault: admin'], 5);
    const word = { about: '2' };
    const after = asked.said('tomasz', word, 6).said('omar', word, 7);
    expect(starts(after)).toEqual([SOON.accountFrom, SOON.start]);
  });

  it('begins with the first day where it is held by the hour: none of its time is used up before', () => {
    const asked = ticks(start(SOON), ['Figma: editor'], 5).said('tomasz', { duration: HOURS_12 }, 6);
    expect(starts(asked)).toEqual([SOON.start]);
    expect(look(asked, ['Figma: editor'], 7, { decided: [] })).toEqual([]);
  });

  it('moves with the first day', () => {
    const asked = ticks(start(SOON), ['Wiki'], 5);
    const later = { accountFrom: at(5 * DAY), activeFrom: at(5 * DAY), start: at(6 * DAY) };
    const [work] = asked.ledger.engagements;
    if (work === undefined) throw new Error('nobody is hired');
    const moved: TenureEvent = { type: 'EngagementChanged', engagement: { ...work, ...later } };
    const after = ticks(asked, ['Wiki'], 10, { decided: [ACCEPTED, moved] });
    expect([linesOf(after), starts(after)]).toEqual([['1 wiki:writer held'], [later.accountFrom]]);
    expect(look(after, ['Wiki'], 11, { decided: [] })).toEqual([]);
  });

  it('keeps what its role has come to mean for it when it moves with the first day', () => {
    const asked = ticks(start(SOON), ['Wiki'], 5);
    const [held] = asked.ledger.grants.filter(({ cause }) => cause === 'request');
    const [work] = asked.ledger.engagements;
    if (work === undefined || held === undefined) throw new Error('nobody is hired');
    const more = { groups: [group('wiki-drafts')], policy: policyVersion('next'), changeSet: null };
    const wider = asked.and([{ type: 'GrantWidened', grant: held.id, ...more }], 8);
    const moved: TenureEvent = {
      type: 'EngagementChanged',
      engagement: { ...work, start: at(6 * DAY), accountFrom: at(5 * DAY) },
    };
    const after = ticks(wider, ['Wiki'], 10, { decided: [ACCEPTED, moved] });
    const { groups, policy } = after.ledger.grants.at(-1) ?? {};
    expect([groups, policy]).toEqual([[...held.groups, ...more.groups].sort(), more.policy]);
  });

  it('ends when the form says, or sooner where policy does', () => {
    const until = (minute: number) => {
      const after = ticks(start(), ['Wiki'], 5, { until: at(minute) });
      return after.ledger.grants.at(-1)?.end;
    };
    expect(until(2 * DAY)).toBe(at(2 * DAY));
    const asked = ticks(start(), ['Figma: editor'], 5, { until: at(30 * DAY) }).said('tomasz', {}, 6);
    expect(asked.ledger.grants.at(-1)?.hold?.for).toBe(DAY * 60_000);
  });

  it('is asked about once, however often the form is read', () => {
    const after = ticks(start(), ['Figma: editor', 'Attic: key'], 5);
    expect(look(after, ['Figma: editor', 'Attic: key'], 6, { decided: [] })).toEqual([]);
    expect(look(after, ['Figma: editor', 'Attic: key'], 6)).toEqual([]);
  });

  it('is not asked for otherwise by another end of the work, which it follows', () => {
    const asked = ticks(start(), ['Figma: editor', 'Wiki'], 5).said('tomasz', { duration: HOURS_12 }, 6);
    const [work] = asked.ledger.engagements;
    if (work === undefined) throw new Error('nobody is hired');
    const shorter: TenureEvent = { type: 'EngagementChanged', engagement: { ...work, end: at(90 * DAY) } };
    expect(notAskedIn(look(asked, ['Figma: editor', 'Wiki'], 10, { decided: [ACCEPTED, shorter] }))).toEqual([]);
  });

  it('is reminded of by time alone', () =>
    expect(typesOf(look(ticks(start(), ['Figma: editor'], 5), [], 5 + 4 * 60, { decided: [] }))).toEqual([
      'QuestionReminded',
    ]));

  it('is taken back when it is ticked off', () => {
    const after = ticks(ticks(start(), ['Figma: editor', 'Wiki'], 5), [], 9);
    expect(linesOf(after)).toEqual(['1 figma:editor withdrawn', '2 wiki:writer given-back']);
    expect(askedOf(after)).toEqual([]);
  });

  it('goes with the form that is taken back', () => {
    const decided: TenureEvent[] = [
      { type: 'CaseWithdrawn', digest: 'd2', status: 'No-show', by: 'hana', undid: 'nothing' },
    ];
    const after = ticks(ticks(start(), ['Figma: editor', 'Wiki'], 5), ['Figma: editor', 'Wiki'], 9, { decided });
    expect(linesOf(after)).toEqual(['1 figma:editor withdrawn', '2 wiki:writer given-back']);
    expect(look(after, ['Wiki'], 10, { decided: [] })).toEqual([]);
  });

  it('taken back with nobody left to ask, leaves nothing for a person to settle', () => {
    const gone = [candidate('omar', { works: false })];
    const alone = { facts: { ...FACTS, managers: [], named: new Map(gone.map((one) => [one.mail, one])) } };
    const asked = ticks(start(), ['Figma: editor'], 5, alone);
    expect(only(look(start(), ['Figma: editor'], 5, alone), 'ExceptionRaised').map(({ kind }) => kind)).toEqual([
      'no-approver',
    ]);
    const decided: TenureEvent[] = [
      { type: 'CaseWithdrawn', digest: 'd2', status: 'No-show', by: 'hana', undid: 'nothing' },
    ];
    const after = ticks(asked, ['Figma: editor'], 9, { ...alone, decided });
    expect(linesOf(after)).toEqual(['1 figma:editor withdrawn']);
    expect(after.state.exceptions).toMatchObject([{ kind: 'no-approver', verdict: 'retry' }]);
    expect(look(after, ['Figma: editor'], 10, { ...alone, decided: [] })).toEqual([]);
  });

  it('is void when the work is over', () => {
    const after = ticks(start({ end: at(50) }), ['Figma: editor'], 5);
    expect(linesOf(ticks(after, ['Figma: editor'], 51, { decided: [] }))).toEqual(['1 figma:editor left']);
  });
});

describe('who filed the form', () => {
  it('is asked nothing about it when the tracker shows no address of theirs any more', () => {
    const omar = { ...HANA, person: null, names: ['omar@small.example', 'tomasz@small.example'] };
    const asked = ticks(start(), ['Vault: admin'], 5, { requester: omar });
    const nobody = { ...omar, names: [] };
    expect(look(asked, ['Vault: admin'], 5 + DAY, { requester: nobody, decided: [] }).flatMap(whom)).toEqual([
      'dina@small.example',
    ]);
  });

  it('is asked nothing about it, as owner or manager', () => {
    const omar = { ...HANA, person: null, names: ['omar@small.example', 'tomasz@small.example'] };
    const after = ticks(start(), ['Vault: admin'], 5, { requester: omar });
    expect(askedOf(after)).toEqual(['greta']);
    expect(after.says('omar', {}, 6, { requester: omar })).toEqual({ ok: false, refusal: 'own-request' });
  });

  it('and is known by no address gets nothing asked about', () => {
    const nobody = { ...HANA, person: null, names: [] };
    const events = look(start(), ['Figma: editor', 'Wiki'], 5, { requester: nobody });
    expect(notAskedIn(events)).toEqual(['asker-not-known', 'asker-not-known']);
    expect(only(events, 'GrantGiven')).toEqual([]);
    const after = ticks(start(), ['Wiki'], 5, { requester: nobody });
    expect(look(after, ['Wiki'], 6, { requester: nobody })).toEqual([]);
  });

  it('gets nothing that is asked for elsewhere, or may not be held beside it', () => {
    const elsewhere = ticks(start(), ['Bank: payer'], 5).state.request.lines.map(({ entitlement }) => entitlement);
    expect(notAskedIn(look(start(), ['Bank: payer', 'Bank: checker'], 5, { askedElsewhere: elsewhere }))).toEqual([
      'asked-elsewhere',
      'conflict',
    ]);
  });
});

describe('a line that is asked about', () => {
  const asked = ticks(start(), ['Figma: editor'], 5);
  const edited = (edit: Edit) => typesOf(look(asked, ['Figma: editor', 'Wiki'], 6, { decided: [], ...edit }));

  it('is asked of the same people on, whoever has edited the form without being allowed to', () => {
    expect(askedOf(asked)).toEqual(['tomasz']);
    expect(edited({ requester: { ...HANA, names: ['tomasz@small.example'] } })).toEqual([]);
    expect(edited({ standIns: ['tomasz@small.example'] })).toEqual([]);
  });

  it('is asked of nobody any more who has come to be known as one who asked for it', () =>
    expect(edited({ askers: ['tomasz@small.example'] })).toEqual(['QuestionVoided', 'QuestionAsked']));

  it('asks nobody who stands in for whoever ticks it', () =>
    expect(askedOf(ticks(start(), ['Figma: editor'], 5, { standIns: ['tomasz@small.example'] }))).toEqual(['greta']));

  it('asks no manager whom only the form names, by an edit that does not count', () => {
    const { person } = asked.ledger;
    if (person === null) throw new Error('nobody is hired');
    const { managerMail: _, ...profile } = person.profile;
    const alone = asking({ ...asked.ledger, person: { ...person, profile } }, asked.state);
    expect(askedOf(ticks(alone, ['Figma: editor'], 6, { decided: [] }))).toEqual(['omar']);
  });
});

it('what ticking alone has given stays given', () => {
  const wiki = ticks(start(), ['Wiki'], 5).ledger.grants.filter(({ cause }) => cause === 'request');
  const before = start().and(
    wiki.map((grant) => ({ type: 'GrantGiven', grant }) as const),
    6,
    theCase('before'),
  );
  expect(wiki).toHaveLength(1);
  expect(look(before, ['Wiki'], 7)).toEqual([]);
});

it('what is given by ticking alone is the form’s own, and asks nobody', () =>
  expect(look(start(), ['Lab'], 5)).toEqual([]));

it('what ticking alone gave and is over does not stand for what is to be decided by now', () => {
  const wiki = ticks(start(), ['Wiki'], 5).ledger.grants.filter(({ cause }) => cause === 'request');
  const over = start().and(
    wiki.map((grant) => ({ type: 'GrantGiven', grant: { ...grant, givenBy: joining, end: at(6) } }) as const),
    6,
    theCase('before'),
  );
  expect(typesOf(look(over, ['Wiki'], 7))).toContain('LineAsked');
});

it('what was decided does not end otherwise by another end on the form, and that is said', () => {
  const held = ticks(start(), ['Wiki'], 5, { until: at(50 * DAY) });
  expect(linesOf(held)).toEqual(['1 wiki:writer held']);
  expect(notAskedIn(look(held, ['Wiki'], 6, { until: at(60 * DAY) }))).toEqual(['decided-already']);
  expect(notAskedIn(look(held, ['Wiki'], 6, { until: at(50 * DAY) }))).toEqual([]);
});
