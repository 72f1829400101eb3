import { startOktaWorld } from './okta.world.ts';
import { describeProvider } from './provider.ts';

describeProvider('okta with an API token', () => startOktaWorld());
describeProvider('okta with a private key', () => startOktaWorld({ auth: 'key' }));
// Where the evidence about Okta is thin, the adapter must live with the other reading too.
describeProvider('okta read the other way', () =>
  startOktaWorld({
    quirks: {
      addMemberAgain: 400,
      removeNonMember: 404,
      addDeprovisioned: 'E0000038',
      deactivateDeprovisioned: 'E0000038',
      updateDeprovisioned: 'E0000007',
      passwordlessActivation: 'ACTIVE',
      ungrantedScope: 'invalid_scope',
      removedAppUser: 'DEPROVISIONED',
      listInactiveApps: 'always',
      appsUnseen: 'refused',
    },
  }),
);
