/** Every route of the emulator in one list: what it registers and what COVERAGE.md is checked against. */
import { appRoutes } from './apps/appRoutes.ts';
import { assignmentRoutes } from './apps/assignmentRoutes.ts';
import { groupRoutes } from './groups/groupRoutes.ts';
import { memberRoutes } from './groups/memberRoutes.ts';
import { ruleRoutes } from './groups/ruleRoutes.ts';
import { hookRoutes } from './hooks/hookRoutes.ts';
import type { Route } from './http/route.ts';
import { logRoutes } from './logs/logRoutes.ts';
import { policyRoutes } from './policies/policyRoutes.ts';
import { clientRoleRoutes } from './roles/clientRoles.ts';
import { groupRoleRoutes } from './roles/groupRoles.ts';
import { credentialRoutes } from './users/credentialRoutes.ts';
import { lifecycleRoutes } from './users/lifecycleRoutes.ts';
import { schemaRoutes } from './users/schemaRoutes.ts';
import { userRoutes } from './users/userRoutes.ts';

/** Rules stand before groups: `/groups/rules` is no group id. */
export const routes: readonly Route[] = [
  ...userRoutes,
  ...lifecycleRoutes,
  ...credentialRoutes,
  ...clientRoleRoutes,
  ...ruleRoutes,
  ...groupRoutes,
  ...groupRoleRoutes,
  ...memberRoutes,
  ...appRoutes,
  ...assignmentRoutes,
  ...schemaRoutes,
  ...policyRoutes,
  ...logRoutes,
  ...hookRoutes,
];
