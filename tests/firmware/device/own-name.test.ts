import { test } from "uvu";
import * as assert from "uvu/assert";
import { defaultSettings } from "../../../firmware/config";
import { ownName } from "../../../firmware/device/own-name";
import { DEVICE_ID } from "../../../firmware/messaging/topics";

test("a board without a name goes by the second half of its MAC address", () => {
	assert.is(ownName("A0:B1:C2:D3:E4:0F"), "cim-d3e40f");
	assert.is(ownName("a0b1c2d3e40f"), "cim-d3e40f");
	assert.match(ownName("A0:B1:C2:D3:E4:0F"), DEVICE_ID);
});

test("without an address the default name holds", () => {
	for (const address of [undefined, "", "A0:B1:C2", "A0:B1:C2:D3:E4:0F:11:22"])
		assert.is(ownName(address), defaultSettings.device);
});

test.run();
