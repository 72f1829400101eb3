/** How a command is added: its words for commander, and what it does in a session. Commands know nothing of processes. */
import type { Command } from 'commander';
import type { Session } from './session.ts';

/** Answers the exit code; nothing = 0. */
export type Work = ((session: Session) => Promise<number>) | ((session: Session) => Promise<void>);

export interface Cli {
  /** Runs the work, turns mistakes into sentences, and keeps the exit code. */
  run(options: { readonly json?: boolean }, work: Work): Promise<void>;
}

export type AddCommand = (program: Command, cli: Cli) => void;

/** Every command takes `--json`. */
export const withJson = (command: Command) => command.option('--json', 'print one JSON document');
