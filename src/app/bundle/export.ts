/**
 * A bundle, made of what the store has: a seal over everything there is now, then every seal, every event up to it, and
 * the same for people to read; the manifest last, signed. It comes in pieces, so that it may be larger than memory.
 */
import {
  type CountedPopulation,
  EVENT_LIST,
  EVENTS,
  MANIFEST,
  PERSONAL,
  type PersonalLine,
  REPORT_LIST,
  REPORT_PAGE,
  SEALS,
  writeManifest,
} from '../../core/bundle/index.ts';
import { eventOf } from '../../core/evidence/events/stored.ts';
import { EVENT_VERSION, type RecordedEvent } from '../../core/evidence/model.ts';
import { countedPopulations, populationBook, populationsCsv, reportPage } from '../../core/report/index.ts';
import { canonical } from '../../core/shared/canonical.ts';
import { csvLine } from '../../core/shared/csv.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { RecordRow } from '../../ports/seals.ts';
import { sealNow } from '../seals/make.ts';
import type { World } from '../world.ts';
import { bundleFiles, type Frame } from './bundleFiles.ts';
import { countSealed, recordsUpTo, sealsOf } from './readRecord.ts';
import { reportOptions } from './reportOptions.ts';

export interface ExportOptions {
  /** What the readable files tell of; the events are all, because a chain with a hole proves nothing. */
  readonly from: Instant | null;
  readonly until: Instant | null;
  /** With names, addresses and reasons, and the salts that prove them. */
  readonly personal: boolean;
}

const LIST_HEAD = ['at', 'stream', 'number', 'type', 'body', 'hash'];

export async function* exportFrames(world: World, options: ExportOptions): AsyncIterable<Frame> {
  const { from, until, personal } = options;
  const files = bundleFiles();
  const force = await world.rules.current();
  const book = populationBook({ from, until, names: personal, ...reportOptions(force?.policy ?? null) });
  await sealNow(world);
  const sealed = new Map<string, number>();
  let last: string | null = null;
  let [seals, events, texts] = [0, 0, 0];
  for await (const rows of sealsOf(world)) {
    for (const row of rows) countSealed(sealed, row);
    seals += rows.length;
    last = rows.at(-1)?.hash ?? last;
    yield files.frame(SEALS, rows.map(({ text }) => `${text}\n`).join(''));
  }
  yield files.frame(EVENT_LIST, csvLine(personal ? [...LIST_HEAD, 'personal'] : LIST_HEAD));
  if (personal) yield files.frame(PERSONAL, '');
  for await (const rows of recordsUpTo(world, sealed)) {
    const read = rows.map((row) => ({ row, recorded: recordedOf(row) }));
    for (const { recorded } of read) book.add(recorded);
    events += rows.length;
    yield files.frame(EVENTS, rows.map(({ text }) => `${text}\n`).join(''));
    const shown = read.filter(({ recorded: { at } }) => isWithin(at, options));
    yield files.frame(EVENT_LIST, shown.map(({ recorded }) => listLine(recorded, personal)).join(''));
    const told = personal ? rows.flatMap(personalLine) : [];
    texts += told.length;
    if (told.length > 0) yield files.frame(PERSONAL, told.map((line) => `${canonical(line)}\n`).join(''));
  }
  const populations = book.populations();
  const counted: readonly CountedPopulation[] = countedPopulations(populations);
  const madeAt = await world.store.read.now();
  const company = force?.policy.settings.company ?? '';
  yield files.frame(REPORT_LIST, populationsCsv(populations));
  yield files.frame(
    REPORT_PAGE,
    reportPage({ company, from, until, madeAt, streams: sealed.size, events, seals, populations, counted }),
  );
  const manifest = writeManifest(
    {
      madeAt,
      from,
      until,
      versions: { tenure: world.installation.version, event: EVENT_VERSION },
      streams: sealed.size,
      events,
      seals: { count: seals, last },
      personal: personal ? texts : null,
      populations: counted,
      files: files.named(),
    },
    world.sign,
  );
  yield { file: MANIFEST, text: manifest };
}

const isWithin = (at: Instant, { from, until }: ExportOptions) =>
  (from === null || at >= from) && (until === null || at < until);

export const recordedOf = ({ personal, ...row }: RecordRow): RecordedEvent =>
  eventOf({ ...row, personal: personal?.body ?? null });

/** What a spreadsheet can be filtered by; the personal text only where it was asked for. */
function listLine({ stream, seq, at, event, hash }: RecordedEvent, withText: boolean): string {
  const { type, personal = null, ...body } = { personal: undefined, ...event };
  const text = withText && personal !== null ? [canonical(personal)] : withText ? [''] : [];
  return csvLine([at, stream, String(seq), type, canonical(body), hash, ...text]);
}

const personalLine = ({ stream, seq, personal }: RecordRow): readonly PersonalLine[] =>
  personal === null ? [] : [{ stream, seq, salt: personal.salt, text: personal.body }];
