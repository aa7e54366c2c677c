// What these do is in sensor-controls.c, what they mean in sensor-controls.d.ts.

export function setExposure(level) {
	return native("xs_sensor_set_exposure").call(this, level);
}

export function setTestPattern(isShown) {
	return native("xs_sensor_set_test_pattern").call(this, isShown);
}
