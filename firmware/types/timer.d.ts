// timer; in @moddable/typings only a Timer can be cleared, in the firmware a handle that may be anything.
import type { Timers } from "../hardware";

declare const Timer: Timers;
export default Timer;
