/** Every route of the emulator in one list: what it registers and what COVERAGE.md is checked against. */
import { groupRoutes } from './groups/groupRoutes.ts';
import { memberRoutes } from './groups/memberRoutes.ts';
import { ruleRoutes } from './groups/ruleRoutes.ts';
import type { Route } from './http/route.ts';
import { lifecycleRoutes } from './users/lifecycleRoutes.ts';
import { userRoutes } from './users/userRoutes.ts';

/** Rules stand before groups: `/groups/rules` is no group id. */
export const routes: readonly Route[] = [
  ...userRoutes,
  ...lifecycleRoutes,
  ...ruleRoutes,
  ...groupRoutes,
  ...memberRoutes,
];
