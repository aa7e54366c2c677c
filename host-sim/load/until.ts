/** Milliseconds between two looks. */
const LOOK = 20;

/** Resolves to whether the condition came to hold in time. */
export async function until(isThere: () => boolean, milliseconds: number): Promise<boolean> {
	const end = performance.now() + milliseconds;
	while (!isThere()) {
		if (performance.now() > end) return false;
		await new Promise(resolve => setTimeout(resolve, LOOK));
	}
	return true;
}
