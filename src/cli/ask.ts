/**
 * Who answers a command: the running service when there is one, else this process on the store itself, when nobody
 * holds it.
 *
 *   TENURE_URL            that service, with TENURE_API_TOKEN
 *   <data>/service.json   the service it names, unless its process is gone
 *   neither               the store, opened for this one question
 */
import { z } from 'zod';
import type { InputOf, OperationName, ResultOf } from '../app/operations/index.ts';
import type { Config } from '../config.ts';
import { Mistake } from '../mistake.ts';
import { isAlive, readServiceFile } from '../serviceFile.ts';

export interface Answerer {
  ask<Name extends OperationName>(name: Name, input: InputOf<Name>): Promise<ResultOf<Name>>;
}

export async function answererFor(config: Config): Promise<Answerer> {
  if (config.serviceUrl !== null) {
    if (config.apiToken === null) {
      throw new Mistake('no-token', 'TENURE_URL is set and TENURE_API_TOKEN is not: the service asks for it.');
    }
    return remote(config.serviceUrl, config.apiToken);
  }
  const service = readServiceFile(config.dataDir);
  const own: Answerer = {
    // Loaded for this alone: the service itself, its store and every adapter, half a second of it.
    ask: async (name, input) => (await import('./askStore.ts')).askStore(config, name, input),
  };
  if (service === null || !isAlive(service)) return own;
  return orElse(remote(service.url, service.token), own, service.url);
}

/** The file may be older than the process that has its number now: then nobody answers, and nobody holds the store. */
const orElse = (first: Answerer, second: Answerer, url: string): Answerer => ({
  async ask(name, input) {
    try {
      return await first.ask(name, input);
    } catch (trouble) {
      if (!(trouble instanceof Mistake) || trouble.code !== 'no-service') throw trouble;
    }
    try {
      return await second.ask(name, input);
    } catch (trouble) {
      if (!(trouble instanceof Mistake) || trouble.code !== 'store-locked') throw trouble;
      throw new Mistake('no-service', `Nothing answers at ${url}. ${trouble.message}`);
    }
  },
});

const TIMEOUT = 10 * 60_000;

function remote(url: string, token: string): Answerer {
  return {
    async ask(name, input) {
      const response = await send(url, token, name, input);
      const body = await bodyOf(response, token);
      // The same version's own service gives what the same table's operation returns: this is the parser of both.
      if (response.ok && typeof body === 'object' && body !== null) return body as ResultOf<typeof name>;
      throw mistakeOf(response.status, body, url);
    },
  };
}

/** `null` = no JSON. Whatever stands before the service may show back what it was sent: never the token. */
export async function bodyOf(response: Response, token: string): Promise<unknown> {
  try {
    return JSON.parse((await response.text()).replaceAll(token, '[hidden]'));
  } catch {
    return null;
  }
}

async function send(url: string, token: string, name: string, input: unknown): Promise<Response> {
  try {
    return await fetch(`${url}/api/${name}`, {
      method: 'POST',
      // One question, one connection: a kept one may be closed on the other side just as the next question is sent.
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(TIMEOUT),
      redirect: 'error',
    });
  } catch {
    throw new Mistake(
      'no-service',
      `No Tenure answers at ${url}. Start it with \`tenure serve\`, or correct TENURE_URL.`,
    );
  }
}

const said = z.object({ refusal: z.string(), says: z.string(), details: z.array(z.string()).default([]) });

function mistakeOf(status: number, body: unknown, url: string): Mistake {
  if (status === 401) {
    return new Mistake('wrong-token', `The service at ${url} refuses the token. Set TENURE_API_TOKEN to its own.`);
  }
  const read = said.safeParse(body).data;
  if (read === undefined) return new Mistake('no-tenure', `What answers at ${url} is not Tenure (${status}).`);
  return new Mistake(read.refusal, read.says, { details: read.details, exit: status === 400 ? 2 : 1 });
}
