/**
 * Given / when / then for looks at forms: `given(HIRED).when(changes({ department: 'Sales' }))` are the events that
 * follow. What happened before is events; nothing is stored and no clock runs.
 */
import { expect } from 'vitest';
import { type CaseState, evolveCaseAll, newCase } from '../../src/core/evidence/index.ts';
import type { FormRefusal, TenureEvent } from '../../src/core/evidence/model.ts';
import { emptyLedger, evolveAll, type PersonLedger } from '../../src/core/grant/index.ts';
import type { Grant } from '../../src/core/grant/model.ts';
import {
  beganAfter,
  decideLook,
  type Look,
  leavesAfter,
  leftBefore,
  readFiled,
  sealedPerson,
  wentOnUntil,
} from '../../src/core/person/index.ts';
import type { Engagement, Profile } from '../../src/core/person/model.ts';
import {
  accountId,
  type CaseId,
  caseId,
  engagementId,
  entitlementId,
  naturalKey,
  type PersonId,
  providerAccountId,
  rowId,
} from '../../src/core/shared/ids.ts';
import { at, engagement, grant, group, issue, joining, mara, okta } from './build.ts';
import { type Filing, hana, joins, rules } from './forms.ts';

/** What was committed on one case in one minute. */
export interface Told {
  readonly on: CaseId;
  readonly minute: number;
  readonly events: readonly TenureEvent[];
}

/** What is asked outside, or found beyond the one person; by default nothing is in the way. */
export type Facts = Partial<Pick<Look, 'person' | 'managerKnown' | 'saidLater' | 'takenLogins' | 'rules'>>;

export interface Given {
  readonly ledger: PersonLedger;
  caseOf(on: CaseId): CaseState;
  /** The events one look at this form gives in that minute. */
  when(filing: Filing, minute?: number, facts?: Facts): readonly TenureEvent[];
  /** The same, and then it has happened. */
  after(filing: Filing, minute: number, facts?: Facts): Given;
  and(...told: readonly Told[]): Given;
}

export const profile: Profile = {
  naturalKey: naturalKey('e2001'),
  givenName: 'Mara',
  familyName: 'Lindt',
  workMail: 'mara.lindt@small.example',
  employeeNumber: 'E2001',
  privateMail: 'mara@home.example',
  managerMail: 'tomasz@small.example',
};

export const work: Engagement = engagement({
  id: engagementId(`${joining}#e`),
  attributes: { department: 'Science', workerType: 'employee' },
  accountFrom: at(-120),
  activeFrom: at(-60),
});

/** A birthright of Mara's first day. */
const birthright = (place: number, row: string, name: string, edit: Partial<Grant> = {}): TenureEvent => ({
  type: 'GrantGiven',
  grant: grant(`${joining}#${place}`, [group(name)], 0, null, {
    engagement: work.id,
    rows: [rowId(row)],
    policy: rules.version,
    ...edit,
  }),
});

/** Mara was hired in minute 0: all that the first look at her form says. */
export const HIRED: Told = {
  on: joining,
  minute: 0,
  events: [
    { type: 'CaseOpened', kind: 'onboarding', issue: issue('joining'), filedBy: hana.id },
    {
      type: 'FormAccepted',
      digest: readFiled('onboarding', joins().form, rules).digest,
      policy: rules.version,
      asOf: at(0),
      since: at(0),
      personal: { notify: [] },
    },
    { type: 'PersonRegistered', person: mara, personal: profile },
    { type: 'EngagementOpened', engagement: work },
    birthright(1, 'all', 'all'),
    birthright(2, 'science', 'figma-viewers', {
      holds: { kind: 'entitlement', entitlement: entitlementId('figma', 'viewer') },
    }),
    birthright(3, 'science', 'science'),
    {
      type: 'AccountIntended',
      account: accountId(`okta/${mara}`),
      person: mara,
      connection: okta,
      because: 'new',
      personal: { login: profile.workMail },
    },
  ],
};

/** And in minute 1 her account was read back as open. */
export const OPENED: Told = {
  on: joining,
  minute: 1,
  events: [
    {
      type: 'AccountVerified',
      account: accountId(`okta/${mara}`),
      providerId: providerAccountId('00u1'),
      state: 'active',
      loweredByUs: null,
      at: at(1),
    },
  ],
};

export const given = (...told: readonly Told[]): Given => past(told);

