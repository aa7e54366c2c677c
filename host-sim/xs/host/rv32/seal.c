// A machine that goes into flash: what can be is frozen, the rest is copied to RAM when it is written to ("aliases"), texts
// and code are marked as lying outside the heap, and no slot is ever looked at by the garbage collector again.
#include "image.h"

#include "machine.h"

typedef void (*visit)(txMachine* the, txSlot* slot);

static void for_each_slot(txMachine* the, visit visitor)
{
	for (txSlot* heap = the->firstHeap; heap; heap = heap->next)
		for (txSlot* slot = heap + 1; slot < heap->value.reference; slot++) visitor(the, slot);
}

static void freeze_slot(txSlot* slot)
{
	slot->flag |= slot->kind == XS_ACCESSOR_KIND ? XS_DONT_DELETE_FLAG : XS_DONT_DELETE_FLAG | XS_DONT_SET_FLAG;
}

static txInteger item_count(txSlot* array)
{
	return array->value.array.address ? fxGetIndexSize(C_NULL, array) : 0;
}

static void freeze(txSlot* instance)
{
	for (txSlot* property = instance->next; property; property = property->next) {
		freeze_slot(property);
		if (property->kind == XS_ARRAY_KIND)
			for (txInteger i = 0; i < item_count(property); i++) freeze_slot(property->value.array.address + i);
	}
	instance->flag |= XS_DONT_PATCH_FLAG;
}

static txBoolean is_function(txSlot* instance)
{
	txSlot* code = instance->next;
	if (!code || !(code->flag & XS_INTERNAL_FLAG)) return 0;
	return code->kind == XS_CALLBACK_KIND || code->kind == XS_CALLBACK_X_KIND || code->kind == XS_CODE_KIND || code->kind == XS_CODE_X_KIND;
}

static void freeze_function(txMachine* the, txSlot* instance)
{
	if (instance->kind != XS_INSTANCE_KIND || !is_function(instance)) return;
	freeze(instance);
	if (!(instance->flag & XS_CAN_CONSTRUCT_FLAG)) return;
	for (txSlot* property = instance->next; property; property = property->next)
		if (property->ID == mxID(_prototype) && property->kind == XS_REFERENCE_KIND) freeze(property->value.reference);
}

void seal_builtins(txMachine* the)
{
	for_each_slot(the, freeze_function);
	for (int i = mxInstanceInspectorsStackIndex + 1; i < mxStackIndexCount; i++) {
		txSlot* slot = &the->stackTop[-1 - i];
		if (slot->kind == XS_REFERENCE_KIND) freeze(slot->value.reference);
	}
}

/** Functions with their prototypes, scopes, and what cannot be copied to RAM later. */
static void freeze_what_is_constant(txMachine* the, txSlot* slot)
{
	if (slot->kind == XS_CLOSURE_KIND && slot->value.closure->kind == XS_REFERENCE_KIND
		&& is_function(slot->value.closure->value.reference)) {
		slot->value.closure->flag |= XS_DONT_SET_FLAG;
		return;
	}
	if (slot->kind != XS_INSTANCE_KIND) return;
	freeze_function(the, slot);
	txSlot* internal = slot->next;
	if (!internal || !(internal->flag & XS_INTERNAL_FLAG)) return;
	if (internal->ID == XS_ENVIRONMENT_BEHAVIOR) freeze(slot);
	switch (internal->kind) {
	case XS_ARRAY_BUFFER_KIND:
	case XS_DATA_VIEW_KIND:
	case XS_MAP_KIND:
	case XS_PROXY_KIND:
	case XS_REGEXP_KIND:
	case XS_SET_KIND:
	case XS_TYPED_ARRAY_KIND:
	case XS_WEAK_MAP_KIND:
	case XS_WEAK_REF_KIND:
	case XS_WEAK_SET_KIND:
		freeze(slot);
		break;
	case XS_PROMISE_KIND:
		freeze(slot);
		freeze(internal->next->value.reference);
		break;
	default:
		break;
	}
}

static txBoolean is_frozen(txSlot* slot)
{
	if (!(slot->flag & XS_DONT_DELETE_FLAG)) return 0;
	return slot->kind == XS_ACCESSOR_KIND || (slot->flag & XS_DONT_SET_FLAG);
}

static txBoolean is_frozen_instance(txSlot* instance)
{
	if (!(instance->flag & XS_DONT_PATCH_FLAG)) return 0;
	for (txSlot* property = instance->next; property; property = property->next) {
		if (property->kind == XS_ARRAY_KIND) {
			for (txInteger i = 0; i < item_count(property); i++)
				if (!is_frozen(property->value.array.address + i)) return 0;
		}
		if (!(property->flag & XS_INTERNAL_FLAG) && !is_frozen(property)) return 0;
	}
	return 1;
}

static void number_instance(txMachine* the, txSlot* slot)
{
	if (slot->kind == XS_INSTANCE_KIND) slot->ID = is_frozen_instance(slot) ? XS_NO_ID : the->aliasCount++;
}

static void number_closure(txMachine* the, txSlot* slot)
{
	if (slot->kind != XS_CLOSURE_KIND) return;
	txSlot* closure = slot->value.closure;
	if (closure->flag & XS_DONT_SET_FLAG) {
		if (closure->ID != XS_NO_ID) closure->flag |= XS_DONT_DELETE_FLAG;
		return;
	}
	if (closure->ID == XS_NO_ID) closure->ID = the->aliasCount++;
	slot->flag &= ~XS_DONT_SET_FLAG;
}

static void move_out_of_heap(txMachine* the, txSlot* slot)
{
	switch (slot->kind) {
	case XS_BIGINT_KIND: slot->kind = XS_BIGINT_X_KIND; break;
	case XS_CALLBACK_KIND: slot->kind = XS_CALLBACK_X_KIND; break;
	case XS_CODE_KIND: slot->kind = XS_CODE_X_KIND; break;
	case XS_KEY_KIND: slot->kind = XS_KEY_X_KIND; break;
	case XS_REGEXP_KIND: slot->value.regexp.data = C_NULL; break; // each match gets its own
	case XS_STRING_KIND: slot->kind = XS_STRING_X_KIND; break;
	case XS_ARRAY_KIND:
		for (txInteger i = 0; i < item_count(slot); i++) move_out_of_heap(the, slot->value.array.address + i);
		break;
	default: break;
	}
	slot->flag |= XS_MARK_FLAG;
}

/** The global object finds names through a cache of its own: in flash it is an ordinary object. */
static void make_ordinary(txSlot* global)
{
	if (global->next->kind != XS_GLOBAL_KIND) return;
	global->next = global->next->next;
	global->flag &= ~XS_EXOTIC_FLAG;
}

/** In the place of the engine's own (linker option --wrap), which knows neither cells of code nor frozen scopes. */
void __wrap_fxShare(txMachine* the)
{
	make_ordinary(mxGlobal.value.reference);
	for_each_slot(the, freeze_what_is_constant);
	the->aliasCount = 1; // 0 is none
	for_each_slot(the, number_instance);
	for_each_slot(the, number_closure);
	for_each_slot(the, move_out_of_heap);
	for (txSlot* slot = the->stack; slot < the->stackTop; slot++) {
		move_out_of_heap(the, slot);
		slot->flag &= ~XS_MARK_FLAG;
	}
}
