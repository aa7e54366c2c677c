/** -2 (darker) to 2 against the sensor's own choice. Whether the sensor has taken it. */
export function setExposure(level: number): boolean;
/** The sensor's own picture in the place of the scene, or no more. Whether the sensor has taken it. */
export function setTestPattern(isShown: boolean): boolean;
