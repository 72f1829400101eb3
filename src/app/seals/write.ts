/**
 * Seals on their way to the ledger's issue, in order, each once: its pieces, then one line for people. What the tracker
 * does not take waits in the store, however long, and goes there when it is back. An issue that is full, or gone, is
 * followed by another one.
 */
import { readSeal, sealPieces, sealSentence } from '../../core/evidence/index.ts';
import type { Document } from '../../core/evidence/model.ts';
import type { FiledIn } from '../../core/shared/filedIn.ts';
import { epochOf, type Instant } from '../../core/shared/instant.ts';
import { Fault } from '../../ports/fault.ts';
import type { SealRow } from '../../ports/seals.ts';
import { beginsAttempt } from '../ownIssues.ts';
import type { World } from '../world.ts';
import { newerSeals } from './newer.ts';
import { type LedgerPlace, ledgerPlace, nextIssue } from './place.ts';
import { tellStuck, tellWritten } from './stuck.ts';
import { turnAt } from './turn.ts';

const AT_ONCE = 20;
/** Three looks at the same seal, a minute apart: what it is refused for does not pass by itself. */
const MOST_REFUSALS = 3;
const NEWER = 'newer ones lie there';
const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

/** Answers how many were written; 0 also when nobody has said where to, or another process is at it. */
export async function writeSeals(world: World, isStopping: () => boolean = () => false): Promise<number> {
  const to = (await world.rules.current())?.policy.settings.seals?.ledger;
  if (to === undefined) return 0;
  const { written: before } = await ledgerPlace(world);
  if ((await world.store.seals.after(before, 1)).length === 0) return 0;
  let written = 0;
  for (;;) {
    const { written: last } = await ledgerPlace(world);
    const rows = await world.store.seals.after(last, AT_ONCE);
    for (const row of rows) {
      if (isStopping() || !(await writeOne(world, to, row, { isFirstNow: written === 0 }))) return written;
      written += 1;
    }
    if (rows.length < AT_ONCE) return written;
  }
}

/** `false` = it is another's turn, or another has written it meanwhile. */
async function writeOne(
  world: World,
  to: FiledIn,
  row: SealRow,
  { isFirstNow }: { readonly isFirstNow: boolean },
): Promise<boolean> {
  const turn = turnAt(world);
  const inTime = beginsAttempt(world, turn.goOn);
  const taken = await turn.take(row.seal);
  if (taken === null) return false;
  const { place, isFirst, askedSince, now } = taken;
  const { stuckSince, isTold, refusals = 0, ...kept } = place;
  let { issue } = place;
  // Refused again and again, it is the pieces that do not fit: the line alone still says its number and its hash. On an
  // issue that is filed only now they were never tried.
  const lineAlone = refusals >= MOST_REFUSALS && place.issue !== null;
  try {
    // What the store does not know of is never written over: who starts the service is told of it, and it is compared.
    // One that cannot be read may be such a one.
    if (isFirstNow && (await newerSeals(world)) !== null) throw new Fault('conflict', 'write seal', { note: NEWER });
    issue ??= await fileLedger(world, to, place.part, { askedSince, inTime }, row);
    const attached = await putSeal(world, issue.id, row, {
      isFirst: isFirst && place.issue !== null,
      lineAlone,
    });
    if (isTold === true && !lineAlone) await tellWritten(world);
    return await turn.end({
      ...kept,
      // Until one gets there whole, whoever was told of it is not told again with each seal.
      ...(isTold === true && lineAlone ? { isTold } : {}),
      issue,
      written: row.seal,
      seals: place.seals + 1,
      attachments: place.attachments + (attached ? 1 : 0),
    });
  } catch (trouble) {
    const failed = afterTrouble({ ...place, issue }, trouble, now);
    if (failed.isStuck && isTold !== true) await tellStuck(world, row.seal, trouble);
    await turn.end({ ...failed.place, ...(failed.isStuck ? { isTold: true } : {}) });
    if (!failed.isGone) throw trouble;
    world.log.warn({ issue: place.issue?.key, seal: row.seal }, 'the issue of the seals is gone: another one is filed');
    return writeOne(world, to, row, { isFirstNow });
  }
}

/** A second one not found within an hour was not deleted: another issue would be hidden from us just as well. */
function afterTrouble(place: LedgerPlace, trouble: unknown, now: Instant) {
  const kind = trouble instanceof Fault ? trouble.kind : null;
  const isMissing = kind === 'missing' && place.issue !== null;
  const isSecond = place.goneAt !== undefined && epochOf(now) - epochOf(place.goneAt) < HOUR;
  if (isMissing && !isSecond) return { place: { ...nextIssue(place), goneAt: now }, isGone: true, isStuck: false };
  const refusals = kind === 'invalid' ? (place.refusals ?? 0) + 1 : (place.refusals ?? 0);
  const stuckSince = place.stuckSince ?? now;
  const isLong = epochOf(now) - epochOf(stuckSince) >= DAY;
  const isStuck = isMissing || kind === 'denied' || refusals >= MOST_REFUSALS || isLong;
  return { place: { ...place, refusals, stuckSince }, isGone: false, isStuck };
}

interface Filing {
  readonly askedSince: Instant | null;
  inTime(): Promise<void>;
}

/** Findable: our key is inside it. */
function fileLedger({ tracker }: World, to: FiledIn, part: number, { askedSince, inTime }: Filing, { seal }: SealRow) {
  const issue = { ...to, title: `Seals of the record, part ${part}`, body: wordsFrom(part, seal) };
  return tracker.fileIssue(`seals/${part}`, issue, askedSince, inTime);
}

const wordsFrom = (part: number, seal: number): Document => [
  {
    block: 'paragraph',
    text: [
      {
        text: `Each comment is one seal: how many streams of the record had grown, and the hash of what says how far each goes. From seal ${seal} on${part === 1 ? '' : `; the ones before are on part ${part - 1}`}. The last two lie here in full, as signed entity properties (tenure.seal.odd, tenure.seal.even).`,
      },
    ],
  },
];

/** The head last, then the line. Answers whether it took an attachment. */
async function putSeal(
  { tracker, sign }: World,
  issue: string,
  row: SealRow,
  { isFirst, lineAlone }: { readonly isFirst: boolean; readonly lineAlone: boolean },
): Promise<boolean> {
  const seal = readSeal(row.text);
  if (seal === null) throw new Error(`seal ${row.seal} in the store is none`);
  const { pieces, attachment } = sealPieces({ ...seal, ...row }, sign);
  if (!lineAlone) {
    if (attachment !== null) await tracker.attach(issue, attachment.name, attachment.content);
    for (const { key, value } of pieces.toReversed()) await tracker.putProperty(issue, key, value);
  }
  const line: Document = [
    { block: 'paragraph', text: [{ text: `${sealSentence(seal)} ` }, { text: row.hash, style: 'code' }] },
  ];
  await tracker.comment(issue, `seal/${row.seal}`, line, row.seal, isFirst);
  return attachment !== null && !lineAlone;
}
