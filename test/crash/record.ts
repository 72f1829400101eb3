/** What the outside systems hold in the end, in words that are the same for everybody of one itinerary. */
import type { JsonObject } from '../../emulators/kit/json.ts';
import { isObject } from '../../emulators/kit/json.ts';
import type { Systems } from '../../examples/acme/company.ts';
import type { Leg, Traveller } from './people.ts';
import type { FormRecord, TravellerRecord, WorldRecord } from './wire.ts';

/** As our comments and cards carry it. */
const COMMENT_PROPERTY = 'tenure.evidence';

export function recordOf(systems: Systems, travellers: readonly Traveller[]): WorldRecord {
  return {
    travellers: travellers.map((who) => travellerRecord(systems, who)),
    mails: systems.mail
      .messages()
      .map(({ messageId, to, subject }) => ({ id: messageId, about: `${to.join()} ${subject}` })),
    cards: [...cardsIn(systems)],
  };
}

function cardsIn({ slack }: Systems): readonly string[] {
  if (slack === null) return [];
  return slack.workspace.conversations
    .all()
    .flatMap(({ messages }) => messages.flatMap(({ metadata }) => keyIn(metadata)));
}

const keyIn = (metadata: JsonObject | undefined) => {
  const payload = metadata?.event_payload;
  return isObject(payload) && typeof payload.key === 'string' ? [payload.key] : [];
};

function travellerRecord(systems: Systems, who: Traveller): TravellerRecord {
  const { directory } = systems.okta;
  const { itinerary, number, arrived, left } = who;
  const accounts = directory
    .users()
    .filter(({ profile }) => String(profile.login).startsWith(`${who.given.toLowerCase()}.`));
  const groups = accounts.flatMap(({ id }) => groupNames(systems, id));
  const facts = [
    ...accounts.map(({ status }) => `account ${status}`),
    ...groups.map((name) => `in ${name}`),
    `at Jira ${systems.jira.site.directory.userWithMail(who.login)?.active ?? 'nobody'}`,
  ];
  const open = accounts
    .filter(({ status }) => status !== 'DEPROVISIONED')
    .map(({ status }) => `an account that is ${status}`);
  const lingering = left ? [...groups.map((name) => `a membership of ${name}`), ...open] : [];
  const forms = who.legs.map((leg) => formRecord(systems, who, leg));
  return { itinerary, number, arrived, left, forms, facts, lingering };
}

function groupNames({ okta: { directory } }: Systems, id: string): readonly string[] {
  const own = new Set(directory.groupsOf(id));
  return directory
    .groups()
    .filter((group) => own.has(group.id))
    .map(({ profile }) => profile.name);
}

function formRecord({ jira: { site } }: Systems, who: Traveller, { leg, filed, filedAt, doneAt }: Leg): FormRecord {
  const issue = site.issue(filed.id);
  const said = [...issue.comments.values()];
  const tasks = [...issue.subtasks].map((id) => site.issue(id).state);
  return {
    ...{ leg, ...filed, filedAt, doneAt },
    status: issue.state.status.name,
    properties: Object.fromEntries(issue.properties),
    facts: [
      ...tasks.map(
        ({ values, status }) => `task ${String(values.get('summary')).replaceAll(who.given, '*')}: ${status.name}`,
      ),
      ...factsTold(said.map(({ body }) => wordsOf(body)).join('\n')),
    ],
    comments: said.flatMap(({ properties }) => {
      const own = properties.get(COMMENT_PROPERTY);
      return isObject(own) ? [{ key: String(own.key), upTo: Number(own.upTo) }] : [];
    }),
  };
}

/** Which outside facts the issue tells. Under a lost answer nobody can say who made a member one. */
const factsTold = (text: string) =>
  (text.match(/(?:Joined|Member|Left) \| [\w-]+|Account closed|Closing read/g) ?? []).map((fact) =>
    fact.replace('Joined', 'Member'),
  );

function wordsOf(node: unknown): string {
  if (!isObject(node)) return '';
  const inner = Array.isArray(node.content) ? node.content.map(wordsOf) : [];
  const own = typeof node.text === 'string' ? node.text : '';
  return own + inner.join(node.type === 'tableRow' ? ' | ' : node.type === 'paragraph' ? '' : '\n');
}
