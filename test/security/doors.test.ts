/** Whatever is sent to a route by whoever has the right proof: an answer below 500, and nothing of ours in it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { World } from '../../src/app/world.ts';
import { apiRoutes } from '../../src/server/api.ts';
import { ownCaller } from '../../src/server/callers.ts';

const TOKEN = 'a-token-of-sixteen-letters-or-more';
const log = { debug() {}, info() {}, warn() {}, error() {} };
/** Nobody is known, nothing is kept: what is tried ends before it or with a refusal. */
const read = {
  findPersons: async () => [],
  caseByKey: async () => null,
  case: async () => null,
  personsPage: async () => [],
  grantsPage: async () => [],
  now: async () => '2026-03-02T08:00:00.000Z',
};
const world = { store: { read }, log, rules: { current: async () => null } } as unknown as World;
const app = apiRoutes(world, [ownCaller(TOKEN)], () => 0);
const headers = { authorization: `Bearer ${TOKEN}` };

describe('a route of the API', () => {
  it.each(['/timeline', '/receipt', '/explainPerson', '/decide', '/v1/requests/x/decisions', '/export', '/nothing'])(
    'POST %s answers any body',
    async (path) => {
      const any = fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.jsonValue({ maxDepth: 3 }).map((value) => new TextEncoder().encode(JSON.stringify(value))),
        fc.constant(new TextEncoder().encode('['.repeat(50_000))),
        fc.constant(new TextEncoder().encode('{"__proto__":{"by":"x"},"person":"x","case":"x"}')),
      );
      const property = fc.asyncProperty(any, async (bytes) => {
        const { status } = await app.request(path, { method: 'POST', headers, body: new Uint8Array(bytes) });
        expect(status).toBeLessThan(500);
      });
      await fc.assert(property, { numRuns: 12, seed: 20_261_121 });
    },
  );

  it('GET answers any query and any name in its path', async () => {
    const property = fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 80 }), async (text) => {
      const said = encodeURIComponent(text);
      for (const path of [`/v1/people?cursor=${said}&limit=${said}`, `/v1/people/${said || 'x'}`]) {
        expect((await app.request(path, { headers })).status).toBeLessThan(500);
      }
    });
    await fc.assert(property, { numRuns: 20, seed: 20_261_121 });
  });
});