function past(told: readonly Told[]): Given {
  const ledger = told.reduce((before, { events, on }) => evolveAll(before, events, on), emptyLedger);
  const cases = new Map<CaseId, CaseState>();
  for (const { on, minute, events } of told) {
    const before = cases.get(on) ?? newCase(on);
    const after = evolveCaseAll(before, events, at(minute));
    cases.set(on, { ...after, lastSeq: before.lastSeq + events.length });
  }
  const caseOf = (on: CaseId) => cases.get(on) ?? newCase(on);
  const streamOf = (id: CaseId) =>
    told.flatMap(({ on, events, minute }, position) =>
      on === id ? events.map((event) => ({ event, at: at(minute), position })) : [],
    );
  const caseFor = ({ form }: Pick<Filing, 'form'>) => caseId(form.issue.connection, form.issue.id);

  function when({ kind, form }: Filing, minute = 0, facts: Facts = {}): readonly TenureEvent[] {
    const filed = readFiled(kind, form, facts.rules ?? rules);
    const state = caseOf(caseFor({ form }));
    const settings = rules.caseSettings(kind);
    const noted = { trackerIds: ['mara'], mails: [ledger.person?.profile.workMail ?? ''] };
    const sealed = settings === undefined ? null : sealedPerson(state, form, settings, noted);
    const person = sealed ?? isAbout(kind === 'onboarding' ? filed.naturalKey : filed.about, ledger);
    // A case stays with the person it is about, whomever its form names by now.
    const known = person === null && state.person === null ? emptyLedger : ledger;
    const { workMail } = known.person?.profile ?? {};
    return decideLook({
      kind,
      form,
      filed,
      state,
      ledger: known,
      rules,
      concerned: {
        trackerIds: known.person === null ? [] : ['mara'],
        mails: [workMail, filed.workMail].flatMap((m) => m ?? []),
      },
      person,
      freshPerson: mara,
      managerKnown: true,
      offboardings: new Set([...cases].flatMap(([id, state]) => (state.kind === 'offboarding' ? [id] : []))),
      filedSince: new Set([...cases.keys()].filter((id) => beganAfter(form, streamOf(id)))),
      leaves: new Map([...cases.keys()].map((id) => [id, leavesAfter(kind, form, streamOf(id)) ? 'since' : 'before'])),
      left: new Set([...cases.keys()].filter((id) => leftBefore(form, streamOf(id)))),
      filedWithin: new Map(
        ledger.engagements.flatMap((one) => {
          const setters = new Set([one.endedBy ?? one.openedBy, one.changedBy]);
          const until = wentOnUntil(form, one, [...setters].flatMap(streamOf));
          return until === null ? [] : [[one.id, until] as const];
        }),
      ),
      saidLater: new Map(),
      takenLogins: new Set(),
      readFrom: at(minute),
      now: at(minute),
      ...facts,
    });
  }
  const and = (...more: readonly Told[]) => past([...told, ...more]);
  return {
    ledger,
    caseOf,
    when,
    and,
    after: (filing, minute, facts) => and({ on: caseFor(filing), minute, events: when(filing, minute, facts) }),
  };
}

/** Whom a form means, by number or work address. */
function isAbout(written: string | null, { person }: PersonLedger): PersonId | null {
  const { naturalKey, workMail } = person?.profile ?? {};
  const plain = written?.trim().toLowerCase();
  return plain !== undefined && (plain === naturalKey || plain === workMail) ? (person?.id ?? null) : null;
}

/** As it was recorded before an engagement kept whose offboardings stand on it. */
export const asRecordedBefore = (told: Told): Told => ({
  ...told,
  events: told.events.map((event) => {
    if (event.type !== 'EngagementChanged') return event;
    const { offboardings: _by, endWithout: _end, ...engagement } = event.engagement;
    return { ...event, engagement };
  }),
});

/** And before that, when nothing said what an end had cut short. */
export const asRecordedFirst = (told: Told): Told => ({
  ...told,
  events: asRecordedBefore(told).events.map((event) => {
    if (event.type !== 'EngagementChanged' && event.type !== 'GrantEnded') return event;
    const { endBefore: _end, endedByBefore: _by, ...old } = event;
    return old;
  }),
});

export const typesOf = (events: readonly TenureEvent[]) => events.map(({ type }) => type);

export const only = <Type extends TenureEvent['type']>(events: readonly TenureEvent[], type: Type) =>
  events.filter((event): event is Extract<TenureEvent, { readonly type: Type }> => event.type === type);

/** Refused for just these reasons, and nothing else came of it. */
export function expectRefusal(events: readonly TenureEvent[], ...codes: readonly FormRefusal[]): void {
  expect(only(events, 'FormRefused').flatMap(({ problems }) => problems.map(({ code }) => code))).toEqual(codes);
  const harmless: readonly TenureEvent['type'][] = ['CaseOpened', 'FormRefused', 'ExceptionRaised'];
  expect(typesOf(events).filter((type) => !harmless.includes(type))).toEqual([]);
}
