/** What can be struck, and what is done to it: a service, one of two, or PostgreSQL under one. */
import { unreachable } from '../../src/core/shared/outcome.ts';
import type { Dice } from './dice.ts';
import { pause } from './patience.ts';
import type { ServiceProcess } from './processes.ts';
import type { Stand } from './stand.ts';

export const BLOWS = ['service', 'worker', 'pause', 'database'] as const;
/**
 * `service`: killed, and nobody is beside it. `worker`: one of two is killed. `pause`: one of two stands still until the
 * other has done everything, then goes on with what it had in hand. `database`: PostgreSQL is killed under the service.
 */
export type Blow = (typeof BLOWS)[number];

export const kills = (blow: Blow) => blow === 'service' || blow === 'worker';
export const isOneOfTwo = (blow: Blow) => blow === 'worker' || blow === 'pause';

/** Whoever goes on after it stood still does so for at most this long before it is asked to end. Milliseconds. */
const GOES_ON = 1_000;
const AGAIN = 100;

interface Around {
  readonly stand: Stand;
  readonly chance: Dice;
  /** Resolves when everybody who is under way has arrived. */
  arrived(): Promise<void>;
}

/** It stands at its step, is dead there already, or is wherever it is. Afterwards it has ended. */
export async function strike(blow: Blow, service: ServiceProcess, { stand, chance, arrived }: Around): Promise<void> {
  switch (blow) {
    case 'service':
    case 'worker':
      service.signal('SIGKILL');
      return void (await service.ended);
    case 'pause':
      service.signal('SIGSTOP');
      await stand.remind();
      await arrived();
      void goOn(service);
      await pause(chance.below(GOES_ON));
      break;
    case 'database': {
      service.signal('SIGSTOP');
      await stand.server?.kill();
      void goOn(service);
      await pause(chance.below(GOES_ON));
      await stand.server?.bringBack();
      // Whoever was just starting without a database ends, and says so; whoever worked finds it again.
      const isUp = await service.ready.then(
        () => true,
        () => false,
      );
      if (isUp) await arrived();
      break;
    }
    default:
      unreachable(blow);
  }
  await service.end();
}

/** Struck before it came to its step, it would stand still there later. */
async function goOn(service: ServiceProcess): Promise<void> {
  let hasEnded = false;
  void service.ended.then(() => {
    hasEnded = true;
  });
  while (!hasEnded) {
    service.signal('SIGCONT');
    await pause(AGAIN);
  }
}
