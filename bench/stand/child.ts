/**
 * A process of the measurement's own, and questions to it. What is measured runs apart from what measures it, and
 * the stand-in systems apart from both, so that none of them borrows another's thread.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const message = z.discriminatedUnion('is', [
  z.object({ is: z.literal('ask'), id: z.number(), what: z.string(), given: z.unknown() }),
  z.object({ is: z.literal('answer'), id: z.number(), answer: z.unknown() }),
  z.object({ is: z.literal('fault'), id: z.number(), fault: z.string() }),
]);

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (fault: Error) => void;
}

export class Child {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exited: Promise<void>;
  #next = 1;

  /** `script`: a file of this folder, or arguments for Node; `flags`: Node's own. */
  constructor(script: string | readonly [string, ...string[]], flags: readonly string[] = []) {
    const [file, ...given] = typeof script === 'string' ? [fileURLToPath(new URL(script, import.meta.url))] : script;
    this.#process = fork(file, given, {
      execArgv: typeof script === 'string' ? ['--import', 'tsx', ...flags] : [...flags],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#process.on('message', (raw) => this.#hear(raw));
    this.#exited = new Promise((resolve) => {
      this.#process.once('exit', (code, signal) => {
        for (const { reject } of this.#waiting.values()) reject(new Error(`${script} ended: ${code ?? signal}`));
        this.#waiting.clear();
        resolve();
      });
    });
  }

  async ask<Answer>(what: string, given: unknown, schema: z.ZodType<Answer>): Promise<Answer> {
    const id = this.#next++;
    const answer = await new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#process.send({ is: 'ask', id, what, given: given ?? null }, (fault) => {
        if (fault !== null && this.#waiting.delete(id)) reject(fault);
      });
    });
    return schema.parse(answer);
  }

  async tell(what: string, given?: unknown): Promise<void> {
    await this.ask(what, given, z.unknown());
  }

  /** Gives it no time for anything. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exited;
  }

  /** Says goodbye, and ends the process if that does not help. */
  async end(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.connected) {
      this.#process.send({ is: 'ask', id: 0, what: 'end', given: null });
    }
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), 15_000);
    await this.#exited;
    clearTimeout(timer);
  }

  #hear(raw: unknown): void {
    const heard = message.safeParse(raw).data;
    if (heard === undefined || heard.is === 'ask') return;
    const waiting = this.#waiting.get(heard.id);
    this.#waiting.delete(heard.id);
    if (heard.is === 'answer') waiting?.resolve(heard.answer);
    else waiting?.reject(new Error(heard.fault));
  }
}

export type Answers = Readonly<Record<string, (given: unknown) => unknown>>;

/** The child's half. `end` may clean up; the process ends after it, and also when its parent is gone. */
export function answerAsks(answers: Answers): void {
  process.on('message', async (raw) => {
    const heard = message.safeParse(raw).data;
    if (heard === undefined || heard.is !== 'ask') return;
    try {
      const answer = (await answers[heard.what]?.(heard.given)) ?? null;
      if (heard.what === 'end') process.exit(0);
      process.send?.({ is: 'answer', id: heard.id, answer });
    } catch (fault) {
      if (heard.what === 'end') process.exit(1);
      process.send?.({
        is: 'fault',
        id: heard.id,
        fault: fault instanceof Error ? (fault.stack ?? '') : String(fault),
      });
    }
  });
  process.on('disconnect', () => process.exit(1));
}
