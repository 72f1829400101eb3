/**
 * Whatever is sent to a route by whoever has the right proof: an answer below 500, and nothing of ours in it. With a real store
 * behind it, because what a database does not take is no bug of the sender's either.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inputSchema, isOperation, operations } from '../../src/app/operations/index.ts';
import { apiRoutes } from '../../src/server/api.ts';
import { ownCaller } from '../../src/server/callers.ts';
import { RESOURCES } from '../../src/server/rest/resources.ts';
import { type Company, describeStory } from '../support/company.ts';
import { engineer, MARA } from '../support/people.ts';

const TOKEN = 'a-token-of-sixteen-letters-or-more';
const headers = { authorization: `Bearer ${TOKEN}` };
/** As they stand in a decoded text, alone and among others. */
const UNKEEPABLE = ['\0', 'a\0b', '\ud800', 'x\udfff'];

function doorOf({ world }: Company) {
  // Of the clock that counts whoever asks too often.
  let minute = 0;
  const app = apiRoutes(world, [ownCaller(TOKEN)], () => {
    minute += 1;
    return minute * 60_000;
  });
  const post = (path: string, body: string | Uint8Array<ArrayBuffer>) =>
    app.request(path, { method: 'POST', headers, body });
  return { get: (path: string) => app.request(path, { headers }), post };
}

/** An issue key, a person, an entitlement: whatever each part is, it is a text that fits. */
const filled = (properties: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.keys(properties).map((name) => [name, MARA]));

describeStory(
  'a route of the API',
  (makeCompany) => {
    it('POST answers any body', async () => {
      const { post } = doorOf(await makeCompany());
      const any = fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.jsonValue({ maxDepth: 3 }).map((value) => new TextEncoder().encode(JSON.stringify(value))),
        fc.constant(new TextEncoder().encode('['.repeat(50_000))),
        fc.constant(new TextEncoder().encode(`{"person":${'['.repeat(50_000)}"\\u0000"${']'.repeat(50_000)}}`)),
        fc.constant(new TextEncoder().encode('{"__proto__":{"by":"x"},"person":"x","case":"x"}')),
      );
      const paths = [
        '/timeline',
        '/receipt',
        '/explainPerson',
        '/decide',
        '/v1/requests/x/decisions',
        '/export',
        '/no',
      ];
      const property = fc.asyncProperty(any, fc.constantFrom(...paths), async (bytes, path) => {
        expect((await post(path, new Uint8Array(bytes))).status).toBeLessThan(500);
      });
      await fc.assert(property, { numRuns: 80, seed: 20_261_121 });
    });

    it('GET answers any query and any name in its path', async () => {
      const { get } = doorOf(await makeCompany());
      const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.constantFrom('\0', 'a\0b', 'api:\0'));
      const property = fc.asyncProperty(text, async (said) => {
        const name = encodeURIComponent(said);
        for (const path of [`/v1/people?cursor=${name}&limit=${name}`, `/v1/people/${name || 'x'}`]) {
          expect((await get(path)).status).toBeLessThan(500);
        }
      });
      await fc.assert(property, { numRuns: 20, seed: 20_261_121 });
    });

    it('refuses by its part, in words, what no store can keep', async () => {
      const company = await makeCompany();
      await company.file('Onboarding', engineer());
      await company.untilQuiet();
      const { get, post } = doorOf(company);
      const refused = async (answer: Response, part: string) => {
        const { refusal, details } = (await answer.json()) as Record<string, unknown>;
        expect([answer.status, refusal, details]).toEqual([
          400,
          'invalid',
          [`${part}: has a character that cannot be kept: a zero byte, or half of a character`],
        ]);
      };
      for (const name of Object.keys(operations).filter(isOperation)) {
        const { properties } = inputSchema(name);
        for (const part of Object.keys(properties).filter((one) => one !== 'files')) {
          for (const text of UNKEEPABLE) {
            await refused(await post(`/${name}`, JSON.stringify({ ...filled(properties), [part]: text })), part);
          }
        }
      }
      for (const { method, path, operation } of RESOURCES) {
        const { properties } = inputSchema(operation);
        for (const part of Object.keys(properties)) {
          const inPath = path.includes(`{${part}}`);
          const at = `/v1${path.replaceAll(/\{(\w+)\}/g, (_, name) => (name === part ? 'api%3A%00' : 'PEO-1'))}`;
          // An address has no half of a character in it: only its zero byte can be sent.
          if (method === 'get') await refused(await get(inPath ? at : `${at}?${part}=%00`), part);
          else for (const text of UNKEEPABLE) await refused(await post(at, JSON.stringify({ [part]: text })), part);
        }
      }
    });

    it('refuses a cursor that names a place no store has, and a policy that is no text', async () => {
      const company = await makeCompany();
      const { get, post } = doorOf(company);
      for (const text of UNKEEPABLE) {
        const cursor = Buffer.from(JSON.stringify([text])).toString('base64url');
        const forged = Buffer.from(`["${text === '\0' ? '\\u0000' : '\\ud800'}"]`).toString('base64url');
        for (const one of [cursor, forged]) expect((await get(`/v1/people?cursor=${one}`)).status).toBe(422);
        for (const files of [[{ path: 'tenure.yaml', text }], [{ path: `${text}/tenure.yaml`, text: 'x' }]]) {
          const said = await post('/policyPlan', JSON.stringify({ files }));
          expect([said.status, await said.text()]).toEqual([422, expect.stringContaining('the file is not text')]);
          for (const name of ['doctor', 'formPlan']) {
            expect((await post(`/${name}`, JSON.stringify({ files }))).status).toBeLessThan(500);
          }
        }
      }
    });
  },
  'both',
);
