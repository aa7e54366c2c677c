import type { FlashStorage } from "../../firmware/device/kept";

/** A computer has no flash of its own: the SDK has no embedded:storage/flash on Linux. */
const storage: FlashStorage = {
	open() {
		throw new Error("there is no flash here");
	},
};
export default storage;
