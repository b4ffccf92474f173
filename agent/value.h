/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values from text and back. The readers return whether the text is one, and
 * if not, end the sentence '"TEXT" ...' in @why.
 */
#ifndef NVGWD_VALUE_H
#define NVGWD_VALUE_H

#include "model.h"

#define WHY_MAX		200
#define ADDR_MAX	64

bool value_number(const char *s, long long *value, char *why);
bool value_mac(const char *s, uint8_t *mac, char *why);
bool value_guid(const char *s, uint8_t *guid, char *why);
bool value_addr(const char *s, struct addr *a, char *why);
bool value_net_addr(const char *s, struct addr *a, char *why);
bool value_prefix(const char *s, struct addr *a, char *why);
bool value_range(const char *s, struct range *r, char *why);
bool value_name(const char *s, unsigned int max, char *why);

const char *addr_text(const struct addr *a, char *text);
const char *prefix_text(const struct addr *a, char *text);
const char *mac_text(const uint8_t *mac, char *text);
const char *guid_text(const uint8_t *guid, char *text);

int addr_compare(const struct addr *a, const struct addr *b);
bool addr_in(const struct addr *a, const struct addr *prefix);
bool addr_any(const struct addr *a);
bool addr_unicast(const struct addr *a);
void addr_first(const struct addr *prefix, struct addr *first);
void addr_last(const struct addr *prefix, struct addr *last);
bool prefix_same(const struct addr *a, const struct addr *b);
bool prefix_in(const struct addr *inner, const struct addr *outer);

#endif /* NVGWD_VALUE_H */
