"""Pure rules: the same in, the same out.

A rule touches no session, no clock, no chance, no file or network, and no sentence. Numbers, dates,
seeds and policies come in as arguments; answers go out. Rules answer, they do not refuse.
"""
