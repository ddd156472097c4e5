/**
 * Written to both streams behind whatever a leaf printed: messages overtake the streams of a thread, so the outcome
 * alone does not tell that all of the output has arrived.
 */
export const endOfOutput = '\u0000end of output\u0000';
