/** Schema of `policy.yaml`: rules in order, and what nobody may hold together. */
import { z } from 'zod';
import { address, count, ID_PATTERN, line, span } from './pieces.ts';

const id = z.string().regex(new RegExp(ID_PATTERN));

const approver = z
  .union(
    [
      z.enum(['manager', 'owner']),
      z.strictObject({ person: address('A work address.') }),
      z.strictObject({ group: line('A group at the identity provider: whoever is in it may decide.') }),
    ],
    { error: 'must be manager, owner, `person: address` or `group: name`' },
  )
  .meta({
    description:
      "`manager` (of whom it is for), `owner` (of the application; the deputy in the owner's place), `person: address` or `group: name`.",
  });

const personOrGroup = [
  z.strictObject({ person: address('A work address.') }),
  z.strictObject({ group: line('A group at the identity provider: whoever is in it when they ask.') }),
] as const;

const asker = z
  .union([z.enum(['self', 'manager', 'anyone']), ...personOrGroup], {
    error: 'must be self, manager, anyone, `person: address` or `group: name`',
  })
  .meta({ description: '`self`, `manager` (of whom it is for), `anyone`, `person: address` or `group: name`.' });

const seer = z
  .union(
    [
      ...personOrGroup,
      z.strictObject({
        attribute: line('An attribute of whoever asks.'),
        values: z.array(line('A value.')).min(1),
      }),
    ],
    { error: 'must be `person: address`, `group: name` or `attribute: name` with `values`' },
  )
  .meta({ description: '`person: address`, `group: name`, or `attribute: name` with the `values` it may have.' });

const onMove = z.enum(['keep', 'end', 'ask']);

const whenManagerAsks = z.enum(['asks', 'skips', 'gives']).meta({
  description:
    'Asked by the manager of whom it is for: `asks` whoever is above them, `skips` the manager where somebody else is asked too, `gives` it also where nobody else is.',
});

const stage = z.strictObject({
  ask: z.array(approver).min(1).meta({ description: 'Whom this stage asks.' }),
  needs: z
    .union([z.enum(['any', 'all']), count('How many of them must agree.')], { error: 'must be any, all or a number' })
    .prefault('any')
    .meta({ description: 'How many of them must agree: `any` one, `all`, or a number.' }),
});

const held = (description: string) =>
  z
    .union([z.literal('work'), span('A span.')], { error: 'must be `work` or a span such as 24h' })
    .meta({ description });

const hold = z.strictObject({
  durations: z
    .array(span('A duration that may be chosen.'))
    .optional()
    .meta({ description: 'What may be chosen; without it anything up to the longest.' }),
  usual: held('When nothing is chosen; `work` = as long as the work.').optional(),
  longest: held('The longest one decision gives; `work` = as long as the work.').optional(),
  longestTotal: held('With all extensions, without a break; `work` = no limit of its own.').optional(),
});

const when = z.strictObject({
  risk: z
    .array(z.enum(['low', 'medium', 'high']))
    .min(1)
    .optional(),
  applications: z.array(id).min(1).optional().meta({ description: 'Ids of catalogue.yaml.' }),
  entitlements: z.array(line('application:role')).min(1).optional(),
  provisioning: z.enum(['provider', 'manual']).optional(),
  workerType: z.enum(['employee', 'contractor']).optional(),
  attributes: z
    .record(z.string(), z.array(line('A value.')).min(1))
    .prefault({})
    .meta({ description: 'Attribute of whom it is for -> the values it may have.' }),
  upTo: span('Asked for no longer than this.').optional(),
  breakGlass: z
    .boolean()
    .prefault(false)
    .meta({ description: 'Emergencies are answered only by rules that say true here.' }),
  askedBy: z.array(asker).min(1).optional().meta({ description: 'Who asks; without it anybody who works here.' }),
});

