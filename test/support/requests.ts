/**
 * Given / when / then for requests for access: Mara Lindt (see given.ts) asks; her manager is Tomasz, Greta is above
 * him, Omar owns what is asked for and Dina is his deputy. `asking().after(form, 10)` is what has happened by then.
 */
import { rulesInForce } from '../../src/app/policy/rules.ts';
import { type CaseState, evolveCaseAll, newCase } from '../../src/core/evidence/index.ts';
import type { TenureEvent } from '../../src/core/evidence/model.ts';
import { evolveAll, type PersonLedger } from '../../src/core/grant/index.ts';
import type { Actor, FiledForm } from '../../src/core/person/form.ts';
import { compileTable } from '../../src/core/policy/index.ts';
import type { Policy } from '../../src/core/policy/model.ts';
import { policyIn, SMALL } from '../../src/core/policy/testing/policies.ts';
import {
  type ApproverFacts,
  type Candidate,
  type DecisionRefusal,
  decideRequest,
  decisionOn,
  nextStep,
  type RequestLook,
  readAsked,
  type Said,
  workOf,
} from '../../src/core/request/index.ts';
import { type CaseId, type GroupName, groupName } from '../../src/core/shared/ids.ts';
import type { Instant } from '../../src/core/shared/instant.ts';
import type { Outcome } from '../../src/core/shared/outcome.ts';
import { at, group, mara, okta, theCase } from './build.ts';
import { edited, filed, maraHerself, taken, type Values } from './forms.ts';
import { given, HIRED, OPENED } from './given.ts';

export const HOUR = 60;
export const DAY = 24 * HOUR;

const REQUESTS = `rules:
  emergency:
    when: { breakGlass: true, entitlements: [vault:admin] }
    breakGlass: { review: { ask: [owner] } }
    hold: { usual: 1h, longest: 1h }
    reason: needed
  no-contractors:
    when: { workerType: contractor, entitlements: [vault:admin] }
    refuse: Administration stays with employees
  low:
    when: { risk: [low] }
    automatic: true
    hold: { usual: work, longest: work }
  medium:
    when: { risk: [medium], applications: [figma, vault, bank] }
    stages: [{ ask: [manager] }]
    hold: { usual: 24h, longest: 7d, longestTotal: 10d }
  high:
    when: { risk: [high], applications: [vault] }
    stages: [{ ask: [manager] }, { ask: [owner] }]
    hold: { durations: [1h, 6h, 24h], usual: 6h, longest: 24h, longestTotal: 48h }
    reason: needed
  ticketed:
    when: { applications: [prod] }
    stages: [{ ask: [{ group: security }, { person: sven@small.example }], needs: 2 }]
    hold: { usual: 6h, longest: 24h }
    ticket: needed
conflicts:
  pay-and-check:
    entitlements: [bank:payer, bank:checker]
    because: whoever pays does not check the payment
times: { remindAfter: 4h, escalateAfter: 24h, timeOutAfter: 7d, inPlaceWithin: 4h }
`;

const CATALOGUE = `applications:
  figma:
    name: Figma
    owner: omar@small.example
    entitlements:
      viewer: { groups: [figma-viewers], risk: low }
      editor: { groups: [figma-editors], risk: medium }
  vault:
    name: Vault
    owner: omar@small.example
    deputy: dina@small.example
    entitlements:
      reader: { groups: [vault-readers], risk: medium }
      admin: { groups: [vault-admins, vault-logins], risk: high }
  bank:
    name: Bank
    owner: omar@small.example
    entitlements:
      payer: { groups: [bank-payers], risk: medium }
      checker: { groups: [bank-checkers], risk: medium }
  prod:
    name: Production
    owner: omar@small.example
    entitlements:
      console: { groups: [prod-console], risk: high }
  attic:
    name: Attic
    owner: omar@small.example
    entitlements:
      key: { groups: [attic-keys], risk: high }
  ghost:
    name: Ghost
    owner: omar@small.example
    entitlements:
      user: { groups: [not-there], risk: low }
  wiki:
    name: Wiki
    owner: omar@small.example
    entitlements:
      writer: { groups: [wiki-writers], risk: low }
  lab:
    name: Lab
    owner: omar@small.example
    provisioning: manual
    entitlements:
      badge: { risk: low }
`;

const GROUPS = ['figma-viewers', 'figma-editors', 'vault-readers', 'vault-admins', 'vault-logins', 'bank-payers']
  .concat('bank-checkers', 'prod-console', 'attic-keys', 'wiki-writers', 'all', 'science')
  .map((name) => ({
    name: groupName(okta, name),
    id: group(name),
    owner: 'tenure' as const,
    members: null,
    mfaEnrolment: false,
    vanished: false,
  }));

/** What may be asked for, after an edit of one of the files. */
export function force(
  edit: { readonly requests?: (text: string) => string; readonly catalogue?: (text: string) => string } = {},
) {
  const policy = policyIn({
    settings: SMALL.settings,
    table: 'id,department,title,entitlements,groups\nall,,,,all\n',
    catalogue: edit.catalogue?.(CATALOGUE) ?? CATALOGUE,
    requests: edit.requests?.(REQUESTS) ?? REQUESTS,
  });
  return { policy, rules: rulesInForce(policy, compileTable(policy.table), GROUPS).rules };
}
const IN_FORCE = force();

export const candidate = (name: string, edit: Partial<Candidate> = {}): Candidate => {
  const mail = `${name}@small.example`;
  return { mail, names: [mail], works: true, ...edit };
};

