/** What a harness or a measurement was asked for: a mistake is the caller's, and is said in a sentence with how to use it. */
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

/** Of `--name text`; `least` = the smallest that makes sense. */
export function wholeNumber(name: string, text: string, least: number, usage: string): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return number >= least ? number : giveUp(`--${name} ${text}: a whole number from ${least} on is wanted`, usage);
}
