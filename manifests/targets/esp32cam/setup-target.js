// Nothing to set up; main waits for `done`.
export default function (done) {
	done?.();
}
