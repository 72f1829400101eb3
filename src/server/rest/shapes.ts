/** What the resources answer. The OpenAPI document is made of these, and tests hold every answer to it. */
import { z } from 'zod';

export const text = z.string();
export const maybe = <Inner extends z.ZodType>(inner: Inner) => inner.nullable();
export const instant = z.iso.datetime().meta({ description: 'UTC, with milliseconds.' });
export const next = maybe(text).meta({
  description: 'Where the next page begins: send it as `cursor`. null = this was the last.',
});
const page = <Item extends z.ZodType>(item: Item) => z.strictObject({ items: z.array(item), next });

export const person = z.strictObject({
  id: text,
  name: text,
  key: text.meta({ description: 'Employee number, else the work address.' }),
  workMail: text,
});
const risk = z.enum(['low', 'medium', 'high']);
const channel = z.enum(['jira', 'slack', 'api']);
const verdict = z.enum(['approve', 'refuse']);
const role = ['manager', 'above', 'owner', 'deputy', 'named', 'member'] as const;
const approver = z.strictObject({
  mail: text,
  as: z.enum([...role, 'delegate']),
  of: z
    .strictObject({ mail: text, as: z.enum(role) })
    .optional()
    .meta({ description: 'Whose delegate.' }),
});

export const catalogue = z.strictObject({
  policy: text,
  items: z.array(
    z.strictObject({
      entitlement: text,
      application: z.strictObject({ id: text, name: text, owner: text, deputy: maybe(text) }),
      role: text,
      risk,
      groups: z.array(text),
      byHand: z.boolean().meta({ description: 'A person opens and closes it.' }),
    }),
  ),
  next,
});

const engagement = z.strictObject({
  workerType: text,
  attributes: z.record(text, text),
  start: instant,
  end: maybe(instant),
});
export const personShown = z.strictObject({
  ...person.shape,
  manager: maybe(text),
  works: z.boolean(),
  engagements: z.array(engagement),
  accounts: z.array(z.strictObject({ connection: text, login: text, state: maybe(text) })),
  liveGrants: z.int(),
});
export const people = page(personShown);

const question = z.strictObject({
  question: text,
  stage: text,
  needs: z.int(),
  shown: text.meta({ description: 'Send it back with a decision: it covers what was shown, and nothing else.' }),
  askedAt: instant,
  until: instant,
  open: z.boolean(),
  approvers: z.array(approver),
  decisions: z.array(z.strictObject({ verdict, by: maybe(text), channel, at: instant, reason: maybe(text) })),
});
const line = z.strictObject({
  line: text,
  entitlement: text,
  groups: z.array(text),
  risk: maybe(risk),
  rule: maybe(text),
  duration: maybe(text),
  reason: maybe(text),
  ticket: maybe(text),
  state: text.meta({ description: 'filing, asked, held, or how it ended.' }),
  grant: maybe(text),
  questions: z.array(question),
});
export const request = z.strictObject({
  request: maybe(text).meta({ description: 'Issue key; null = its issue is not there yet.' }),
  case: maybe(text).meta({ description: 'Names it for a decision, also before its issue is there; null = none yet.' }),
  key: maybe(text).meta({ description: 'Of one that was asked for outside Jira.' }),
  state: z.enum(['filing', 'refused', 'open', 'waiting', 'proved', 'closed']),
  address: maybe(text),
  person: maybe(person),
  askedBy: maybe(person),
  channel,
  askedAt: instant,
  lines: z.array(line),
  notAsked: z.array(z.strictObject({ asked: maybe(text), because: text, says: text, rule: maybe(text) })),
});
export const requests = page(request);

export const raised = z.strictObject({
  key: text,
  case: maybe(text).meta({ description: 'null = accepted and kept; its issue appears when Jira takes it.' }),
  address: maybe(text),
});

const asks = z.strictObject({ approvers: z.array(approver), needs: z.int() });
export const preview = z.union([
  z.strictObject({
    person,
    access: text,
    refused: z.strictObject({ because: text, words: text, rule: maybe(text), says: maybe(text) }),
  }),
  z.strictObject({
    person,
    access: text,
    refused: z.null(),
    answer: z.enum(['automatic', 'stages', 'break-glass', 'refuse']),
    rule: text,
    risk,
    groups: z.array(text),
    duration: text,
    isExtension: z.boolean(),
    stages: z.array(z.strictObject({ stage: text, isLeftOut: z.boolean(), asks: maybe(asks) })),
  }),
]);

