import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Mistake } from './mistake.ts';
import { checkWritable, writeNamedFile } from './namedFile.ts';

it('is written for its owner only, also over a file that others could read, and leaves nothing beside it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenure-file-'));
  const file = join(folder, 'page.html');
  try {
    writeFileSync(file, 'last month');
    chmodSync(file, 0o644);
    checkWritable(file);
    expect(readFileSync(file, 'utf8')).toBe('last month');
    writeNamedFile(file, 'this month');
    expect(readFileSync(file, 'utf8')).toBe('this month');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['page.html']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('a place that cannot be written to is said before the work is done', () => {
  const nowhere = join(tmpdir(), 'tenure-no-such-folder', 'page.html');
  expect(() => checkWritable(nowhere)).toThrow(Mistake);
  expect(() => writeNamedFile(nowhere, 'text')).toThrow(Mistake);
  expect(existsSync(nowhere)).toBe(false);
});

it('nor is a file a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenure-file-'));
  const file = join(folder, 'page.html');
  try {
    writeFileSync(file, '');
    expect(() => checkWritable(join(file, 'page.html'))).toThrow(Mistake);
    expect(() => writeNamedFile(join(file, 'page.html'), 'text')).toThrow(Mistake);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
