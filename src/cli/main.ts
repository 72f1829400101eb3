/** The process around the command line: its streams, its signals, its exit code. */
import { runCli } from './run.ts';
import { endAsked } from './signals.ts';

const ended = endAsked(process);

// `tenure timeline X | head` closes the pipe early; that is no fault of anybody's.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => process.exit(fault.code === 'EPIPE' ? 0 : 1));

const exit = await runCli(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isTerminal: process.stdout.isTTY === true,
  ended: () => ended,
});
// Long output may still be on its way down a pipe.
process.stdout.write('', () => process.exit(exit));
