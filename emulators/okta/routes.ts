/** Every route of the emulator in one list: what it registers and what COVERAGE.md is checked against. */
import { groupRoutes } from './groupRoutes.ts';
import { lifecycleRoutes } from './lifecycleRoutes.ts';
import { memberRoutes } from './memberRoutes.ts';
import type { Route } from './route.ts';
import { ruleRoutes } from './ruleRoutes.ts';
import { userRoutes } from './userRoutes.ts';

/** Rules stand before groups: `/groups/rules` is no group id. */
export const routes: readonly Route[] = [
  ...userRoutes,
  ...lifecycleRoutes,
  ...ruleRoutes,
  ...groupRoutes,
  ...memberRoutes,
];
