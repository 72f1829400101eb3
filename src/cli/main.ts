/** The process around the command line: its streams, its signals, its exit code. */
import { runCli } from './run.ts';

const ended = new Promise<void>((resolve) => {
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // A second time: whoever asks twice does not want to wait.
      if (asked) process.exit(130);
      asked = true;
      resolve();
    });
  }
});

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
