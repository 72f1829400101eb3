/** What people read when a project role cannot be given, taken or read, and what to do about it. */

export const ROLE_EXCEPTIONS = {
  'account-not-found': {
    says: 'A project role is to be given, and the site knows nobody by this work address yet. Tenure keeps looking.',
    remedy:
      'See whether the identity provider hands the person on to the site, or invite them; or decide: accept that they have no role there.',
  },
  'account-unsure': {
    says: 'A project role is to be given. The site has an account that may be this person’s, and hides its address.',
    remedy:
      'Look the account id up. Decide: adopt it (it is theirs), or let them show their address to the company and retry.',
  },
  'role-actor-gone': {
    says: 'The group of the site through which this role is held was in the role, and another hand took it out. Nobody in it holds the role, and it is not put back without a decision.',
    remedy:
      'Find out who took it out, and why. Decide: restore it (Tenure puts it back), or let a named person accept it.',
  },
  'role-opens-for-others': {
    says: 'A group of the site is to be put into this role, and people are in it whom nobody has given the role: more than the brake allows at once, or nobody can say how many. It was not put in.',
    remedy:
      'Look at who is in the group, at the provider. Decide: confirm (Tenure puts it in), retry once they are out, or accept that the role is not held.',
  },
  'group-actor-gone': {
    says: 'The group of the site through which a role is held was in the role, and another hand took it out. Nobody in it holds the role now.',
    remedy: 'Find out who took it out, and why. Decide: restore it (Tenure puts it back), or ignore or accept it.',
  },
  'unexplained-actor': {
    says: 'Somebody is in a project role themselves, and nothing in the ledger gives it.',
    remedy:
      'Decide: adopt it (it is theirs, until a date on which somebody looks again), remove it, or let a named person accept it. Whom the ledger does not know, the project’s settings take out.',
  },
  'unexplained-group-actor': {
    says: 'A group of the site is in a project role, and the policy does not put it there. Everybody in that group holds the role, also whom Tenure has taken out of it.',
    remedy:
      'Take the group out in the project’s settings, name it in the catalogue (`jiraGroup`), or let a named person accept it.',
  },
  'unexplained-group-member': {
    says: 'Somebody is in the group of the site through which a role is held, and so holds it: nothing in the ledger gives it, and they are not in the identity provider’s group.',
    remedy:
      'Find out who put them there, or why the push left them there. Take them out at the site or mend the push, or give them what opens the role; or let a named person accept it.',
  },
  'group-not-synced': {
    says: 'The site’s group has not followed the identity provider’s in the time policy gives it. Tenure never writes that group.',
    remedy: 'Look at the provider’s push of the group to the site, mend it and retry; or let a named person accept it.',
  },
  'role-unreadable': {
    says: 'The project of this role does not answer: it was deleted or archived, or Tenure may not administer it any more. Nothing was given or taken because of that.',
    remedy:
      'Give the service account Administer projects again and retry; or correct the catalogue, and let a named person accept what cannot be read.',
  },
  'role-vanished': {
    says: 'The project has no such role any more. Nothing was given, and nothing else was taken because of that.',
    remedy: 'Make the role again or correct the catalogue, then retry; or accept that it is not held.',
  },
  'unknown-role': {
    says: 'The policy names a project role that the site does not have, or that Tenure may not see.',
    remedy: 'Correct the catalogue, or give the service account Administer projects there, then retry.',
  },
  'team-managed-project': {
    says: 'The project is team-managed: its team gives and takes access there, and Tenure does not cover it.',
    remedy: 'Ask the project’s team to do it, then accept; or take the target out of the catalogue.',
  },
} as const;
