"""Figures across crises: the report for those who were not in the room, and the home tab's year."""
