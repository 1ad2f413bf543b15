"""The emoji short names that a deployment's messages are likely to use."""

from collections.abc import Mapping

EMOJI: Mapping[str, str] = {
    "+1": "👍",
    "-1": "👎",
    "alarm_clock": "⏰",
    "arrow_right": "➡️",
    "arrows_counterclockwise": "🔄",
    "bell": "🔔",
    "black_square_button": "🔲",
    "calendar": "📆",
    "checkered_flag": "🏁",
    "construction": "🚧",
    "eyes": "👀",
    "fast_forward": "⏩",
    "fire": "🔥",
    "hourglass_flowing_sand": "⏳",
    "large_blue_circle": "🔵",
    "large_green_circle": "🟢",
    "large_orange_circle": "🟠",
    "large_red_circle": "🔴",
    "large_yellow_circle": "🟡",
    "leftwards_arrow_with_hook": "↩️",
    "lock": "🔒",
    "memo": "📝",
    "no_entry": "⛔",
    "no_entry_sign": "🚫",
    "octagonal_sign": "🛑",
    "package": "📦",
    "pause_button": "⏸️",
    "phone": "☎️",
    "point_right": "👉",
    "rewind": "⏪",
    "rocket": "🚀",
    "rotating_light": "🚨",
    "tada": "🎉",
    "thumbsup": "👍",
    "tools": "🛠️",
    "wave": "👋",
    "warning": "⚠️",
    "white_check_mark": "✅",
    "white_circle": "⚪",
    "white_large_square": "⬜",
    "wrench": "🔧",
    "x": "❌",
    "black_right_pointing_double_triangle_with_vertical_bar": "⏭️",
}


def picture(name: str) -> str:
    """The emoji of a short name; the name in colons where it is not in the table."""
    return EMOJI.get(name, f":{name}:")
