import { test } from "uvu";
import * as assert from "uvu/assert";
import { AnsiGrid } from "../../../host-sim/terminal/ansi-grid";
import { span } from "../../../host-sim/terminal/line";
import { Screen } from "../../../host-sim/terminal/screen";

function lines(...texts: string[]) {
	return texts.map(text => [span(text, "good")]);
}

test("a drawn block replaces the one before, shorter or longer", () => {
	const terminal = new AnsiGrid();
	const screen = new Screen(text => terminal.write(text), true);
	terminal.write("$ cim start\n");
	screen.draw(lines("one", "two is long", "three"));
	assert.equal(terminal.lines, ["$ cim start", "one", "two is long", "three"]);
	screen.draw(lines("uno", "due"));
	assert.equal(terminal.lines, ["$ cim start", "uno", "due"]);
	screen.draw(lines("a", "b", "c", "d"));
	assert.equal(terminal.lines, ["$ cim start", "a", "b", "c", "d"]);
});

test("a note stays above the block", () => {
	const terminal = new AnsiGrid();
	const screen = new Screen(text => terminal.write(text), false);
	screen.note("before");
	screen.draw(lines("one", "two"));
	screen.note("port 1883 is taken");
	screen.draw(lines("ONE", "TWO"));
	assert.equal(terminal.lines, ["before", "port 1883 is taken", "ONE", "TWO"]);
});

test("the cursor is hidden while the block lives, and given back", () => {
	let output = "";
	const screen = new Screen(text => {
		output += text;
	}, false);
	screen.draw(lines("one"));
	assert.match(output, "\x1b[?25l");
	assert.not.match(output, "\x1b[?25h");
	screen.close();
	assert.ok(output.endsWith("\x1b[?25h"));
});

test("after a clear the block begins at the top of an empty screen", () => {
	const terminal = new AnsiGrid();
	const screen = new Screen(text => terminal.write(text), false);
	screen.draw(lines("one", "two"));
	screen.clear();
	screen.draw(lines("three"));
	assert.equal(terminal.lines, ["three"]);
});

test.run();
