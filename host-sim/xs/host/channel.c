// Frames of the channel.
#include "channel.h"
#include "system.h"

enum { REQUEST_HEADER = 7, REPLY_HEADER = 5 };

char channel_refusal[240];

static bool skip(size_t length)
{
	uint8_t nowhere[256];
	while (length > 0) {
		size_t part = length < sizeof(nowhere) ? length : sizeof(nowhere);
		if (!system_receive(nowhere, part)) return false;
		length -= part;
	}
	return true;
}

static void put_length(uint8_t* at, uint32_t length)
{
	at[0] = length;
	at[1] = length >> 8;
	at[2] = length >> 16;
	at[3] = length >> 24;
}

static uint32_t get_length(const uint8_t* at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

enum channel_status channel_call(uint8_t kind, uint16_t subject, const uint8_t* payload, uint32_t length, uint8_t* reply,
	uint32_t capacity, uint32_t* replied)
{
	uint8_t header[REQUEST_HEADER];
	put_length(header, length + REQUEST_HEADER - 4);
	header[4] = kind;
	header[5] = subject;
	header[6] = subject >> 8;
	if (!system_send(header, REQUEST_HEADER) || !system_send(payload, length)) return CHANNEL_LOST;
	if (!system_receive(header, REPLY_HEADER)) return CHANNEL_LOST;
	uint32_t whole = get_length(header);
	if (whole < 1) return CHANNEL_LOST;
	enum channel_status status = header[4] == CHANNEL_DONE ? CHANNEL_DONE : CHANNEL_REFUSED;
	*replied = whole - 1;
	if (status == CHANNEL_REFUSED) {
		reply = (uint8_t*)channel_refusal;
		capacity = sizeof(channel_refusal) - 1;
	}
	uint32_t kept = *replied < capacity ? *replied : capacity;
	if (!system_receive(reply, kept) || !skip(*replied - kept)) return CHANNEL_LOST;
	if (status == CHANNEL_REFUSED) reply[kept] = 0;
	return status;
}
