// SPDX-License-Identifier: GPL-2.0-or-later
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "value.h"

static bool because(char *why, const char *text)
{
	snprintf(why, WHY_MAX, "%s", text);
	return false;
}

bool value_number(const char *s, long long *value, char *why)
{
	long long v = 0;

	if (!*s)
		return because(why, "is not a number");
	for (; *s; s++) {
		if (*s < '0' || *s > '9' || v > INT32_MAX)
			return because(why, "is not a number that could be here");
		v = v * 10 + *s - '0';
	}
	*value = v;
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool hex_byte(const char *s, uint8_t *byte)
{
	int high = hex_digit(s[0]);
	int low = high < 0 ? -1 : hex_digit(s[1]);

	if (low < 0)
		return false;
	*byte = high << 4 | low;
	return true;
}

/* 00:15:5d:00:00:05, 00-15-5D-00-00-05 or 00155D000005; of one station */
bool value_mac(const char *s, uint8_t *mac, char *why)
{
	static const uint8_t zero[MAC_LEN];
	char separator = 0;
	int i;

	for (i = 0; i < MAC_LEN; i++) {
		if (!hex_byte(s, &mac[i]))
			return because(why, "is not a MAC address");
		s += 2;
		if (i == 0 && (*s == ':' || *s == '-'))
			separator = *s;
		if (i < MAC_LEN - 1 && separator && *s++ != separator)
			return because(why, "is not a MAC address");
	}
	if (*s)
		return because(why, "is not a MAC address");
	if (mac[0] & 1 || !memcmp(mac, zero, MAC_LEN))
		return because(why, "is not the MAC address of one station");
	return true;
}

/* 0f8fad5b-d9cb-469f-a165-70867728950e, with or without braces around it */
bool value_guid(const char *s, uint8_t *guid, char *why)
{
	static const uint8_t zero[GUID_LEN];
	bool braces = *s == '{';
	int i;

	s += braces;
	for (i = 0; i < GUID_LEN; i++) {
		if ((i == 4 || i == 6 || i == 8 || i == 10) && *s++ != '-')
			return because(why, "is not a GUID");
		if (!hex_byte(s, &guid[i]))
			return because(why, "is not a GUID");
		s += 2;
	}
	if ((braces && *s++ != '}') || *s)
		return because(why, "is not a GUID");
	if (!memcmp(guid, zero, GUID_LEN))
		return because(why, "is the GUID of nothing");
	return true;
}

static bool parse_addr(const char *s, struct addr *a)
{
	memset(a->b, 0, sizeof(a->b));
	if (inet_pton(AF_INET, s, a->b) == 1) {
		a->family = AF_INET;
		a->len = 32;
		return true;
	}
	memset(a->b, 0, sizeof(a->b));
	if (inet_pton(AF_INET6, s, a->b) != 1)
		return false;
	a->family = AF_INET6;
	a->len = 128;
	/* An IPv4 address in disguise would escape every comparison. */
	return memcmp(a->b, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
}

bool value_addr(const char *s, struct addr *a, char *why)
{
	return parse_addr(s, a) ||
		because(why, "is not an IPv4 or IPv6 address");
}

/* ADDR/LEN, with host bits or without */
bool value_net_addr(const char *s, struct addr *a, char *why)
{
	const char *slash = strchr(s, '/');
	char addr[INET6_ADDRSTRLEN];
	size_t n = slash ? slash - s : 0;
	long long len;

	if (!slash && parse_addr(s, a))
		return because(why, "has no prefix length");
	if (!slash || n >= sizeof(addr))
		return because(why, "is not an address with a prefix length");
	memcpy(addr, s, n);
	addr[n] = '\0';
	if (!parse_addr(addr, a))
		return because(why, "is not an address with a prefix length");
	if (!value_number(slash + 1, &len, why) || len > a->len) {
		snprintf(why, WHY_MAX, "has not a prefix length of 0 to %u",
			 a->len);
		return false;
	}
	a->len = len;
	return true;
}

bool value_prefix(const char *s, struct addr *a, char *why)
{
	char text[ADDR_MAX];
	struct addr first;

	if (!value_net_addr(s, a, why))
		return false;
	addr_first(a, &first);
	if (!memcmp(first.b, a->b, sizeof(a->b)))
		return true;
	first.len = a->len;
	snprintf(why, WHY_MAX, "has host bits set; the prefix is %s",
		 prefix_text(&first, text));
	return false;
}

/* PREFIX, ADDR or FIRST-LAST */
bool value_range(const char *s, struct range *r, char *why)
{
	const char *minus = strchr(s, '-');
	char first[INET6_ADDRSTRLEN];
	size_t n = minus ? minus - s : 0;
	struct addr prefix;

	if (strchr(s, '/')) {
		if (!value_prefix(s, &prefix, why))
			return false;
		addr_first(&prefix, &r->first);
		addr_last(&prefix, &r->last);
		return true;
	}
	if (!minus && parse_addr(s, &r->first)) {
		r->last = r->first;
		return true;
	}
	if (!minus || n >= sizeof(first))
		return because(why, "is not an address, a prefix or a range of addresses");
	memcpy(first, s, n);
	first[n] = '\0';
	if (!parse_addr(first, &r->first) || !parse_addr(minus + 1, &r->last) ||
	    r->first.family != r->last.family)
		return because(why, "is not an address, a prefix or a range of addresses");
	return addr_compare(&r->first, &r->last) <= 0 ||
		because(why, "is a range that ends before it begins");
}

static bool letter_or_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		(c >= 'A' && c <= 'Z');
}

bool value_name(const char *s, unsigned int max, char *why)
{
	size_t n = strlen(s);

	if (letter_or_digit(*s) && n <= max) {
		while (*s && (letter_or_digit(*s) || strchr("._-", *s)))
			s++;
		if (!*s)
			return true;
	}
	snprintf(why, WHY_MAX,
		 "is not a name: %u letters, digits, \".\", \"_\" and \"-\" at most, a letter or digit first",
		 max);
	return false;
}

/* --- back to text ---------------------------------------------------------- */

const char *addr_text(const struct addr *a, char *text)
{
	return inet_ntop(a->family, a->b, text, ADDR_MAX) ?: "none";
}

const char *prefix_text(const struct addr *a, char *text)
{
	char addr[ADDR_MAX];

	snprintf(text, ADDR_MAX, "%.48s/%u", addr_text(a, addr), a->len);
	return text;
}

const char *mac_text(const uint8_t *mac, char *text)
{
	snprintf(text, ADDR_MAX, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0],
		 mac[1], mac[2], mac[3], mac[4], mac[5]);
	return text;
}

