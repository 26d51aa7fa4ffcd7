/** The two entities that the core itself knows: who works here, and in which teams. */
export const userEntityId = 'system.user';
/** Teams of users. */
export const teamEntityId = 'system.team';
