"""Who sits before the pages: enrolment, sign-in, sessions, and the rights of whom the party accredits.

guard (console) → session (here) → rights (here, from the officers' desk) → forms (console) → a home call.
"""
