/** The promise of a callback; rejects when it does not come within `seconds`. */
export function within<T>(
	seconds: number,
	what: string,
	start: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
): Promise<T> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error(`${what}: not within ${seconds} s`)), seconds * 1000);
		start(
			value => {
				clearTimeout(timer);
				resolve(value);
			},
			error => {
				clearTimeout(timer);
				reject(error);
			},
		);
	});
}
