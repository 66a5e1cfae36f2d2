import { ROLES } from '#core/api/accounts.js';
import type { Access } from './http.js';

/** Who may do what. An administrator may do everything. */
export const EVERY_ROLE: Access = ROLES;
export const ADMINISTRATORS: Access = ['administrator'];
/** The command room: gates, policy, alarms, messages that could not be read. */
export const COMMAND_ROOM: Access = ['administrator', 'controller'];
/** The community office: the register of households and passes. */
export const COMMUNITY_OFFICE: Access = ['administrator', 'community'];
