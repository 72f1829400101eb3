/**
 * What Okta's own Jira app does in a real company: whoever is given the app gets an account at the site, whoever is
 * deactivated loses it, and a group that is pushed there is kept in step. Tenure has no part in it.
 */
import type { JiraEmulator } from '../../emulators/jira/index.ts';
import type { OktaEmulator } from '../../emulators/okta/index.ts';

const APP = 'Jira';

export function connectProvisioning({ directory: okta }: OktaEmulator, { site }: JiraEmulator): void {
  const { directory: jira } = site;
  const accountOf = (userId: string) => {
    const mail = okta.user(userId)?.profile.email;
    const found = typeof mail === 'string' ? jira.userWithMail(mail) : undefined;
    // One for the portal alone is none that a provider gives.
    return found?.accountType === 'customer' ? undefined : found;
  };

  const provision = (userId: string) => {
    const known = accountOf(userId);
    if (known !== undefined) {
      known.active = true;
      return;
    }
    const profile = okta.user(userId)?.profile;
    if (profile === undefined) return;
    const made = jira.addUser({
      displayName: `${profile.firstName} ${profile.lastName}`,
      email: String(profile.email),
      // Everybody here has a token of their own, to ask as themselves.
      token: `${String(profile.firstName).toLowerCase()}-token`,
    });
    for (const id of okta.groupsOf(userId)) {
      const pushed = pushedGroup(okta.groups().find((group) => group.id === id)?.profile.name);
      if (pushed !== undefined) site.scim.join(pushed.name, made.accountId);
    }
  };

  /** A group of the site that the provider keeps, by its name. */
  const pushedGroup = (name: string | undefined) => {
    const group = name === undefined ? undefined : jira.groupNamed(name);
    return group?.managedBy === 'scim' ? group : undefined;
  };

  okta.onLogEntry(({ eventType, targets, result }) => {
    const user = targets.find(({ type }) => type === 'User');
    if (user === undefined || result !== 'SUCCESS') return;
    if (eventType === 'application.provision.user.push') {
      if (targets.some(({ type, displayName }) => type === 'AppInstance' && displayName === APP)) provision(user.id);
      return;
    }
    const account = accountOf(user.id);
    if (account === undefined) return;
    if (eventType === 'user.lifecycle.deactivate') account.active = false;
    if (eventType !== 'group.user_membership.add' && eventType !== 'group.user_membership.remove') return;
    const group = pushedGroup(targets.find(({ type }) => type === 'UserGroup')?.displayName);
    if (group === undefined) return;
    if (eventType.endsWith('add')) site.scim.join(group.name, account.accountId);
    else site.scim.leave(group.name, account.accountId);
  });
}
