// Settings of the sensor that the SDK's camera class does not pass on; esp32-camera has them as functions of the sensor.

#include "xsmc.h"
#include "xsHost.h"

#include "esp_camera.h"

// Whether the sensor has taken it: not without a camera that runs, nor where its driver has no such function or refuses.

void xs_sensor_set_exposure(xsMachine *the)
{
	int level = xsmcToInteger(xsArg(0));
	sensor_t *sensor = esp_camera_sensor_get();
	xsmcSetBoolean(xsResult, sensor && sensor->set_ae_level && (0 == sensor->set_ae_level(sensor, level)));
}

void xs_sensor_set_test_pattern(xsMachine *the)
{
	int enable = xsmcToBoolean(xsArg(0)) ? 1 : 0;
	sensor_t *sensor = esp_camera_sensor_get();
	xsmcSetBoolean(xsResult, sensor && sensor->set_colorbar && (0 == sensor->set_colorbar(sensor, enable)));
}
