/** A file somebody names on the command line: read as text, or written. */
import { accessSync, constants, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
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

/** For its owner only, whatever was there before: such files name people. Put into place whole, or not at all. */
export function writeNamedFile(path: string, text: string): void {
  const draft = `${path}.${process.pid}.new`;
  try {
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, path);
  } catch {
    if (existsSync(draft)) rmSync(draft);
    throw new Mistake('unwritable-file', `The file ${path} cannot be written.`);
  }
}

/** Said before the work is done that would be lost: a folder that is not there, a place one may not write to. */
export function checkWritable(path: string): void {
  try {
    accessSync(`${dirname(resolve(path))}/.`, constants.W_OK);
    if (existsSync(path) && !statSync(path).isFile()) throw new Error('no file');
  } catch {
    throw new Mistake('unwritable-file', `The file ${path} cannot be written.`);
  }
}
