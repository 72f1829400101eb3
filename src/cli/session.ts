/** What one command works with, and how its answer reaches whoever asked. */
import type { InputOf, OperationName, ResultOf } from '../app/operations/index.ts';
import type { Config } from '../config.ts';
import { Mistake } from '../mistake.ts';
import { readServiceFile } from '../serviceFile.ts';
import { answererFor } from './ask.ts';
import type { Io } from './io.ts';
import { type Paint, paintFor } from './print.ts';

export interface Session {
  readonly config: Config;
  readonly io: Io;
  readonly paint: Paint;
  readonly json: boolean;
  ask<Name extends OperationName>(name: Name, input: InputOf<Name>): Promise<ResultOf<Name>>;
  /** One JSON document, or the lines. */
  show(result: unknown, lines: () => readonly string[]): void;
  /** Who decides: `--by`, else TENURE_ACTOR. It is recorded, so it is never guessed. */
  actor(by: string | undefined): string;
  /** The folder whose policy is meant: as named, else the configured one, else the running service's. */
  policyFolder(named: string | undefined): string;
}

export function sessionFor(config: Config, io: Io, json: boolean): Session {
  return {
    config,
    io,
    json,
    paint: paintFor(io.isTerminal && config.colour && !json),
    ask: async (name, input) => (await answererFor(config)).ask(name, input),
    show(result, lines) {
      io.out(
        json
          ? `${JSON.stringify(result, null, 2)}\n`
          : lines()
              .map((line) => `${line}\n`)
              .join(''),
      );
    },
    actor(by) {
      const actor = by ?? config.actor;
      if (actor !== null) return actor;
      throw new Mistake('no-actor', 'Say who decides: --by name@company.example, or set TENURE_ACTOR.', { exit: 2 });
    },
    policyFolder: (named) =>
      named ?? (config.policyDirSet ? null : readServiceFile(config.dataDir)?.policyDir) ?? config.policyDir,
  };
}
