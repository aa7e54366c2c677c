// The sheet for a drawing: the frame of the letters' sheet (sheet-layout.ts) with free paper in the middle, in its modules.
import { FRAME_SIDE } from "./sheet-layout";

/** From the middle of the frame line to where a drawing may begin: the ring of paper that the light is read from. */
export const DRAWING_INSET = 3.5;
/** Side of the square that a drawing may fill. */
export const DRAWING_SIDE = FRAME_SIDE - 2 * DRAWING_INSET;
