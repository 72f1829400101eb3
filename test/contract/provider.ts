/**
 * What every identity provider's adapter must do, whoever the vendor is. An adapter's own test builds a `World`
 * (its emulator, seeded through `org`) and calls `describeProvider`.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { describeAccess } from './provider.access.ts';
import { describeAccounts } from './provider.accounts.ts';
import { describeLimitedListing, describeListings } from './provider.listings.ts';
import { describeTrouble } from './provider.trouble.ts';
import { Stage, type World } from './provider.world.ts';

export function describeProvider(name: string, makeWorld: () => Promise<World>): void {
  describe(`${name} keeps the provider's contract`, () => {
    let stage: Stage;
    const at = () => stage;
    beforeAll(async () => {
      stage = new Stage(await makeWorld());
    });
    beforeEach(() => stage.world.forgetCalls());
    afterEach(() => expect(stage.world.takeViolations()).toEqual([]));
    afterAll(() => stage.world.stop());

    describe('accounts', () => describeAccounts(at));
    describe('access', () => describeAccess(at));
    describe('what is there already', () => describeListings(at));
    // Last: a limit holds the calls after it back.
    describe('on a bad day', () => {
      describeLimitedListing(at);
      describeTrouble(at);
    });
  });
}