const char *guid_text(const uint8_t *guid, char *text)
{
	char *end = text;
	int i;

	for (i = 0; i < GUID_LEN; i++)
		end += sprintf(end, "%s%02x", i == 4 || i == 6 || i == 8 ||
			       i == 10 ? "-" : "", guid[i]);
	return text;
}

/* --- arithmetic ------------------------------------------------------------ */

/* IPv4 before IPv6; lengths do not count */
int addr_compare(const struct addr *a, const struct addr *b)
{
	if (a->family != b->family)
		return a->family == AF_INET ? -1 : 1;
	return memcmp(a->b, b->b, sizeof(a->b));
}

static void mask(const struct addr *prefix, struct addr *out, uint8_t fill)
{
	unsigned int bytes = prefix->family == AF_INET ? 4 : 16, i;
	unsigned int bit, keep;

	*out = *prefix;
	out->len = bytes * 8;
	for (i = 0; i < bytes; i++) {
		bit = i * 8;
		if (bit + 8 <= prefix->len)
			continue;
		keep = prefix->len > bit ? 0xff00 >> (prefix->len - bit) : 0;
		out->b[i] = (prefix->b[i] & keep) | (fill & ~keep);
	}
}

void addr_first(const struct addr *prefix, struct addr *first)
{
	mask(prefix, first, 0);
}

void addr_last(const struct addr *prefix, struct addr *last)
{
	mask(prefix, last, 0xff);
}

/* Whether the address is in the prefix, which may have host bits */
bool addr_in(const struct addr *a, const struct addr *prefix)
{
	struct addr first, last;

	if (a->family != prefix->family)
		return false;
	addr_first(prefix, &first);
	addr_last(prefix, &last);
	return addr_compare(&first, a) <= 0 && addr_compare(a, &last) <= 0;
}

/* Whether it is 0.0.0.0 or :: */
bool addr_any(const struct addr *a)
{
	static const uint8_t zero[16];

	return !memcmp(a->b, zero, sizeof(zero));
}

/* Whether a host could have it on a network */
bool addr_unicast(const struct addr *a)
{
	static const uint8_t loopback6[16] = { [15] = 1 };

	if (a->family == AF_INET)
		return a->b[0] && a->b[0] != 127 && a->b[0] < 224;
	return !addr_any(a) && a->b[0] != 0xff &&
		memcmp(a->b, loopback6, sizeof(loopback6));
}

/* Whether two prefixes, host bits or not, are the same */
bool prefix_same(const struct addr *a, const struct addr *b)
{
	return a->len == b->len && addr_in(a, b);
}

bool prefix_in(const struct addr *inner, const struct addr *outer)
{
	return inner->len >= outer->len && addr_in(inner, outer);
}
