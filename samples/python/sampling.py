"""Samples by the rule of docs/event-format.md."""

import fractions

M = (1 << 64) - 1
P = [11400714785074694791, 14029467366897019727, 1609587929392839161, 9650029242287828579, 2870177450012600261]


def rotate(x, n):
    return ((x << n) | (x >> (64 - n))) & M


def round_of(total, lane):
    return rotate((total + lane * P[1]) & M, 31) * P[0] & M


def xx_hash_64(text):
    """XxHash64 with seed 0 of a text in UTF-8."""
    data = text.encode("utf-8")
    value, at = P[4], 0
    if len(data) >= 32:
        sums = [(P[0] + P[1]) & M, P[1], 0, -P[0] & M]
        while at + 32 <= len(data):
            for i in range(4):
                sums[i] = round_of(sums[i], int.from_bytes(data[at + 8 * i : at + 8 * i + 8], "little"))
            at += 32
        value = sum(rotate(s, n) for s, n in zip(sums, (1, 7, 12, 18))) & M
        for s in sums:
            value = ((value ^ round_of(0, s)) * P[0] + P[3]) & M
    value = (value + len(data)) & M
    while at + 8 <= len(data):
        value = (rotate(value ^ round_of(0, int.from_bytes(data[at : at + 8], "little")), 27) * P[0] + P[3]) & M
        at += 8
    if at + 4 <= len(data):
        value = (rotate(value ^ (int.from_bytes(data[at : at + 4], "little") * P[0] & M), 23) * P[1] + P[2]) & M
        at += 4
    for byte in data[at:]:
        value = rotate(value ^ (byte * P[4] & M), 11) * P[0] & M
    value = (value ^ (value >> 33)) * P[1] & M
    value = (value ^ (value >> 29)) * P[2] & M
    return value ^ (value >> 32)


def takes(key, rate):
    """Whether a row with this key is in a sample; rate as in samplerate: "0.1"."""
    return xx_hash_64(key) < fractions.Fraction(rate) * 2**64
