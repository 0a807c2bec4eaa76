"""A pack for tests: every key once, short enough to be changed in a test."""

from detente.regimes.pack import Pack
from detente.regimes.reading import parse_pack

TEXT = '''
[pack]
id = "bay"
version = "1"
instrument = "Arrangement of the Bay"
adopted = 2026-11-25
nature = "political"
languages = ["en", "fr"]
note = """
First line.
Second line."""

[zone]
name = "Bay"
boxes = [{ south = 54.0, north = 56.0, west = 18.0, east = 21.0 }]

[sources]
text = "Arrangement of the Bay, signed at the Bay"
recalled = "Recalled, not read"

[calendars.working]
weekend = ["saturday", "sunday"]
holidays = [2027-01-01, 2027-01-06]

[words.prompt]
title = "promptly"
reading = { hours = 48 }
strict = { hours = 24 }
confidence = "low"
source = "recalled"

[formats.notice]
title = { en = "Notice", fr = "Notification" }
version = 2
alias = "F25"
nil = true
confidence = "high"
source = "text"
fields = [
  { name = "designation", sort = "text", heading = { en = "Designation", fr = "Désignation" }, required = true },
  { name = "kind", sort = "choice", choices = ["land", "sea"], heading = "Kind" },
  { name = "start", sort = "date", heading = "Start", required = true },
  { name = "end", sort = "date", heading = "End" },
  { name = "assembly", sort = "time", heading = "Assembly" },
  { name = "troops", sort = "count", unit = "persons", heading = "Troops", sum_of = "by_state.troops", \
required_when = { field = "kind", equals = "land" } },
  { name = "by_state", sort = "table", heading = "Troops per state", fields = [
    { name = "state", sort = "text", heading = "State", required = true },
    { name = "troops", sort = "count", unit = "persons", heading = "Troops", required = true },
  ] },
  { name = "width", sort = "quantity", unit = "km", heading = "Width" },
  { name = "change", sort = "quantity", unit = "km", heading = "Change", signed = true },
  { name = "headquarters", sort = "place", heading = "Headquarters" },
  { name = "origin", sort = "place", heading = "From where", anywhere = true },
  { name = "area", sort = "area", heading = "Area" },
  { name = "alert", sort = "flag", heading = "Without notice" },
  { name = "questions", sort = "list", heading = "Questions" },
  { name = "days_off", sort = "date", many = true, heading = "Days off" },
]

[formats.return]
title = "Annual return"
version = 1
period = "year"
nil = true
confidence = "medium"
source = "recalled"
fields = [
  { name = "year", sort = "count", unit = "year", heading = "Year", required = true },
  { name = "strength", sort = "count", unit = "persons", heading = "Strength", required = true },
]

[[rules]]
id = "BAY-1"
title = "Notice of an exercise"
does = "notify"
who = "host"
format = "notice"
when = { any = [{ field = "troops", at_least = 1000 }, { field = "tanks", at_least = 20 }], during = "activity" }
due = { days = 42, before = "start" }
exceptions = [{ when = { field = "alert", equals = true }, due = { at = "start" }, rule = "BAY-2" }]
confidence = "high"
source = "text"

[[rules]]
id = "BAY-3"
title = "Annual return"
does = "return"
who = "each"
format = "return"
due = { fixed = "12-15", year = -1 }
nil = true
confidence = "medium"
source = ["text", "recalled"]

[[rules]]
id = "BAY-4"
title = "Visit"
does = "request"
who = "asker"
to = "asked"
due = { at_least = { hours = 36 }, at_most = { days = 5 }, before = "entry" }
quota = "visits"
confidence = "medium"
source = "recalled"

[[rules]]
id = "BAY-5"
title = "Answer"
does = "reply"
who = "asked"
to = "asker"
answers = ["replied", "quota used up"]
confidence = "low"
source = "recalled"

[rules.reading]
strict = { working_days = 3, after = "received", calendar = "working" }
lenient = { word = "prompt", after = "received" }
why = "the text is silent"

[[rules]]
id = "BAY-6"
title = "Three at most"
does = "constrain"
who = "each"
limit = { most = 3, years = 1 }
confidence = "low"
source = "recalled"
note = "Of any size."

[quotas.visits]
title = "Visits"
per = "year"
passive = 3
per_party = 1
confidence = "medium"
source = "recalled"

[quotas.evaluations]
per = "year"
per_object = 2
per_object_and_party = 1
formula = { units_per_visit = 60, most = 15, same_party_divisor = 5, at_once = 1 }
confidence = "high"
source = "text"

[[cases]]
name = "42 days before a leap day"
rule = "BAY-1"
given = { start = 2028-02-29, troops = 1000 }
then = { verdict = "duty", due = 2028-01-18 }

[[cases]]
name = "not a word is sound"
format = "notice"
given = {}
then = { refused = ["form-missing", "form-missing"] }

[[cases]]
name = "part of sixty is sixty"
quota = "evaluations"
given = { units = 61 }
then = { passive = 2, per_party = 1, at_once = 1 }
'''


def bay(*changes: tuple[str, str]) -> Pack:
    """Return the pack, each text replaced where it first stands."""
    return parse_pack(changed(*changes))


def changed(*changes: tuple[str, str]) -> str:
    """Return the text of the pack, each text replaced where it first stands, which it must."""
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text
