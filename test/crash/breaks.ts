/**
 * What is upheld when one of two services or the database is struck, and how it is broken on purpose: a place of the code, put
 * otherwise in the service that is started, and nowhere else. `npm run kills -- --break NAME` has to end with 1 for each of them; a
 * test holds every place to the code. docs/operate/kills.md says what was seen.
 */
import type { Blow } from './blows.ts';
import type { Edit } from './bundle.ts';

export interface Break {
  readonly name: string;
  readonly what: string;
  readonly of: Blow;
  /** Where it is struck: at these steps alone, as a pattern. */
  readonly at: string;
  /** Blows within which it has to be seen. */
  readonly count: number;
  readonly edits: readonly Edit[];
}

const TURN = 'src/app/evidence/evidenceTurn.ts';
const LEASE = 'src/app/reconcile/lease.ts';

export const BREAKS: readonly Break[] = [
  {
    name: 'comment-not-looked-for',
    what: 'whoever takes over writes a comment without looking whether it is there',
    of: 'worker',
    at: 'after jira POST /issue/\\*/comment',
    count: 2,
    edits: [
      {
        file: 'src/app/evidence/evidence.ts',
        from: 'document, work.last, work.isFirst, before);',
        to: 'document, work.last, true, before);',
      },
    ],
  },
  {
    name: 'mail-known-by-chance',
    what: 'each try of a mail has a Message-ID of its own',
    of: 'worker',
    at: 'after mail',
    count: 2,
    edits: [
      {
        file: 'src/app/notices/notify.ts',
        from: '.slice(0, 32)}@tenure.',
        to: '.slice(0, 32) + Math.random()}@tenure.',
      },
    ],
  },
  {
    name: 'lease-not-asked-for',
    what: 'whoever comes back after its lease goes on giving, whoever has the account by then',
    of: 'pause',
    at: 'after okta PUT /groups/\\*/users/\\*',
    count: 3,
    edits: [
      {
        file: LEASE,
        from: 'if (lease.validUntil - world.monotonic() > callMilliseconds) return true;',
        to: 'return true;',
      },
      {
        file: LEASE,
        from: 'row !== null && row.leaseEpoch === epoch && row.wantedRev === rev;',
        to: 'row !== null || rev === epoch;',
      },
    ],
  },
  {
    name: 'old-epoch-counts',
    what: 'what was read under a lease that somebody else has by then is recorded',
    of: 'pause',
    at: '^after okta (?:read|PUT /groups|POST /users)',
    count: 4,
    edits: [
      { file: LEASE, from: 'return row.leaseEpoch === epoch ? row : null;', to: 'return epoch < 0 ? null : row;' },
    ],
  },
  {
    name: 'turn-not-asked-for',
    what: 'whoever comes back after its turn at a record goes on writing it, and nobody looks again at what came late',
    of: 'pause',
    at: '^after jira PUT /issue/\\*/properties/piece',
    count: 4,
    edits: [
      {
        file: TURN,
        from: 'if (work.validUntil - world.monotonic() > world.timing.callMilliseconds) return;',
        to: 'if (work.validUntil > 0) return;',
      },
      {
        file: TURN,
        from: 'validUntil - monotonic() >= 2 * timing.callMilliseconds;',
        to: 'validUntil >= 2 * timing.callMilliseconds + 0 * monotonic();',
      },
      { file: TURN, from: 'if (monotonic() > turn.validUntil) await', to: 'if (monotonic() < 0) await' },
    ],
  },
  {
    name: 'lane-given-up',
    what: 'a lane that the database does not answer takes no job any more',
    of: 'database',
    at: 'jira',
    count: 1,
    edits: [
      {
        file: 'src/adapters/postgres/laneWorker.ts',
        from: 'await new Promise((resolve) => setTimeout(resolve, this.#work.pollEvery));',
        to: 'this.#stopping = true;',
      },
    ],
  },
];
