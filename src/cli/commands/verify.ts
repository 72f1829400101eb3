/** `tenure verify`: is the record whole, in the store, on the issues, or in a bundle? */

import { answersFrom } from '../../app/bundle/answers.ts';
import { eventLines, feedBundle, personalTexts, readKnownSeal } from '../../bundleFolder.ts';
import { bundleCheck, bundleFaultSentence, type Checked, setBackSentence } from '../../core/bundle/index.ts';
import { Mistake } from '../../mistake.ts';
import { verifierFor } from '../../signingKey.ts';
import { type AddCommand, withJson } from '../command.ts';
import { clean, count, type Paint } from '../print.ts';
import type { Session } from '../session.ts';
import { auditLines } from './audit.ts';

interface Options {
  readonly json?: boolean;
  readonly issues?: boolean;
  readonly key: readonly string[];
  readonly seal: readonly string[];
  readonly answers?: string;
}

const another = (value: string, before: readonly string[]) => [...before, value];

export const addVerify: AddCommand = (program, cli) => {
  withJson(program.command('verify'))
    .summary('check every chain, the ledger and the seals; or a bundle, with no store and no network')
    .description(
      'Checks every stream’s hash chain, and that every row of the ledger is what its events make of it. With\n' +
        '--issues also the signed pieces on the issues in Jira. With the folder of a bundle checks that alone, and says up\n' +
        'to which seal it vouches for it. Exit code 1 when something does not hold.',
    )
    .argument('[bundle]', 'a folder that tenure export has written')
    .option('--issues', 'also read back the signed pieces from every issue')
    .option('--key <file>', 'public key the bundle is checked with; once for each', another, [])
    .option('--seal <file>', 'a seal known from elsewhere: from Jira, the log, an older bundle', another, [])
    .option('--answers <person>', 'the five answers for one person, from the bundle')
    .action((bundle: string | undefined, options: Options) =>
      cli.run(options, (session) =>
        bundle === undefined ? verifyStore(session, options) : verifyBundle(session, bundle, options),
      ),
    );
};

async function verifyStore({ ask, show, paint }: Session, { issues: asked, ...others }: Options): Promise<number> {
  if (others.answers !== undefined || others.key.length > 0 || others.seal.length > 0) {
    throw new Mistake('no-bundle', 'Name the folder of a bundle: --key, --seal and --answers are about one.', {
      exit: 2,
    });
  }
  const record = await ask('verify', {});
  const issues = asked === true ? await ask('verifyIssues', {}) : null;
  const faults = [...record.faults, ...(issues?.faults ?? [])];
  const whole = faults.length === 0;
  const readBack = issues === null ? null : { issues: issues.issues, behind: issues.behind };
  show({ ...record, whole, faults, readBack }, () => [
    `${count(record.streams, 'chain')}, ${count(record.events, 'event')}, ${record.seals === 0 ? '' : `${count(record.seals, 'seal')}, `}the ledger of ${count(record.people, 'person', 'people')} replayed`,
    ...(record.erased === 0 ? [] : [`${record.erased} of them erased: compared without their names`]),
    ...(issues === null
      ? []
      : [
          `${count(issues.issues, 'issue')} read back${issues.behind === 0 ? '' : `, ${issues.behind} not written yet`}`,
        ]),
    ...faults.map(({ where, fault, says }) => `  ${paint.bad(fault)}  ${clean(where)}: ${clean(says)}`),
    whole ? paint.good('Whole.') : paint.bad(`Not whole: ${count(faults.length, 'fault')}.`),
  ]);
  return whole ? 0 : 1;
}

async function verifyBundle(session: Session, folder: string, options: Options): Promise<number> {
  const { config, show, paint } = session;
  if (options.issues === true) {
    throw new Mistake('no-issues', 'A bundle is checked without Jira: leave --issues away.', { exit: 2 });
  }
  const check = bundleCheck(verifierFor(config, options.key));
  await feedBundle(folder, check);
  const checked = check.outcome(options.seal.map(readKnownSeal));
  const audit = options.answers === undefined || !checked.whole ? null : await answersIn(folder, options.answers);
  show(audit === null ? checked : { ...checked, answers: audit }, () => [
    ...checkedLines(checked, paint),
    ...(audit === null ? [] : ['', ...auditLines(audit, paint)]),
    ...(options.answers !== undefined && !checked.whole
      ? ['', 'What is not whole answers nothing: no answers are given from it.']
      : []),
  ]);
  return checked.whole ? 0 : 1;
}

async function answersIn(folder: string, person: string) {
  const texts = await personalTexts(folder);
  const found = await answersFrom({ events: () => eventLines(folder), texts }, person);
  if (found.kind === 'answered') return found.audit;
  if (found.kind === 'several') {
    throw new Mistake('ambiguous-person', `"${person}" fits more than one person. Use one of these ids:`, {
      details: found.people,
    });
  }
  throw new Mistake(
    'unknown-person',
    texts.size === 0
      ? `Nobody has the id "${person}". This bundle holds no names: ask by the id Tenure knows them by, or export with --personal.`
      : `Nobody in the bundle is known as "${person}".`,
  );
}

function checkedLines(checked: Checked, paint: Paint) {
  const { seals, streams, events, vouches, after, setBack, faults, more, whole } = checked;
  const behind =
    after.events === 0
      ? []
      : [
          `${count(after.events, 'event')} after it, in ${after.streams.map(clean).join(', ')}: no seal vouches for them`,
        ];
  return [
    `${count(streams, 'stream')}, ${count(events, 'event')}, ${count(seals, 'seal')}`,
    vouches === null ? 'No seal vouches for any of it.' : `Vouched for up to seal ${vouches.seal} of ${vouches.at}.`,
    ...behind,
    ...setBack.map((one) => paint.warn(clean(setBackSentence(one)))),
    ...faults.map((one) => `  ${paint.bad(one.fault)}  ${clean(bundleFaultSentence(one))}`),
    ...(more === 0 ? [] : [`  and ${more} more`]),
    whole ? paint.good('Whole.') : paint.bad(`Not whole: ${count(faults.length + more, 'fault')}.`),
  ];
}
