import { afterEach, expect, it } from 'vitest';
import { killAll, startService } from './processes.ts';

afterEach(killAll);

/** In the place of a service: it says that it works, and does this when it is asked to end. */
const serviceThat = (does: string) =>
  startService(
    {
      argumentsFor: () => [
        '-e',
        `process.on('SIGTERM', () => { ${does} }); setInterval(() => {}, 1000); console.log('ready');`,
      ],
      remove: () => undefined,
    },
    { plan: null, systems: {}, timing: {} },
    {},
  );

it('a service that is asked to end and does not is killed, and said to be', async () => {
  const service = serviceThat("console.log('warn not yet')");
  await service.ready;
  await expect(service.end(500)).rejects.toThrow(/still there after 0\.5 s, and was killed\nwarn not yet/);
  expect(await service.ended).toBeNull();
});

it('a service that ends is waited for, and nothing is said', async () => {
  const service = serviceThat('process.exit(0)');
  await service.ready;
  expect(await service.end()).toBeNull();
});
