/** Rounds halves away from zero, as C does; Math.round takes them up. */
export const roundHalfAway = (value: number): number => Math.sign(value) * Math.round(Math.abs(value));
