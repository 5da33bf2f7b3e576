// How much a canvas shows, see docs/decisions.md for the measurements.

/** Objects in a first picture. */
export const FIRST_PICTURE = 150;
/** Objects an expansion adds at most. */
export const EXPANSION = 30;
/** From here on a note says that the picture is large. */
export const SOFT = 300;
/** Beyond this the person is asked before drawing. */
export const ASK = 500;
/** Never more; what is beyond is counted as left. */
export const HARD = 1500;
export const HARD_ELEMENTS = 4000;
