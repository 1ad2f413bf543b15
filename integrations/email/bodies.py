"""The words of a mail as plain text and as HTML: both say the same, and neither loads anything."""

from html import escape

from integrations.email.words import Words

PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body style="margin:0;padding:24px;background:#ffffff;color:#1d1c1d;\
font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5">
<div style="max-width:560px;margin:0 auto">
<h1 style="font-size:20px;line-height:1.3;margin:0 0 12px" dir="auto">{heading}</h1>
{remarks}<table role="presentation" style="border-collapse:collapse;font-size:16px">
{lines}</table>
<p style="margin:20px 0 0;padding-top:12px;border-top:1px solid #dddddd;color:#616061;font-size:13px">\
{footer}</p>
</div>
</body>
</html>
"""
REMARK = '<p style="margin:0 0 12px"><strong>{}</strong></p>\n'
LINE = (
    '<tr><th scope="row" style="text-align:left;vertical-align:top;font-weight:600;padding:4px 16px 4px 0">'
    '{}</th><td style="vertical-align:top;padding:4px 0;overflow-wrap:anywhere" dir="auto">{}</td></tr>\n'
)
FOOTER = "T-Minus sends this on behalf of the team that deploys. Nobody reads answers to it."


def text_body(words: Words) -> str:
    """The words as plain text."""
    said = "\n".join((words.heading, *words.remarks))
    lines = "\n".join(f"{label}: {text}" for label, text in words.lines)
    return f"{said}\n\n{lines}\n\n-- \n{FOOTER}\n"


def html_body(words: Words) -> str:
    """The words as an HTML page; what comes from the plan is escaped."""
    return PAGE.format(
        title=escape(words.subject),
        heading=escape(words.heading),
        remarks="".join(REMARK.format(escape(remark)) for remark in words.remarks),
        lines="".join(LINE.format(escape(label), escape(text)) for label, text in words.lines),
        footer=escape(FOOTER),
    )
