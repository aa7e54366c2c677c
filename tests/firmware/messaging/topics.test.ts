import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	checkTopicFilter,
	checkTopicName,
	deviceTopics,
	parseTopic,
	TopicError,
} from "../../../firmware/messaging/topics";

const isTopicError = (error: unknown) => error instanceof TopicError && error.code === "topic";

test("a device's topics", () => {
	assert.equal(deviceTopics("cam-1"), {
		status: "cim/1/cam-1/status",
		birth: "cim/1/cam-1/birth",
		result: "cim/1/cam-1/result",
		history: "cim/1/cam-1/history",
		gap: "cim/1/cam-1/gap",
		base: "cim/1/cam-1/",
	});
});

test("a device id that would not be one level of a topic is refused", () => {
	for (const id of ["", "a".repeat(24), "Cam", "a/b", "a+", "#", "a b", "é", "a\n", "all"])
		assert.throws(() => deviceTopics(id), isTopicError);
	assert.is(deviceTopics("a".repeat(23)).status, `cim/1/${"a".repeat(23)}/status`);
});

test("a topic is taken apart into device and name", () => {
	assert.equal(parseTopic("cim/1/cam-1/result"), { device: "cam-1", name: "result" });
	assert.equal(parseTopic("cim/1/cam-1/cmd/ping"), { device: "cam-1", name: "cmd/ping" });
	for (const topic of [
		"cim/2/cam/result",
		"cim/1/cam",
		"cim/1/cam/",
		"cim/1//result",
		"cim/1/CAM/result",
		"xcim/1/cam/result",
	])
		assert.is(parseTopic(topic), undefined, topic);
});

test("topic names that no message may have", () => {
	for (const topic of ["", "a/+", "#", "a#", "a\0b", "\ud800"])
		assert.throws(() => checkTopicName(topic), isTopicError);
	for (const topic of ["a", "/", "a//b", "$SYS/x", "with space"]) checkTopicName(topic);
});

test("topic names up to 65,535 bytes", () => {
	checkTopicName("x".repeat(65535));
	for (const topic of ["x".repeat(65536), "é".repeat(32768)]) assert.throws(() => checkTopicName(topic), isTopicError);
});

test("topic filters", () => {
	for (const filter of ["", "a/#/b", "a+", "a/b#", "+a", "a\0", "\udc00"])
		assert.throws(() => checkTopicFilter(filter), isTopicError);
	for (const filter of ["#", "+", "+/+/#", "a/+/b", "a/b/#", "/", "/+"]) checkTopicFilter(filter);
});

test.run();