export const FACTS: ApproverFacts = {
  managers: [candidate('tomasz'), candidate('greta')],
  named: new Map(['omar', 'dina', 'sven'].map((name) => [`${name}@small.example`, candidate(name)])),
  members: new Map([[groupName(okta, 'security'), [candidate('sam'), candidate('sue')]]]),
};

export const MARA_ASKS = {
  person: mara,
  names: ['mara.lindt@small.example', 'mara@old.example'],
  works: true,
  groups: new Set<GroupName>(),
  attributes: {},
};
/** Who asks for Mara. */
export const benAsks: Actor = { id: 'ben', mail: 'ben@small.example', groups: [], roles: [] };

export const asks = (values: Values, by: Actor = maraHerself): FiledForm => filed('change', 'asking', values, by).form;
export const ADMIN: Values = { access: 'Vault: admin', duration: '6h', reason: 'The upgrade' };
export const edits = (form: FiledForm, when: number, values: Values, by: Actor = form.creator): FiledForm =>
  edited({ kind: 'change', form }, when, values, by).form;
export const takesBack = (form: FiledForm, by: Actor = form.creator): FiledForm =>
  taken({ kind: 'change', form }, by).form;

export const asked = (form: FiledForm) => readAsked(form, ['Withdrawn']);

/** Who closes sub-tasks, by the tracker's ids. */
const CLOSERS = new Map(
  ['mara', 'omar', 'sam'].map((name) => [
    name,
    { by: [name === 'mara' ? 'mara.lindt@small.example' : `${name}@small.example`], alsoKnownBy: [] },
  ]),
);

export const THE_CASE = theCase('asking');

export type Around = Partial<
  Pick<RequestLook, 'person' | 'requester' | 'facts' | 'rules' | 'askedElsewhere' | 'askedByThem'> & {
    readonly policy: Policy;
    readonly ledger: PersonLedger;
  }
>;

export interface Asking {
  readonly state: CaseState;
  readonly ledger: PersonLedger;
  /** The events one look at this form gives in that minute. */
  look(form: FiledForm, minute: number, around?: Around): readonly TenureEvent[];
  after(form: FiledForm, minute: number, around?: Around): Asking;
  /** What somebody's word gives. */
  says(
    by: string,
    word?: Partial<Said>,
    minute?: number,
    around?: Around,
  ): Outcome<readonly TenureEvent[], DecisionRefusal>;
  /** The same, and then it has happened; a refusal changes nothing. */
  said(by: string, word?: Partial<Said>, minute?: number, around?: Around): Asking;
  /** What another case, or a reading, has told. */
  and(events: readonly TenureEvent[], minute: number, on?: CaseId): Asking;
  next(minute: number): Instant | null;
}

const HIRED_LEDGER = given(HIRED, OPENED).ledger;

export const asking = (ledger: PersonLedger = HIRED_LEDGER, state = newCase(THE_CASE)): Asking => {
  const look = (form: FiledForm, minute: number, around: Around = {}) =>
    decideRequest({
      form,
      asked: asked(form),
      state,
      ledger: state.person === null && around.person === null ? { ...ledger, person: null } : ledger,
      person: mara,
      requester: MARA_ASKS,
      facts: FACTS,
      askedElsewhere: [],
      askedByThem: [],
      concerned: { trackerIds: ['mara'], mails: MARA_ASKS.names },
      closers: CLOSERS,
      readFrom: at(minute),
      ...IN_FORCE,
      ...around,
      now: at(minute),
    });
  const says = (by: string, word: Partial<Said> = {}, minute = 10, around: Around = {}) =>
    decisionOn(
      state,
      {
        about: null,
        by: [by.includes('@') ? by : `${by}@small.example`],
        alsoKnownBy: [],
        verdict: 'approve',
        duration: null,
        reason: null,
        channel: 'api',
        shown: null,
        ...word,
      },
      {
        engagement: workOf({ ledger, now: at(minute) }),
        ledger,
        facts: FACTS,
        ...IN_FORCE,
        ...around,
        requester: (around.requester ?? MARA_ASKS).names,
        now: at(minute),
      },
    );
  const and = (events: readonly TenureEvent[], minute: number, on: CaseId = THE_CASE) => {
    const after = on === THE_CASE ? evolveCaseAll(state, events, at(minute)) : state;
    const lastSeq = on === THE_CASE ? state.lastSeq + events.length : state.lastSeq;
    return asking(evolveAll(ledger, events, on), { ...after, lastSeq });
  };
  return {
    state,
    ledger,
    look,
    after: (form, minute, around) => and(look(form, minute, around), minute),
    says,
    said: (by, word, minute = 10, around) => {
      const outcome = says(by, word, minute, around);
      return outcome.ok ? and(outcome.value, minute) : asking(ledger, state);
    },
    and,
    next: (minute) => nextStep(state, ledger, IN_FORCE.policy, at(minute)),
  };
};

/** How each line stands: `1 vault:admin` asked, held or how it ended. */
export const linesOf = ({ state }: Asking): readonly string[] =>
  state.request.lines.map(
    ({ id, entitlement, grant, ended }) => `${id} ${entitlement} ${ended ?? (grant === null ? 'asked' : 'held')}`,
  );

/** Whom the open questions ask. */
export const askedOf = ({ state }: Asking): readonly string[] =>
  state.request.questions.flatMap(({ isOpen, approvers }) =>
    isOpen ? approvers.map(({ mail }) => mail.replace('@small.example', '')) : [],
  );

export const notAskedIn = (events: readonly TenureEvent[]) =>
  events.flatMap((event) => (event.type === 'LineNotAsked' ? [event.because] : []));
