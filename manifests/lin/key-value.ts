// A store that forgets: the SDK has none on Linux.
export default {
	open() {
		const values = new Map<string, string | ArrayBuffer>();
		return {
			read: (key: string) => values.get(key),
			write: (key: string, value: string | ArrayBuffer) => void values.set(key, value),
			delete: (key: string) => void values.delete(key),
			close() {},
		};
	},
};
