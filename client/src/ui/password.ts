/** Shortest password that the server takes. */
export const minimumPasswordLength = 10;
