/** What a harness or a measurement was asked for: a mistake is the caller's, and is said in a sentence with how to use it. */
import { accessSync, constants } from 'node:fs';
import { type ParseArgsConfig, parseArgs } from 'node:util';

export function argumentsOf<Config extends ParseArgsConfig>(
  config: Config,
  usage: string,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (mistake) {
    // Node's own first sentence names the option; what follows is about how it parses.
    return giveUp(mistake instanceof Error ? (mistake.message.split('\n')[0] ?? '') : String(mistake), usage);
  }
}

export function flagsOf<Config extends ParseArgsConfig>(
  config: Config,
  usage: string,
): ReturnType<typeof parseArgs<Config>>['values'] {
  return argumentsOf(config, usage).values;
}

export function giveUp(why: string, usage: string): never {
  console.error(`${why}\n${usage}`);
  process.exit(2);
}

/** A file that is read later, perhaps after minutes of other work. */
export function readableFile(name: string, path: string, usage: string): string {
  try {
    accessSync(path, constants.R_OK);
    return path;
  } catch {
    return giveUp(`--${name} ${path}: there is no such file, or it may not be read`, usage);
  }
}

/** Of `--name text`; `least` = the smallest that makes sense. */
export function wholeNumber(name: string, text: string, least: number, usage: string): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return number >= least ? number : giveUp(`--${name} ${text}: a whole number from ${least} on is wanted`, usage);
}
