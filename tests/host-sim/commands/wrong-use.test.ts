import { test } from "uvu";
import * as assert from "uvu/assert";
import { CATALOGUE } from "../../../host-sim/commands/catalogue";
import { UsageError } from "../../../host-sim/commands/command";

const WRONG_USES: [line: string, words: string][] = [
	["start --frames 0", '--frames is "0": it must be a whole number from 1 to 1000000'],
	["start --frames many", '--frames is "many": it must be a whole number from 1 to 1000000'],
	["start --port 70000", '--port is "70000": it must be a whole number from 1 to 65535'],
	["start --text HELLO", '--text is "HELLO": the sheet has 16 letters, and this has 5'],
	["start --text HELLO1HELLO1HELL", '"1" is not a letter of A to Z'],
	["start --device Desk_1", '--device is "Desk_1": it must be 1 to 23 characters of a-z, 0-9 and -'],
	["start --broker http://x", '--broker is "http://x": http is not supported, only mqtt is'],
	["start --broker mqtt://x --port 1884", "--port is for the embedded broker"],
	["start --json --quiet", "--json and --quiet exclude each other"],
	["start --camera /nowhere/photo.jpg", '--camera is "/nowhere/photo.jpg": there is no file or folder'],
	["start --camera scene:beach", 'there is no scene "beach": use one of letters,'],
	["start --bit-errors often", '--bit-errors is "often": it must be a probability from 0 to 0.001'],
	["start --device-model flash", '--device-model is "flash": it must be rram, pcm, floating-gate, mtj'],
	["start --state out/state --engine xs", "--state is for --engine node"],
	["start now", '"now" is one argument too many'],
	["replay", "the message is missing"],
	["replay nowhere.cbor", '"nowhere.cbor" is neither a file nor hexadecimal text'],
	["replay abc", '"abc" is neither a file nor hexadecimal text'],
	["replay tests", '"tests" is neither a file nor hexadecimal text'],
	["send", "a device (or all) and a command are needed"],
	["send Desk_1 ping", 'the device is "Desk_1"'],
	["send desk-1 pin", 'there is no command "pin"; did you mean ping?'],
	["send desk-1 set rate", '"rate" is not key=value'],
	["send desk-1 classify pictures=@nowhere", "pictures is @nowhere: ENOENT"],
	["send desk-1 ping --ca x.pem", "--ca is for TLS: --broker must begin with mqtts://"],
	["send desk-1 ping --broker mqtts://x --cert x.pem", "--cert and --key go together"],
	["purge", 'the device is ""'],
	["broker --cert b.pem", "--cert and --key go together"],
	["broker --client-ca ca.pem", "--client-ca is for TLS"],
	["watch --device UPPER", '--device is "UPPER": it must be 1 to 23 characters'],
	["watch --jsn", "there is no option --jsn; did you mean --json?"],
];

for (const [line, words] of WRONG_USES)
	test(`cim ${line}: one line that says what would be right`, async () => {
		const [name, ...args] = line.split(" ");
		const { command } = await CATALOGUE.find(entry => entry.name === name)!.load();
		const error: unknown = await command.run(args).then(
			() => undefined,
			reason => reason,
		);
		assert.instance(error, UsageError);
		const { message } = error as UsageError;
		assert.ok(message.includes(words), message);
		assert.not.match(message, "\n");
	});

test.run();
