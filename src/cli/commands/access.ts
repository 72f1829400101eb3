/** `tenure access`: what one person holds, has asked for, is to decide, and may ask for. */
import type { ResultOf } from '../../app/operations/index.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, type Paint, when, who } from '../print.ts';

interface Options {
  readonly json?: boolean;
  readonly offers?: string | true;
}

export const addAccess: AddCommand = (program, cli) => {
  withJson(program.command('access'))
    .summary('what somebody holds, has asked for, is to decide, and may ask for')
    .description(
      'Shows one person’s access as they see it themselves: what they hold and until when, what they have asked for and who is asked about it, and what waits for their word. With --offers what policy would let them ask for.',
    )
    .argument('<person>', 'employee number, work address or login')
    .option('--offers [words]', 'what they may ask for, and for how long; only what these words find')
    .action((person: string, { offers, ...options }: Options) =>
      cli.run(options, async ({ ask, show, paint }) => {
        if (offers !== undefined) {
          const found = await ask('offers', { person, ...(offers === true ? {} : { search: offers }) });
          return show(found, () => offerLines(found, paint));
        }
        const found = await ask('access', { person });
        return show(found, () => accessLines(found, paint));
      }),
    );
};

type Access = ResultOf<'access'>;

const accessLines = (
  { person, works, holds, asked, kept, toDecide, again }: Access,
  paint: Paint,
): readonly string[] => [
  paint.strong(who(person)),
  ...(works ? [] : ['  does not work here now']),
  ...(holds.length === 0 ? ['  holds nothing'] : []),
  ...holds.map(
    ({ title, until, begins, causes, issue }) =>
      `  ${clean(title)}  ${until === null ? 'no end' : `until ${begins ? 'at the latest ' : ''}${when(until)}`}, ${causes.join(', ')}, ${issue.key}`,
  ),
  ...titled('Asked for', asked, ({ title, forWhom, duration, waitsFor, issue }) => {
    const about = forWhom === null ? '' : ` for ${clean(forWhom)}`;
    const waits =
      waitsFor === null
        ? 'nobody is asked yet'
        : `${waitsFor.stage === null ? '' : `step ${waitsFor.stage} of ${waitsFor.stages}, `}asked of ${waitsFor.approvers.map(({ mail }) => clean(mail)).join(', ')}, until ${when(waitsFor.until)}`;
    return `  ${clean(title)}${about}, ${duration}, ${issue.key}: ${waits}`;
  }),
  ...titled(
    'Kept, until Jira answers again',
    kept,
    ({ titles, askedAt }) => `  ${clean(titles.join(', '))}, ${when(askedAt)}`,
  ),
  ...titled(
    'Waits for their word',
    toDecide,
    ({ title, forWhom, duration, risk, issue, line, until }) =>
      `  ${clean(title)} for ${clean(forWhom)}, ${duration}, risk ${risk}, ${issue.key} line ${line}, until ${when(until)}`,
  ),
  ...titled('Had, or asked for', again, ({ title, ended, issue }) => `  ${clean(title)}: ${ended}, ${issue.key}`),
];

const titled = <One>(title: string, all: readonly One[], line: (one: One) => string): readonly string[] =>
  all.length === 0 ? [] : [`${title}:`, ...all.map(line)];

type Offers = ResultOf<'offers'>;

function offerLines({ person, offers, more }: Offers, paint: Paint): readonly string[] {
  return [
    paint.strong(who(person)),
    ...(offers.length === 0 ? ['  The catalogue has nothing like that.'] : []),
    ...offers.flatMap((offer) => {
      if (!offer.offered) {
        return [
          `  ${clean(offer.title)}  ${paint.dim(`${offer.words}${offer.says === null ? '' : ` ${clean(offer.says)}`}`)}`,
        ];
      }
      const held = offer.heldUntil === null ? '' : `, held until ${when(offer.heldUntil)}: an extension`;
      return [
        `  ${clean(offer.title)}, risk ${offer.risk}${held}`,
        ...offer.choices.map((one) => `    ${choiceWords(one)}`),
        ...offer.emergency.map((one) => `    in an emergency: ${choiceWords(one)}`),
      ];
    }),
    ...(more === 0 ? [] : [`  and ${more} more: name a few letters of what is meant`]),
  ];
}

type Choice = Extract<Offers['offers'][number], { readonly offered: true }>['choices'][number];

const choiceWords = ({ for: span, isUsual, rule, answer, reason, ticket }: Choice) =>
  [
    `${span}${isUsual ? ' (usual)' : ''}`,
    answer === 'stages' ? 'asked about' : 'given at once',
    ...(reason === 'needed' ? ['needs a reason'] : []),
    ...(ticket === 'needed' ? ['needs a ticket'] : []),
    `rule ${rule}`,
  ].join(', ');
