"""Papers: what leaves the council for people's eyes. Values that desks fill, and their rendering as plain text.

A paper is made from the record and adds nothing to it. Whoever says something says it in his own language; headings
come in the reader's. Forms that need a library (PDF, calendars, feeds) are in `detente.home.papers`.
"""