export const questions = z.strictObject({
  questions: z.array(
    z.strictObject({
      case: text,
      line: text,
      question: text,
      person: maybe(person),
      entitlement: text,
      groups: z.array(text),
      risk,
      rule: text,
      duration: text,
      reason: maybe(text),
      ticket: maybe(text),
      shown: text,
      approvers: z.array(approver),
      needs: z.int(),
      until: instant,
    }),
  ),
});

export const decision = z.strictObject({ case: text, verdict, by: text });

export const grants = page(
  z.strictObject({
    grant: text,
    person,
    access: text,
    groups: z.array(text),
    cause: text,
    because: text,
    case: text,
    policy: text,
    from: instant,
    until: maybe(instant),
    live: z.boolean(),
  }),
);

const asked = z.strictObject({
  case: text,
  at: maybe(instant),
  channel,
  by: maybe(person),
  filedBy: maybe(text).meta({ description: 'The id of whoever filed the form, as Jira knows them.' }),
  entitlement: maybe(text),
  duration: maybe(text),
  reason: maybe(text),
  ticket: maybe(text),
});
const said = z.strictObject({
  question: text,
  verdict,
  by: maybe(text),
  of: maybe(text).meta({ description: 'In whose place a delegate answered.' }),
  channel,
  duration: maybe(text).meta({ description: 'For shorter than was asked.' }),
  shown: text,
  at: instant,
  reason: maybe(text),
});
const policyBy = maybe(z.strictObject({ author: text, approver: maybe(text) }));
const reviewed = maybe(
  z.strictObject({
    verdict: z.enum(['justified', 'not-justified']),
    by: maybe(text),
    channel,
    at: instant,
    reason: maybe(text),
  }),
).meta({ description: 'What an emergency was found to be; null = nobody has looked at it yet.' });
const approved = z.union([
  z.strictObject({ kind: z.literal('people'), rule: text, decisions: z.array(said), policyBy }),
  z.strictObject({ kind: z.literal('rule'), rule: text, emergency: z.boolean(), reviewed, policyBy }),
  z.strictObject({ kind: z.literal('rows'), rows: z.array(text), policyBy }),
  z.strictObject({ kind: z.enum(['form', 'reinstated']), policyBy }),
  z.strictObject({ kind: z.literal('list'), confirmedBy: maybe(text), policyBy }),
]);
const hand = maybe(
  z.strictObject({
    by: text.meta({ description: 'The id of whoever confirmed it, as Jira knows them.' }),
    at: instant,
  }),
);
export const audit = z.strictObject({
  person,
  at: maybe(instant),
  grants: z.array(
    z.strictObject({
      grant: text,
      access: text,
      cause: text,
      because: text,
      standing: maybe(z.enum(['held', 'decided', 'ending'])).meta({
        description:
          'At the instant that was asked about: there, decided and not there yet, or over and not read as gone.',
      }),
      asked,
      approved,
      policy: text,
      groups: z.array(
        z.strictObject({ group: text, began: maybe(instant), ended: maybe(instant), stillBy: z.array(text) }),
      ),
      byHand: maybe(z.strictObject({ opened: hand, closed: hand })),
      from: instant,
      wasThere: z.boolean(),
      until: maybe(instant),
      endedBy: maybe(text),
      began: maybe(instant).meta({ description: 'The first membership that was read back.' }),
      ended: maybe(instant).meta({ description: 'The last that was read as gone.' }),
    }),
  ),
  notGiven: z.array(
    z.strictObject({
      asked,
      text: maybe(text),
      decisions: z.array(said),
      rule: maybe(text),
      because: maybe(text),
    }),
  ),
});

export const problem = z.strictObject({
  title: text.meta({ description: 'The same as `refusal`.' }),
  status: z.int(),
  refusal: text.meta({ description: 'A stable name.' }),
  detail: text.meta({ description: 'One sentence for people, with what to do.' }),
  details: z.array(text).meta({ description: 'Further sentences, such as each thing wrong with the input.' }),
});

export const gaveBack = z.strictObject({
  case: text,
  line: text,
  entitlement: text,
  wasOpen: z.boolean().meta({ description: 'It was not decided yet: it is not asked for any more.' }),
});

export const delegated = z.strictObject({ delegation: text, of: person, to: person, from: instant, until: instant });
export const delegations = z.strictObject({
  delegations: z.array(z.strictObject({ ...delegated.shape, isRunning: z.boolean() })),
});
export const delegationEnded = z.strictObject({ of: person, ended: z.array(text) });
