"""Whether a process has grown over its longest life: resident memory and open files."""

import statistics

# What a life may grow by once it is warm: memory is given back late, and a request may be under way.
MOST_MEMORY = 48 << 20
MOST_FILES = 24


def grown(life):
    """The medians of the second quarter of a life and of its last one: memory in bytes, and open files."""
    quarter = max(1, len(life.sizes) // 4)
    early, late = life.sizes[quarter:2 * quarter] or life.sizes, life.sizes[-quarter:]
    return [(statistics.median(one[kind] for one in early), statistics.median(one[kind] for one in late)) for kind in (0, 1)]


def longest(lives):
    return max(lives, key=lambda life: len(life.sizes))


def told(lives):
    (before, after), (files, files_after) = grown(longest(lives))
    seconds = len(longest(lives).sizes)
    starts = max(life.ready_after for life in lives)
    return (
        f"the longest of {len(lives)} lives, {seconds} s: memory {before / 2**20:.0f} → {after / 2**20:.0f} MiB, "
        f"open files {files:.0f} → {files_after:.0f}; the slowest start took {starts:.1f} s"
    )


def problems(lives):
    """What has grown by more than it may."""
    (before, after), (files, files_after) = grown(longest(lives))
    found = []
    if after - before > MOST_MEMORY:
        found.append(f"memory by {(after - before) / 2**20:.0f} MiB")
    if files_after - files > MOST_FILES:
        found.append(f"open files by {files_after - files:.0f}")
    return found
