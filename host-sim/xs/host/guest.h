// What the script finds in its machine: one global object, `host`.
#ifndef CIM_GUEST_H
#define CIM_GUEST_H

struct sxMachine;

void guest_install(struct sxMachine* the);

#endif
