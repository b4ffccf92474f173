/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of the ABI: attributes, commands and the values of enums. */
#ifndef NVGRE_TOOL_NAMES_H
#define NVGRE_TOOL_NAMES_H

#include "nvgre.h"

extern const char *const record_type_names[];
extern const size_t record_type_count;
extern const char *const stats_names[];

const char *attr_name(unsigned int attr);
const char *command_name(unsigned int cmd, unsigned int flags);
const char *record_type_name(unsigned int type);
const char *pa_state_name(unsigned int state);
const char *verdict_name(unsigned int verdict);
const char *drop_name(unsigned int reason);
const char *drop_text(unsigned int reason);
extern const unsigned int drop_count;

struct nla_policy;
extern const struct nla_policy attr_policy[];
extern const struct nla_policy stats_policy[];
extern const struct nla_policy drop_policy[];

#endif /* NVGRE_TOOL_NAMES_H */
