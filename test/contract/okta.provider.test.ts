import { startOktaWorld } from './okta.world.ts';
import { describeProvider } from './provider.ts';

describeProvider('okta with an API token', () => startOktaWorld());
describeProvider('okta with a private key', () => startOktaWorld({ auth: 'key' }));
