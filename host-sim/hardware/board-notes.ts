/** What is printed on a board and known of it from its maker's pin-out, for docs/hardware.md. Pins are in manifests/boards. */
export interface BoardNotes {
	/** As the maker calls it. */
	title: string;
	/** What is printed at a GPIO's pin: a word for each, or what stands before the number. */
	labels: Readonly<Record<number, string>> | string;
	/** Where the chip's supply is taken. */
	supply: string;
	/** RST of the chip rests here before the firmware runs. */
	resetPull: "up" | "down";
}

/** The pins of a XIAO, by GPIO (Seeed, XIAO ESP32S3 pin-out). */
const XIAO = {
	...{ 1: "D0", 2: "D1", 3: "D2", 4: "D3", 5: "D4", 6: "D5" },
	...{ 43: "D6", 44: "D7", 7: "D8", 8: "D9", 9: "D10" },
};

export const BOARD_NOTES: Readonly<Record<string, BoardNotes>> = {
	xiao_esp32s3_sense: { title: "Seeed XIAO ESP32S3 Sense", labels: XIAO, supply: "3V3", resetPull: "up" },
	m5atom_s3r_cam: { title: "M5Stack AtomS3R-CAM", labels: "G", supply: "3V3", resetPull: "up" },
	m5stack_cores3: { title: "M5Stack CoreS3", labels: "G", supply: "3V3", resetPull: "up" },
	lilygo_t_camera_plus_s3: { title: "LILYGO T-Camera Plus S3", labels: "IO", supply: "3V3", resetPull: "up" },
	// GPIO 12 high at power-on sets the flash to 1.8 V, and the board does not boot
	esp32cam: { title: "ESP32-CAM (AI-Thinker)", labels: "IO", supply: "3V3", resetPull: "down" },
};

/** The word printed at a pin. */
export function pinLabel({ labels }: BoardNotes, gpio: number): string {
	return typeof labels === "string" ? `${labels}${gpio}` : (labels[gpio] ?? "");
}
