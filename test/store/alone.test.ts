/** A store is made again beside nobody: whoever works on it is seen, and keeps whoever would be alone away. */
import { expect, it } from 'vitest';
import { isHeldAlone, takeAlone } from '../../src/adapters/postgres/alone.ts';
import { readConfig } from '../../src/config.ts';
import { silentLog } from '../../src/log.ts';
import { start, startWorking } from '../../src/start.ts';
import { describeOnPostgres } from '../support/stores.ts';

describeOnPostgres('whoever must be alone', (makeStore, { databaseUrl }) => {
  it('waits for nobody: not while somebody works here, nor while another one is alone', async () => {
    const engine = (await makeStore()).engineOf();
    await engine.start(async () => undefined);
    expect(await takeAlone(await databaseUrl())).toBeNull();
    expect(await isHeldAlone(await databaseUrl())).toBe(false);

    await engine.stop(2_000);
    const alone = await takeAlone(await databaseUrl());
    expect(alone).not.toBeNull();
    // Whoever begins now looks first, and does not.
    expect(await isHeldAlone(await databaseUrl())).toBe(true);
    const config = readConfig({ DATABASE_URL: await databaseUrl() });
    for (const begin of [start, startWorking])
      await expect(begin(config, silentLog)).rejects.toMatchObject({ code: 'being-rebuilt' });
    expect(await takeAlone(await databaseUrl())).toBeNull();
    await alone?.release();
    expect(await isHeldAlone(await databaseUrl())).toBe(false);
    const again = await takeAlone(await databaseUrl());
    expect(again).not.toBeNull();
    await again?.release();
  });
});