const rule = z
  .strictObject({
    when: when.prefault({}).meta({ description: 'Every condition named must hold; one left out holds for all.' }),
    refuse: line('Why nobody may have it; shown to whoever asks.').optional(),
    automatic: z.literal(true).optional().meta({ description: 'Given without asking anybody.' }),
    stages: z.array(stage).min(1).optional().meta({ description: 'Asked one after the other.' }),
    breakGlass: z
      .strictObject({
        tell: z.array(address('A work address.')).prefault([]).meta({
          description: 'Who hears at once, besides the owner of the application and who holds `accept`.',
        }),
        review: stage.meta({ description: 'Who looks at it afterwards, and closes the sub-task with a verdict.' }),
      })
      .optional()
      .meta({ description: 'Given at once, told loudly, looked at afterwards.' }),
    hold: hold.prefault({}).meta({ description: 'For how long; what is left out is as under `hold` of the file.' }),
    reason: z.enum(['needed', 'optional']).optional(),
    ticket: z.enum(['needed', 'optional']).optional(),
    whenManagerAsks: whenManagerAsks.optional(),
    onMove: onMove.optional().meta({ description: 'As under `onMove` of the file, for what this rule answers.' }),
  })
  .refine(
    ({ refuse, automatic, stages, breakGlass }) =>
      [refuse, automatic, stages, breakGlass].filter((one) => one !== undefined).length === 1,
    {
      error: 'must say exactly one of refuse, automatic, stages and breakGlass',
      params: { code: 'one-answer', remedy: 'Keep one of them; several rules may follow each other.' },
    },
  );

const conflict = z.strictObject({
  entitlements: z.array(line('application:role')).min(2),
  atMost: count('How many of them one person may hold at the same time.').prefault(1),
  because: line('Why; shown to whoever asks for one too many.'),
  onMove: z.enum(['ask', 'end']).optional().meta({
    description:
      'Other work brings one of them beside one that was asked for: `ask` a person (the default), or `end` what was asked for.',
  }),
});

const confidential = z
  .strictObject({
    applications: z.array(id).min(1).optional().meta({ description: 'Ids of catalogue.yaml.' }),
    entitlements: z.array(line('application:role')).min(1).optional(),
    seenBy: z.array(seer).min(1).meta({ description: 'Who sees it, besides the owner and the deputy.' }),
  })
  .refine(({ applications, entitlements }) => applications !== undefined || entitlements !== undefined, {
    error: 'must name applications or entitlements',
    params: { code: 'nothing-confidential', remedy: 'Write what only these may see.' },
  });

export const requestsSchema = z
  .strictObject({
    rules: z.record(id, rule).meta({ description: 'In this order; the first that fits answers. None = refused.' }),
    conflicts: z.record(id, conflict).prefault({}).meta({ description: 'What nobody may hold together.' }),
    hold: hold.prefault({}).meta({ description: 'For how long, where a rule says nothing.' }),
    reason: z.enum(['needed', 'optional']).prefault('optional'),
    ticket: z.enum(['needed', 'optional']).prefault('optional'),
    whenManagerAsks: whenManagerAsks.optional(),
    confidential: z.record(id, confidential).prefault({}).meta({
      description: 'What only some may see; to others it is as if it were not in the catalogue.',
    }),
    onMove: onMove.prefault('keep').meta({
      description:
        'What becomes of requested access when its holder moves to other work: `keep` it, `end` it after the overlap, or `ask` the new manager and the owner.',
    }),
    movedBy: z.array(line('An attribute.')).min(1).optional().meta({
      description: 'Attributes whose change is other work; without it those the reference table looks at.',
    }),
    times: z
      .strictObject({
        remindAfter: span('An open question is asked again after this.').prefault('4h'),
        escalateAfter: span('An open question goes to the next who may answer after this.').prefault('24h'),
        timeOutAfter: span('An open question ends as not answered after this.').prefault('7d'),
        inPlaceWithin: span('Decided, and not whole after this: what was given of it is taken back.').prefault('4h'),
        remindBeforeEnd: span('Whoever holds it hears this long before its end.').prefault('24h'),
      })
      .prefault({}),
  })
  .meta({ title: 'policy.yaml', description: 'Who may ask for what, who decides, and for how long.' });

export type RequestsInput = z.output<typeof requestsSchema>;
