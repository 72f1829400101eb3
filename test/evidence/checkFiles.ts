/** A bundle in memory, checked as `tenure verify` checks a folder. */
import {
  type BundleVerifier,
  bundleCheck,
  type Checked,
  EVENTS,
  type KnownSeal,
  MANIFEST,
  PERSONAL,
  SEALS,
} from '../../src/core/bundle/index.ts';
import { sha256 } from '../../src/core/shared/canonical.ts';
import type { Files } from './smallRecord.ts';

export function checkFiles(files: Files, verifier: BundleVerifier, known: readonly KnownSeal[] = []): Checked {
  const check = bundleCheck(verifier);
  check.manifest(files.get(MANIFEST) ?? '');
  for (const line of linesOf(files.get(SEALS))) check.seal(line);
  for (const line of linesOf(files.get(EVENTS))) check.event(line);
  for (const line of linesOf(files.get(PERSONAL))) check.personal(line);
  for (const [name, text] of files) {
    if (name !== MANIFEST) check.file({ name, sha256: sha256(text), bytes: Buffer.byteLength(text) });
  }
  return check.outcome(known);
}

export const linesOf = (text = ''): readonly string[] => {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
};

export const textOf = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
