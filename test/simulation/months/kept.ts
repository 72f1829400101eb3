/**
 * Seeds of histories that once broke something, each with what it was, one file each in seeds/. They are lived again by
 * every test run; a life that has changed since is another one under the same seed, so what was learned is a test as well.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { GENERATIONS } from './generations.ts';

const FOLDER = new URL('seeds/', import.meta.url);
const read = z.strictObject({
  seed: z.int().positive(),
  was: z.string().min(1),
  test: z.string().min(1),
  generation: z.literal(GENERATIONS),
});

export type KeptSeed = z.infer<typeof read>;

export const keptSeeds = (): readonly KeptSeed[] =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => read.parse(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'))));
