/**
 * Whether a bundle is what was made: fed with its parts in the order manifest, seals, events, personal text, and every
 * file as it was read. Needs the public key and nothing of Tenure's store. All that is kept of the events is where each
 * stream stands, so a bundle may be larger than memory; and of each that its seals contradict its time and its place, until
 * the last one is read: that a clock was set back explains them, and comes behind them. In a record of ours those are what
 * was recorded while the clock stood behind.
 */
import { z } from 'zod';
import type { PieceVerifier } from '../evidence/index.ts';
import { canonicalOrNull, sha256 } from '../shared/canonical.ts';
import { isManifestSigned, type ReadManifest, readManifest } from './manifest.ts';
import { type BundleFault, type BundleFaultName, type Checked, MANIFEST, type NamedFile } from './model.ts';
import { sealCheck } from './sealCheck.ts';
import { type ReadEvent, streamCheck } from './streamCheck.ts';

export interface BundleVerifier extends PieceVerifier {
  knows(keyId: string): boolean;
}

/** A seal as it is known from elsewhere: the ledger's issue, the log, an older bundle. */
export interface KnownSeal {
  readonly seal: number;
  readonly hash: string;
}

export interface BundleCheck {
  /** Answers it, so that whoever feeds knows which files there are. */
  manifest(text: string): ReadManifest | null;
  seal(line: string): void;
  event(line: string): ReadEvent | null;
  personal(line: string): void;
  /** Every file beside the manifest, as it was read. */
  file(read: NamedFile): void;
  outcome(known?: readonly KnownSeal[]): Checked;
}

/** More say no more. */
const MOST_FAULTS = 50;

const personalShape = z.strictObject({ stream: z.string(), seq: z.int(), salt: z.string(), text: z.unknown() });

export function bundleCheck(verifier: BundleVerifier): BundleCheck {
  const faults: BundleFault[] = [];
  let more = 0;
  const found = (fault: BundleFault) => {
    if (faults.length < MOST_FAULTS) faults.push(fault);
    else more += 1;
  };
  const seals = sealCheck(verifier, found);
  const streams = streamCheck(seals, found);
  const digests = new Map<string, string>();
  const files = new Map<string, NamedFile>();
  let manifest: ReadManifest | null = null;
  let texts = 0;

  const checkFiles = ({ files: named }: ReadManifest) => {
    for (const { name, sha256: digest, bytes } of named) {
      const read = files.get(name);
      if (read === undefined) found({ fault: 'file-missing', where: name });
      else if (read.sha256 !== digest || read.bytes !== bytes) found({ fault: 'file-altered', where: name });
    }
    const names = new Set(named.map(({ name }) => name));
    for (const name of files.keys()) if (!names.has(name)) found({ fault: 'file-unnamed', where: name });
  };
  const checkCounts = (named: ReadManifest) => {
    const differs = (what: string, says: unknown, is: unknown) => {
      if (says !== is) found({ fault: 'count-differs', where: what });
    };
    differs('streams', named.streams, streams.streams);
    differs('events', named.events, streams.events);
    differs('seals', named.seals.count, seals.count);
    differs('the last seal', named.seals.last, seals.last);
    if (named.personal !== null) differs('personal texts', named.personal, texts);
  };
  /** What is known from elsewhere outranks what the bundle says of itself. */
  const boundBy = (known: readonly KnownSeal[]): number => {
    const wrong = known.filter(({ seal, hash }) => seals.hashOf(seal) !== null && seals.hashOf(seal) !== hash);
    const missing = known.filter(({ seal }) => seals.hashOf(seal) === null);
    for (const { seal } of wrong) found({ fault: 'known-seal-differs', where: `seal ${seal}` });
    for (const { seal } of missing) found({ fault: 'known-seal-missing', where: `seal ${seal}` });
    if (wrong.length === 0) return Number.POSITIVE_INFINITY;
    const first = Math.min(...wrong.map(({ seal }) => seal));
    const held = known.filter(({ seal, hash }) => seal < first && seals.hashOf(seal) === hash);
    return Math.max(0, ...held.map(({ seal }) => seal));
  };
  return {
    manifest(text) {
      manifest = readManifest(text);
      const fault = manifestFault(manifest, verifier);
      if (fault !== null) found({ fault, where: MANIFEST });
      return manifest;
    },
    seal: seals.add,
    event(line) {
      const event = streams.add(line);
      if (event?.personal !== undefined && manifest?.personal != null) digests.set(keyOf(event), event.personal.digest);
      return event;
    },
    personal(line) {
      texts += 1;
      const read = parsed(line);
      const key = read === null ? '' : keyOf(read);
      const text = read === null ? null : canonicalOrNull(read.text);
      const isTrue = read !== null && text !== null && digests.get(key) === sha256(read.salt + text);
      if (!isTrue) found({ fault: 'personal-altered', where: read === null ? `line ${texts}` : key });
      digests.delete(key);
    },
    file: (read) => void files.set(read.name, read),
    outcome(known = []) {
      streams.end();
      if (manifest !== null) {
        checkFiles(manifest);
        checkCounts(manifest);
      }
      const bound = boundBy(known);
      const vouched = Math.min(seals.whole, (streams.firstBroken ?? Number.POSITIVE_INFINITY) - 1, bound);
      const at = seals.atOf(vouched);
      return {
        whole: faults.length === 0,
        vouches: at === null ? null : { seal: vouched, at },
        seals: seals.count,
        streams: streams.streams,
        events: streams.events,
        after: streams.after(),
        personal: manifest?.personal ?? null,
        setBack: streams.setBack,
        faults,
        more,
      };
    },
  };
}

function manifestFault(manifest: ReadManifest | null, verifier: BundleVerifier): BundleFaultName | null {
  if (manifest === null) return 'manifest-unreadable';
  if (!verifier.knows(manifest.keyId)) return 'other-key';
  return isManifestSigned(manifest, verifier) ? null : 'manifest-signature';
}

const keyOf = ({ stream, seq }: { readonly stream: string; readonly seq: number }) => `${stream} ${seq}`;

function parsed(line: string) {
  try {
    return personalShape.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
