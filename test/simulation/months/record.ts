/** What is promised about the record: it and the ledger are one, each piece of it is there once, and it needs nobody to vouch. */
import { createHash } from 'node:crypto';
import { verify } from '../../../src/app/operations/verify.ts';
import { HEAD_KEY } from '../../../src/core/evidence/index.ts';
import { verifyPieces } from '../../../src/core/evidence/verifyPieces.ts';
import type { CaseRow, Reader } from '../../../src/ports/store.ts';
import type { Facts } from './facts.ts';
import type { Found, Invariant } from './statement.ts';
import type { Issue } from './tracker.ts';

export const RECORD: readonly Invariant[] = [
  {
    number: 6,
    name: 'one transaction',
    promises:
      'every row of the ledger is what the events say, every chain is whole, and what was wanted was followed up',
    async broken({ history }) {
      const outcome = await history.ask((world) => verify.run(world, {}));
      const faults = outcome.ok ? outcome.value.faults : [];
      return faults.map(({ where, says }): Found => ({ person: null, says: `${where}: ${says}` }));
    },
  },
  {
    number: 13,
    name: 'exactly once in the record',
    promises:
      'each issue carries each comment and sub-task once, each event in one comment, each mail has one id, and each exception a name of its own',
    async broken(facts) {
      const { history } = facts;
      const issues = [...history.site.issues.values()].flatMap((issue) => twice(issue));
      return [...issues, ...(await namedTwice(history.backing.store.read))];
    },
  },
  {
    number: 14,
    name: 'the record outlives us',
    promises:
      'the pieces on an issue are signed, chained and whole, and say what the store says, and nobody is told of a hand on them when there was none',
    async broken(facts) {
      const found: Found[] = [];
      const { read } = facts.history.backing.store;
      for (const row of await read.cases()) found.push(...(await outlives(facts, row)));
      for (const { detail } of await read.exceptions({ kinds: ['record-edited'] }))
        found.push({
          person: null,
          says: `${detail.key}: ${detail.what}, so people were told, and nobody had touched it`,
        });
      return found;
    },
  },
];

function twice({ key, comments, tasks }: Issue): readonly Found[] {
  const says = [
    ...repeated(comments.map((one) => one.key)).map((one) => `comment ${one} stands twice`),
    ...repeated(tasks.map(({ task }) => task)).map((one) => `sub-task ${one} stands twice`),
    // A comment is keyed by where its part of the story begins, and says how far it tells it.
    ...comments.flatMap(({ key: own, upTo }, index) => {
      const begins = Number(own.slice(own.lastIndexOf('@') + 1));
      // What is told of each who was adopted, on the issue of the adoption, are stories of their own.
      const before = comments.slice(0, index).findLast((one) => storyOf(one.key) === storyOf(own));
      return before !== undefined && begins < before.upTo
        ? [`${own} up to ${upTo} tells again what ${before.key} told`]
        : [];
    }),
  ];
  return says.map((one): Found => ({ person: null, says: `${key}: ${one}` }));
}

/** The list has one row for each name: what has the name of another is on none. */
async function namedTwice(read: Reader): Promise<readonly Found[]> {
  const streams = await Promise.all((await read.cases()).map(({ id }) => read.stream(id)));
  const names = streams.flat().flatMap(({ event }) => (event.type === 'ExceptionRaised' ? [event.exception] : []));
  return repeated(names).map((one) => ({ person: null, says: `two exceptions are called ${one}` }));
}

const storyOf = (key: string) => key.slice(0, key.lastIndexOf('@'));

const repeated = (all: readonly string[]) => [...new Set(all.filter((one, index) => all.indexOf(one) !== index))];

/** As the simulated key signs; whoever checks has it, the issue, and nothing of the store. */
const VERIFIER = {
  verify: (text: string, signature: string) => createHash('sha256').update(text).digest('base64url') === signature,
};

async function outlives({ history }: Facts, row: CaseRow): Promise<readonly Found[]> {
  const { read } = history.backing.store;
  const issue = history.site.issues.get(row.issueId);
  const say = (says: string): readonly Found[] => [{ person: row.person, says: `${row.issueKey}: ${says}` }];
  if (issue === undefined) return say('a case without an issue');
  const [links, { isWritten }] = [await read.rawStream(row.id), await read.evidenceStanding(row.id)];
  if (!isWritten) return say('not everything of it is on its issue');
  const head = issue.properties.get(HEAD_KEY);
  if (head === undefined)
    return links.length === 0 || (await read.evidenceCursor(row.id)) === 0 ? [] : say('no record');
  const bodies = [...issue.properties].flatMap(([key, value]) => (key === HEAD_KEY ? [] : [value]));
  const [attachment = null] = [...issue.attachments.values()].slice(-1);
  const checked = verifyPieces(head, bodies, attachment, VERIFIER);
  if (!checked.ok) return say(checked.refusal);
  if (checked.value.links.length < (await read.evidenceCursor(row.id)))
    return say('less is in the pieces than was told');
  const there = new Set(links.map(({ hash }) => hash));
  return checked.value.links.every(({ hash }) => there.has(hash)) ? [] : say('the issue says what the store does not');
}
