// The one way out of the machine: a request goes out, the reply comes back, nothing else happens in between.
//
//   request  length of the rest (4 bytes), kind (1 byte), subject (2 bytes), payload
//   reply    length of the rest (4 bytes), status (1 byte), payload; or the words of the refusal
//
// Numbers are little-endian.
//
// What kinds there are and what is in the payloads is for the two ends to know (host-sim/xs/protocol.ts).
#ifndef CIM_CHANNEL_H
#define CIM_CHANNEL_H

#include <stdint.h>

enum channel_status { CHANNEL_DONE = 0, CHANNEL_REFUSED = 1, CHANNEL_LOST = -1 };

/**
 * Sends a request and waits for its reply.
 * Up to `capacity` bytes of the reply's payload are put into `reply`; its whole length is stored in `replied`.
 */
enum channel_status channel_call(uint8_t kind, uint16_t subject, const uint8_t* payload, uint32_t length, uint8_t* reply,
	uint32_t capacity, uint32_t* replied);

/** Why the last request was refused; ends with a zero. */
extern char channel_refusal[240];

#endif
