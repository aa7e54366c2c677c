/** A process that was started; ESP-IDF's number for power-on. */
export default function getResetReason(): { reason: number } {
	return { reason: 1 };
}
