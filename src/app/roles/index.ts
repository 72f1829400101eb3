export { listRoles } from './list.ts';
