/** Every read of accounts and groups at Okta under every trouble, held against docs/extend/what-proves-a-read.md. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Fault as Laid } from '../../emulators/kit/faults/fault.ts';
import type { GroupId, ProviderAccountId } from '../../src/core/shared/ids.ts';
import { Fault } from '../../src/ports/fault.ts';
import type { CallOptions } from '../../src/ports/provider.ts';
import { type OktaWorld, startOktaWorld } from './okta.world.ts';

const page = readFileSync(new URL('../../docs/extend/what-proves-a-read.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| `(\w+)` \|(.*)\|$/gm)].map(([, read = '', cells = '']) => ({
  read,
  said: cells
    .split('|')
    .slice(0, 5)
    .map((cell) => cell.trim()),
}));

const ANY = '^GET /api/v1/';
const COLUMNS: readonly Laid[] = [
  { do: 'empty-list', on: ANY, times: 1_000 },
  { do: 'cut-list', keep: 1, on: ANY, times: 1_000 },
  { do: 'lose-right', right: 'role' },
  { do: 'refuse', status: 500, on: ANY, times: 1_000 },
  { do: 'never-answer', on: ANY, times: 1_000 },
];
/** Long enough for whoever answers on a busy machine; who never does is not waited for so long. */
const call: CallOptions = { lane: 'ordinary', timeoutMilliseconds: 20_000 };
const soon: CallOptions = { ...call, timeoutMilliseconds: 400 };

let world: OktaWorld;
let account: ProviderAccountId;
let group: GroupId;
beforeAll(async () => {
  world = await startOktaWorld({ unchecked: true });
  const { org } = world;
  account = org.account('one@reads.test');
  const other = org.account('two@reads.test');
  group = org.group('reads-one');
  for (const one of [group, org.group('reads-two')]) for (const who of [account, other]) org.put(who, one);
  for (const label of ['App one', 'App two']) org.assignDirectly(label, account);
});
afterAll(() => world.stop());

async function all<Item>(listed: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of listed) items.push(item);
  return items;
}

const READS = new Map<string, (call: CallOptions) => Promise<unknown>>([
  ['readAccount', (call) => world.provider.readAccount(account, call)],
  ['readGroupsOf', (call) => world.provider.readGroupsOf(account, call)],
  ['listGroups', (call) => world.provider.listGroups(call)],
  ['hasGroup', (call) => world.provider.hasGroup(group, call)],
  ['listAccounts', (call) => all(world.provider.listAccounts(call))],
  ['listMembers', (call) => all(world.provider.listMembers(group, call))],
  ['readApps', (call) => world.provider.readApps(account, call)],
]);

it.each(rows)('what is said of $read is what comes', async ({ read, said }) => {
  const ask = READS.get(read);
  if (ask === undefined) throw new Error(`nobody reads ${read}`);
  const whole = JSON.stringify(await ask(call));
  const came: string[] = [];
  for (const trouble of COLUMNS) {
    world.emulator.faults.add(trouble);
    came.push(
      await ask(trouble.do === 'never-answer' ? soon : call).then(
        (answer) => (JSON.stringify(answer) === whole ? 'whole' : 'short'),
        (fault: unknown) => (fault instanceof Fault ? 'refused' : String(fault)),
      ),
    );
    world.emulator.faults.clear();
  }
  expect(came).toEqual(said);
});

it('the table has every read this test does', () => {
  expect(rows.map(({ read }) => read).sort()).toEqual([...READS.keys()].sort());
});
