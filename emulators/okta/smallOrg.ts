/** A small company to look at when the emulator is started alone. */
import type { OktaSeed } from './control.ts';

const person = (firstName: string, lastName: string, department: string, title: string) => {
  const login = `${firstName}.${lastName}@example.test`.toLowerCase();
  return { login, email: login, firstName, lastName, department, title };
};

export const smallOrg: OktaSeed = {
  attributes: {
    employeeType: { title: 'Employee type', type: 'string' },
    contractEnd: { title: 'Contract end', type: 'string' },
    tenureKey: { title: 'Tenure key', type: 'string' },
  },
  groups: [
    { name: 'Engineering', description: 'Everybody who builds' },
    { name: 'Finance', description: 'Everybody who counts' },
    { name: 'GitHub users' },
    { name: 'Ledger users' },
    { name: 'MFA required' },
    { name: 'Contractors' },
    { name: 'Imported from AD', type: 'APP_GROUP' },
    { name: 'Okta operators', hasAdminRole: true },
  ],
  users: [
    { profile: person('Ada', 'Moreau', 'Engineering', 'Head of Engineering'), groups: ['Engineering', 'GitHub users'] },
    { profile: person('Boris', 'Lindt', 'Engineering', 'Engineer'), groups: ['Engineering', 'GitHub users'] },
    { profile: person('Chiara', 'Okafor', 'Finance', 'Head of Finance'), groups: ['Finance', 'Ledger users'] },
    { profile: person('Dmitri', 'Santos', 'Finance', 'Controller'), groups: ['Finance', 'Imported from AD'] },
    { profile: person('Elif', 'Novak', 'IT', 'Administrator'), groups: ['Okta operators'] },
    { profile: person('Farid', 'Berg', 'Engineering', 'Engineer'), status: 'SUSPENDED', groups: ['Engineering'] },
    { profile: person('Greta', 'Haas', 'Finance', 'Accountant'), status: 'STAGED' },
  ],
  rules: [{ name: 'Contractors by type', expression: 'user.employeeType=="contractor"', groups: ['Contractors'] }],
  apps: [
    { label: 'GitHub', features: ['PUSH_NEW_USERS', 'PUSH_USER_DEACTIVATION'], groups: ['GitHub users'] },
    { label: 'Ledger', groups: ['Ledger users'] },
  ],
  policies: [{ type: 'MFA_ENROLL', name: 'Phishing-resistant factor', groups: ['MFA required'] }],
};
