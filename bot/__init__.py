"""What opens the house and keeps its hours: command line, timetable, delivery, transport."""
