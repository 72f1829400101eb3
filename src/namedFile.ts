/** A file somebody names on the command line: read as text, or written. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { Mistake } from './mistake.ts';

/** A hundred thousand people fit many times. */
const LARGEST = 24 * 1024 * 1024;

export function readNamedFile(path: string): string {
  let bytes: Uint8Array;
  try {
    if (statSync(path).size > LARGEST) throw new Mistake('too-large', `The file ${path} is larger than 24 MB.`);
    bytes = readFileSync(path);
  } catch (trouble) {
    if (trouble instanceof Mistake) throw trouble;
    throw new Mistake('unreadable-file', `The file ${path} cannot be read.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Mistake('not-utf-8', `The file ${path} is not UTF-8 text. Save it as CSV UTF-8.`);
  }
}

/** For its owner only: such files name people. */
export function writeNamedFile(path: string, text: string): void {
  try {
    writeFileSync(path, text, { mode: 0o600 });
  } catch {
    throw new Mistake('unwritable-file', `The file ${path} cannot be written.`);
  }
}
