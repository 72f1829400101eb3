/** `tenure audit`: the five answers for one person. */
import type { ResultOf } from '../../app/operations/index.ts';
import { unreachable } from '../../core/shared/outcome.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, type Paint, when, who } from '../print.ts';

type Audit = ResultOf<'audit'>;
type Held = Audit['grants'][number];

export const addAudit: AddCommand = (program, cli) => {
  withJson(program.command('audit'))
    .summary('the five answers: what was asked, who approved, which group, when it began, when it ended')
    .description(
      'For every access of one person: what was asked and where, who approved it having been shown what, which group gave\n' +
        'it, when it was first read back as there, and when it was read back as gone. And what was asked and not given.',
    )
    .argument('<person>', 'employee number, work address or login')
    .option('--entitlement <entitlement>', 'one role alone, such as aws:production')
    .option('--at <date>', 'only what was held on that day (2026-03-31) or at that instant')
    .action((person: string, options: { json?: boolean; entitlement?: string; at?: string }) =>
      cli.run(options, async ({ ask, show, paint }) => {
        const { entitlement, at } = options;
        const found = await ask('audit', {
          person,
          ...(entitlement === undefined ? {} : { entitlement }),
          ...(at === undefined ? {} : { at }),
        });
        show(found, () => auditLines(found, paint));
      }),
    );
};

export function auditLines({ person, at, grants, notGiven }: Audit, paint: Paint): readonly string[] {
  return [
    `${paint.strong(who(person))}  ${clean(person.workMail)}${at === null ? '' : `  at ${when(at)}`}`,
    ...(grants.length === 0 ? ['No access.'] : grants.flatMap((one) => ['', ...heldLines(one, paint)])),
    ...(notGiven.length === 0 ? [] : ['', paint.strong('Asked for, and not given')]),
    ...notGiven.map(
      ({ asked, text, because }) =>
        `  ${clean(asked.entitlement ?? text ?? '(erased)')} on ${asked.case}: ${because ?? 'still open'}`,
    ),
  ];
}

const heldLines = (one: Held, paint: Paint): readonly string[] => [
  paint.strong(clean(one.access)),
  ...(one.standing === null || one.standing === 'held' ? [] : [`  then      ${STANDING[one.standing]}`]),
  `  asked     ${askedWords(one)}`,
  ...approvedWords(one).map((line, nth) => `  ${nth === 0 ? 'approved ' : '         '} ${line}`),
  ...one.groups.map(
    ({ group, began, ended, stillBy }) =>
      `  group     ${clean(group)}: ${span(began, ended)}${stillBy.length === 0 ? '' : ', and still given otherwise'}`,
  ),
  ...(one.byHand === null ? [] : [`  by hand   ${handWords(one.byHand)}`]),
  `  began     ${began(one)}`,
  `  ended     ${ended(one)}`,
];

const STANDING = {
  decided: 'decided, and not read back as there yet',
  ending: 'ended by decision, and not read as gone yet',
} as const;

const span = (from: string | null, until: string | null) =>
  from === null ? 'never read back' : `read back ${when(from)}${until === null ? '' : `, read as gone ${when(until)}`}`;

function askedWords({ asked, because }: Held): string {
  const by = asked.by === null ? because : `by ${who(asked.by)}`;
  const at = asked.at === null ? '' : ` on ${when(asked.at)}`;
  const why = asked.reason === null ? '' : `, because: ${clean(asked.reason)}`;
  return `${asked.case}, ${CHANNELS[asked.channel]}${at}, ${by}${asked.duration === null ? '' : `, for ${asked.duration}`}${why}`;
}

const CHANNELS = { jira: 'on a form in Jira', slack: 'in Slack', api: 'at Tenure itself' } as const;

function approvedWords({ approved }: Held): readonly string[] {
  const policy = approved.policyBy === null ? '' : `, a policy by ${clean(approved.policyBy.author)}`;
  switch (approved.kind) {
    case 'people':
      return approved.decisions.map(
        ({ by, of, verdict, channel, duration, at, shown }) =>
          `${verdict === 'approve' ? '' : 'refused by '}${clean(by ?? '(erased)')}${of === null ? '' : ` in the place of ${clean(of)}`}${duration === null ? '' : `, for ${duration} only,`} by ${channel} on ${when(at)}, shown ${shown.slice(0, 12)}`,
      );
    case 'rule':
      return [
        `by rule ${approved.rule}${approved.emergency ? ' as an emergency' : ' without asking'}${policy}`,
        ...(approved.emergency ? [reviewWords(approved.reviewed)] : []),
      ];
    case 'rows':
      return [`comes with the job: row ${approved.rows.join(', ')}${policy}`];
    case 'form':
      return [`ticked on the form, given by the catalogue without asking${policy}`];
    case 'list':
      return [`there already; the list was confirmed by ${clean(approved.confirmedBy ?? 'nobody we know of')}`];
    case 'reinstated':
      return ['given again'];
    default:
      return unreachable(approved);
  }
}

const reviewWords = (reviewed: Extract<Held['approved'], { readonly kind: 'rule' }>['reviewed']) =>
  reviewed === null
    ? 'nobody has said yet whether it was one'
    : `${clean(reviewed.by ?? '(erased)')} by ${reviewed.channel} on ${when(reviewed.at)}: ${reviewed.verdict === 'justified' ? 'justified' : 'not justified'}, because: ${clean(reviewed.reason ?? '(erased)')}`;

/** Whoever closes a task there is known by the id Jira has for them. */
const handOf = ({ by }: { readonly by: string }) => (by.includes('@') ? clean(by) : `Jira account ${clean(by)}`);

const handWords = ({ opened, closed }: NonNullable<Held['byHand']>) =>
  [
    opened === null ? 'not confirmed as opened' : `opened, confirmed by ${handOf(opened)}`,
    ...(closed === null ? [] : [`closed, confirmed by ${handOf(closed)}`]),
  ].join('; ');

const began = (one: Held) =>
  `${one.began === null ? 'not read back yet' : when(one.began)}${one.wasThere ? ` (was there before ${when(one.from)})` : ''}`;

function ended(one: Held): string {
  if (one.until === null) return 'not: held while it applies';
  const decided = `by decision ${when(one.until)}${one.endedBy === null ? '' : ` (${one.endedBy})`}`;
  return one.ended === null ? `${decided}; not read as gone` : `${when(one.ended)}, ${decided}`;
}
